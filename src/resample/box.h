// Boxes: the part of a source that is resampled.
#ifndef FIT299_RESAMPLE_BOX_H_
#define FIT299_RESAMPLE_BOX_H_

#include <opencv2/core/mat.hpp>

#include "resample/axis.h"

namespace fit299::resample {

// A box's corners are floats, as Pillow's are.
inline Axis ColumnAxis(cv::Size source, const cv::Rect2d& box, cv::Size scaled, cv::Rect window) {
  return {source.width,
          scaled.width,
          window.x,
          window.x + window.width,
          static_cast<float>(box.x),
          static_cast<float>(box.x + box.width)};
}

inline Axis RowAxis(cv::Size source, const cv::Rect2d& box, cv::Size scaled, cv::Rect window) {
  return {source.height,
          scaled.height,
          window.y,
          window.y + window.height,
          static_cast<float>(box.y),
          static_cast<float>(box.y + box.height)};
}

// The box alone. REQUIRES: it is of whole pixels.
inline cv::Mat CutOut(const cv::Mat& source, const cv::Rect2d& box) {
  return source(cv::Rect(static_cast<int>(box.x), static_cast<int>(box.y),
                         static_cast<int>(box.width), static_cast<int>(box.height)));
}

}  // namespace fit299::resample

#endif  // FIT299_RESAMPLE_BOX_H_
