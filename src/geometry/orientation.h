// EXIF orientations: how a picture as it is stored relates to the upright one.
#ifndef FIT299_GEOMETRY_ORIENTATION_H_
#define FIT299_GEOMETRY_ORIENTATION_H_

#include <opencv2/core/mat.hpp>

namespace fit299 {

// Upright pixel (x, y) is the stored pixel (x', y'), or (y', x') where the picture is transposed,
// with x' = width - 1 - x where x is mirrored, else x; likewise y'. Sizes are those of the upright
// picture.
struct Turn {
  bool transposes = false;
  bool mirrors_x = false;
  bool mirrors_y = false;
};

inline constexpr int kUpright = 1;

// REQUIRES: orientation is 1..8, here and below.
Turn TurnOf(int orientation);

// Where a part of the upright picture, of this size, is stored.
cv::Rect ToStored(cv::Rect part, cv::Size upright, int orientation);

// Where a part of the stored picture, of this size, is when it is upright.
cv::Rect ToUpright(cv::Rect part, cv::Size stored, int orientation);

// Turns a stored picture upright. `upright` gets its size, its memory is reused; not that of
// `stored`.
void TurnUpright(int orientation, const cv::Mat& stored, cv::Mat& upright);

// The same in place.
void TurnUpright(int orientation, cv::Mat& image);

}  // namespace fit299

#endif  // FIT299_GEOMETRY_ORIENTATION_H_
