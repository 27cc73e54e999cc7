// What resampling takes of memory, before any of it is taken.
#ifndef FIT299_RESAMPLE_SCRATCH_H_
#define FIT299_RESAMPLE_SCRATCH_H_

#include <cstdint>
#include <opencv2/core/types.hpp>

#include "fit299/recipe.h"

namespace fit299::resample {

// How a source becomes a result; all sizes are of the upright pictures.
struct Resize {
  cv::Size source;  // that is resampled
  cv::Size scaled;
  cv::Size window;             // the part of it that is wanted
  bool is_transposed = false;  // it is resampled as it is stored: on its side
  bool is_wide = false;        // 16 bits
};

// An upper bound of the bytes that a recipe's resampler takes beside the source and the result: for
// the weights of both axes, and for rows before, between and after the passes.
std::uint64_t ScratchBytes(const Recipe& recipe, const Resize& resize);

}  // namespace fit299::resample

#endif  // FIT299_RESAMPLE_SCRATCH_H_
