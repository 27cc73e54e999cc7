// The two passes of a separable filter on pixels that stay float in between, shared by the engines
// of TensorFlow and torch.
#ifndef FIT299_RESAMPLE_FLOAT_PASSES_H_
#define FIT299_RESAMPLE_FLOAT_PASSES_H_

#include <cstddef>
#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <vector>

#include "fit299/expected.h"
#include "fit299/recipe.h"
#include "fit299/status.h"
#include "kernels/float_rows.h"
#include "resample/row_ring.h"

namespace fit299::resample {

kernels::Widen WidenFor(ResampleOn resample_on);

// Weights that name source pixels may name one past the last: it is the last pixel again.
class FloatPasses {
 public:
  FloatPasses(kernels::Widen widen, kernels::Sum sum) : widen_(widen), sum_(sum) {}

  // All rows of the output, the vertical pass first, or last. `pixels` becomes CV_32FC4.
  // Errors: kTooLarge.
  Expected<void, Rejection> RowsFirst(const cv::Mat& source, const kernels::Spans& columns,
                                      const kernels::Spans& rows, cv::Mat& pixels);
  Expected<void, Rejection> ColumnsFirst(const cv::Mat& source, const kernels::Spans& columns,
                                         const kernels::Spans& rows, cv::Mat& pixels);

  // Bilinear by differences, columns first.
  Expected<void, Rejection> MixBoth(const cv::Mat& source, const std::vector<kernels::Mix>& columns,
                                    const std::vector<kernels::Mix>& rows, cv::Mat& pixels);

 private:
  // Makes room for the ring and one more row. False: it would take more than is sane.
  bool Reserve(std::size_t ring_floats, int ring_rows, std::size_t row_floats);

  // Source pixels [first, end) of a row, widened; one past the last is the last again.
  void WidenPixels(const cv::Mat& source, int row, int first, int end, float* out) const;

  // The sum of the ring's rows that the span names.
  template <class Make>
  void SumSpan(const kernels::Span& span, const float* weights, int last, std::size_t floats,
               const Make& make, float* out);

  kernels::Widen widen_;
  kernels::Sum sum_;
  RowRing ring_;
  std::vector<float> row_;
  std::vector<const float*> pointers_;
};

}  // namespace fit299::resample

#endif  // FIT299_RESAMPLE_FLOAT_PASSES_H_
