// The order of Pillow's two passes. It shows in the pixels, because they are rounded, and with 8
// bits clamped, in between.
#ifndef FIT299_RESAMPLE_PILLOW_ORDER_H_
#define FIT299_RESAMPLE_PILLOW_ORDER_H_

#include <cstdint>
#include <opencv2/core/types.hpp>

#include "resample/axis.h"

namespace fit299::resample {

enum class PillowOrder : std::uint8_t {
  kColumnsFirst,  // up to Pillow 12, but for images that are higher than 100 times their width
  kCheapest,      // Pillow 13
};

// True when the height is changed first, by each Pillow's rule on the sizes of the whole images.
inline bool IsRowsFirst(PillowOrder order, cv::Size source, cv::Size scaled) {
  if (order == PillowOrder::kColumnsFirst) {
    return source.height > std::int64_t{100} * source.width && scaled.height < source.height;
  }
  const std::int64_t width_loss = std::int64_t{source.width} - scaled.width;
  const std::int64_t height_loss = std::int64_t{source.height} - scaled.height;
  return height_loss > 0 && height_loss > 2 * width_loss;
}

// False when the axis keeps its pixels as they are.
inline bool NeedsPass(const Axis& axis) {
  return axis.source != axis.scaled || axis.box_begin != 0 ||
         axis.box_end != static_cast<float>(axis.scaled);
}

}  // namespace fit299::resample

#endif  // FIT299_RESAMPLE_PILLOW_ORDER_H_
