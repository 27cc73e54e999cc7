// The run-length encoding of BMP.
#ifndef FIT299_FOREIGN_BMP_RUNS_H_
#define FIT299_FOREIGN_BMP_RUNS_H_

#include <opencv2/core/mat.hpp>
#include <optional>

#include "codec/codec.h"

namespace fit299::foreign {

// Decodes RLE8, or RLE4 when `is_rle4`, into `indices` (CV_8UC1 of the picture's size, upright).
// Pixels that are stepped over become 0, as Pillow has it. `end`: behind the last byte read.
// Errors: kTruncated (data or rows are missing), kCorrupt (a run leaves the picture).
std::optional<Rejection> DecodeBmpRuns(codec::Bytes data, bool is_rle4, cv::Mat& indices,
                                       std::size_t& end);

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_BMP_RUNS_H_
