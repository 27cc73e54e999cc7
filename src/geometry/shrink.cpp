#include "geometry/shrink.h"

#include <cmath>

#include "geometry/orientation.h"

namespace fit299 {
namespace {

constexpr int kMostShrink = 8;

int DivideUp(int side, int shrink) { return (side + shrink - 1) / shrink; }

// Pixels are counted from where the picture begins as it is stored. Where it is mirrored, the last
// of them, of which only a part may be the picture's, comes to lie at the beginning.
double ShrunkBegin(double begin, int side, bool mirrored, int shrink) {
  const double before = mirrored ? DivideUp(side, shrink) - static_cast<double>(side) / shrink : 0;
  return begin / shrink + before;
}

}  // namespace

// libjpeg has other fractions as well. But those that are no power of two take longer than the
// whole picture: it has no vectors for them.
int ChooseShrink(const Geometry& geometry, double gap) {
  const auto is_enough = [&](int shrink) {
    return geometry.crop.width >= gap * shrink * geometry.scaled.width &&
           geometry.crop.height >= gap * shrink * geometry.scaled.height;
  };
  int shrink = 1;
  while (shrink < kMostShrink && is_enough(2 * shrink)) shrink *= 2;
  return shrink;
}

cv::Size ShrunkSize(cv::Size size, int shrink) {
  return {DivideUp(size.width, shrink), DivideUp(size.height, shrink)};
}

cv::Rect2d ShrunkPart(const cv::Rect2d& part, cv::Size size, int orientation, int shrink) {
  const Turn turn = TurnOf(orientation);
  return {ShrunkBegin(part.x, size.width, turn.mirrors_x, shrink),
          ShrunkBegin(part.y, size.height, turn.mirrors_y, shrink), part.width / shrink,
          part.height / shrink};
}

cv::Rect WholePixels(const cv::Rect2d& part) {
  const cv::Point begin(static_cast<int>(std::floor(part.x)), static_cast<int>(std::floor(part.y)));
  const cv::Point end(static_cast<int>(std::ceil(part.x + part.width)),
                      static_cast<int>(std::ceil(part.y + part.height)));
  return {begin, end};
}

}  // namespace fit299
