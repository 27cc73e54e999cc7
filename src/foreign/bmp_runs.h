// The run-length encoding of BMP.
#ifndef FIT299_FOREIGN_BMP_RUNS_H_
#define FIT299_FOREIGN_BMP_RUNS_H_

#include <opencv2/core/mat.hpp>
#include <optional>

#include "codec/codec.h"

namespace fit299::foreign {

// Decodes RLE8, or RLE4 when `is_rle4`, into `indices` (CV_8UC1 of the picture's size, upright).
// Pixels that are stepped over become 0, as Pillow has it. `end` says how far it came, errors or
// not. Errors: kTruncated (data or rows are missing), kCorrupt (a run leaves the picture).
struct BmpRunsEnd {
  std::size_t at = 0;  // behind the last byte read
  int rows = 0;        // that are whole, from the bottom up
};
std::optional<Rejection> DecodeBmpRuns(codec::Bytes data, bool is_rle4, cv::Mat& indices,
                                       BmpRunsEnd& end);

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_BMP_RUNS_H_
