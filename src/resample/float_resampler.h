// The two passes of a separable filter on pixels that stay float: what the engines of TensorFlow
// and torch, and Pillow's on pixels of mode F, have in common.
#ifndef FIT299_RESAMPLE_FLOAT_RESAMPLER_H_
#define FIT299_RESAMPLE_FLOAT_RESAMPLER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <vector>

#include "fit299/recipe.h"
#include "kernels/aligned.h"
#include "kernels/float_rows.h"
#include "kernels/strips.h"
#include "resample/axis.h"
#include "resample/resampler.h"

namespace fit299::resample {

// How 8-bit pixels become the values that are resampled.
kernels::Widen WidenFor(ResampleOn resample_on);

// Weights are of type float, or double where products and sums are.
//
// Rows are worked on as they come, eight side by side in the horizontal pass; a whole source is one
// band of them. Pixels become CV_32FC3.
template <class Weight>
class FloatResampler : public Resampler {
 public:
  // Sums in float depend on their order: what is mirrored would have to be summed from its end.
  bool TakesBands(bool turned) const override { return !turned; }

  Expected<void, Rejection> Begin(cv::Size source, int orientation, const cv::Rect2d& box,
                                  cv::Size scaled, cv::Rect window, cv::Mat& pixels) override;
  cv::Rect needed() const override { return needed_ + corner_; }
  void Add(const cv::Mat& band, cv::Point at) override;
  void ReleaseMemory(std::size_t kept) override;

 protected:
  using Spans = kernels::SpansOf<Weight>;
  enum class Order : std::uint8_t { kRowsFirst, kColumnsFirst };
  // What a box is: a part that is cut out first, or one whose surroundings count.
  enum class Box : std::uint8_t { kIsCutOut, kHasSurroundings };

  FloatResampler(Box box, kernels::Widen widen, kernels::Sum sum)
      : box_(box), widen_(widen), sum_(sum) {}

  // All weights of an axis. One position may name the pixel past the last: it is the last again.
  virtual void ComputeWeights(const Axis& axis, Spans& spans) const = 0;

  virtual Order FindOrder(cv::Size source, cv::Size scaled) const = 0;

  // Before anything is computed of an image. Errors: kTooLarge.
  virtual Expected<void, Rejection> Prepare(const Axis& /*columns*/, const Axis& /*rows*/) {
    return {};
  }

  // Makes the pixels of the result, and says where a row of it is computed. One whose pixels are
  // not float has a place for one row, if its order is kColumnsFirst.
  virtual void CreatePixels(cv::Size size, cv::Mat& pixels);
  virtual float* ResultRow(int y) { return pixels_.ptr<float>(y); }

  // What is done to a row of the result, of `count` values, at last.
  virtual void FinishRow(int /*y*/, std::size_t /*count*/, float* /*row*/) {}

 private:
  bool Reserve();
  Weight* RingRow(int row);
  void AddStrip(const cv::Mat& used, int y, int count);
  void AddRow(const std::uint8_t* values);
  bool HasRowsFor(int count) const;
  void FinishRows();
  void FindRows(const kernels::Span& span, std::vector<const Weight*>& found);
  void FindSummands(int count);
  void SumPart(int y, const std::vector<const Weight*>& rows, std::size_t begin, std::size_t count,
               float* out);
  void FinishSummed(int count);
  void FinishStrip(int count);

  const Box box_;
  const kernels::Widen widen_;
  const kernels::Sum sum_;
  AxisCache<Spans> cache_;

  // The image that is being resampled.
  Order order_ = Order::kColumnsFirst;
  const Spans* columns_ = nullptr;
  const Spans* rows_ = nullptr;
  cv::Point corner_;  // of what is cut out
  cv::Rect needed_;   // of that
  int end_column_ = 0;
  int last_row_ = 0;
  cv::Mat pixels_;
  int added_ = 0;  // the first source row that has not come
  int next_ = 0;   // the first row of the result that is not there

  // The rows between the passes that are needed at the same time, in turn; then a strip's.
  std::size_t row_floats_ = 0;
  std::size_t ring_stride_ = 0;
  int ring_rows_ = 0;
  kernels::AlignedVector<Weight> ring_;
  kernels::AlignedVector<float> rows_of_strip_;
  kernels::AlignedVector<Weight> strip_;
  kernels::AlignedVector<float> summed_;
  std::array<std::vector<const Weight*>, kernels::kStripRows> summands_;
  std::vector<const Weight*> parts_;
};

extern template class FloatResampler<float>;
extern template class FloatResampler<double>;

}  // namespace fit299::resample

#endif  // FIT299_RESAMPLE_FLOAT_RESAMPLER_H_
