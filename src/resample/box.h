// Boxes: the part of a source that is resampled.
#ifndef FIT299_RESAMPLE_BOX_H_
#define FIT299_RESAMPLE_BOX_H_

#include <opencv2/core/types.hpp>

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

}  // namespace fit299::resample

#endif  // FIT299_RESAMPLE_BOX_H_
