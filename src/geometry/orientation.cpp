#include "geometry/orientation.h"

#include <opencv2/core.hpp>
#include <utility>

namespace fit299 {
namespace {

void Mirror(const Turn& turn, const cv::Mat& from, cv::Mat& to) {
  constexpr int kLeftToRight = 1;
  constexpr int kUpsideDown = 0;
  constexpr int kBoth = -1;
  cv::flip(from, to,
           turn.mirrors_x && turn.mirrors_y ? kBoth
           : turn.mirrors_x                 ? kLeftToRight
                                            : kUpsideDown);
}

}  // namespace

Turn TurnOf(int orientation) {
  return {
      .transposes = orientation >= 5,
      .mirrors_x = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7,
      .mirrors_y = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8};
}

cv::Rect ToStored(cv::Rect part, cv::Size upright, int orientation) {
  const Turn turn = TurnOf(orientation);
  if (turn.mirrors_x) part.x = upright.width - part.x - part.width;
  if (turn.mirrors_y) part.y = upright.height - part.y - part.height;
  if (turn.transposes) {
    std::swap(part.x, part.y);
    std::swap(part.width, part.height);
  }
  return part;
}

cv::Rect ToUpright(cv::Rect part, cv::Size stored, int orientation) {
  const Turn turn = TurnOf(orientation);
  if (turn.transposes) {
    std::swap(part.x, part.y);
    std::swap(part.width, part.height);
    std::swap(stored.width, stored.height);
  }
  if (turn.mirrors_x) part.x = stored.width - part.x - part.width;
  if (turn.mirrors_y) part.y = stored.height - part.y - part.height;
  return part;
}

void TurnUpright(int orientation, const cv::Mat& stored, cv::Mat& upright) {
  const Turn turn = TurnOf(orientation);
  const bool mirrors = turn.mirrors_x || turn.mirrors_y;
  if (turn.transposes) {
    cv::transpose(stored, upright);
    if (mirrors) Mirror(turn, upright, upright);
  } else if (mirrors) {
    Mirror(turn, stored, upright);
  } else {
    stored.copyTo(upright);
  }
}

void TurnUpright(int orientation, cv::Mat& image) {
  if (orientation == 1) return;
  if (TurnOf(orientation).transposes) {
    cv::Mat upright;
    TurnUpright(orientation, image, upright);
    image = upright;
  } else {
    Mirror(TurnOf(orientation), image, image);
  }
}

}  // namespace fit299
