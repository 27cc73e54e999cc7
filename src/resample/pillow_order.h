// The order of Pillow's two passes. It shows in the pixels, because they are rounded, and with 8
// bits clamped, in between.
#ifndef FIT299_RESAMPLE_PILLOW_ORDER_H_
#define FIT299_RESAMPLE_PILLOW_ORDER_H_

#include <cstdint>
#include <opencv2/core/types.hpp>

#include "resample/axis.h"

namespace fit299::resample {

enum class PillowOrder : std::uint8_t {
  kColumnsFirst,  // up to Pillow 12, always
  kCheapest,      // Pillow 13
};

// Pillow 13 takes the rows first when that leaves less to do in the second pass, by this rule, on
// the sizes of the whole images.
inline bool IsRowsFirst(PillowOrder order, cv::Size source, cv::Size scaled) {
  if (order == PillowOrder::kColumnsFirst) return false;
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
