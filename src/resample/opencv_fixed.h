// OpenCV's arithmetic in fixed point: its linear, cubic and lanczos4, and its area where that is
// linear.
#ifndef FIT299_RESAMPLE_OPENCV_FIXED_H_
#define FIT299_RESAMPLE_OPENCV_FIXED_H_

#include <cstddef>
#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <vector>

#include "kernels/fixed_point.h"
#include "resample/axis.h"
#include "resample/opencv_weights.h"
#include "resample/resampler.h"

namespace fit299::resample::opencv {

// Columns first, of the source rows that any new row needs, four side by side. Of their sums only
// those are kept that rows to come need.
class FixedResampler : public Resampler {
 public:
  explicit FixedResampler(FixedFilter filter) : filter_(filter) {}

  bool TakesBands(bool turned) const override { return !turned; }

  Expected<void, Rejection> Begin(cv::Size source, int orientation, const cv::Rect2d& box,
                                  cv::Size scaled, cv::Rect window, cv::Mat& pixels) override;
  cv::Rect needed() const override { return needed_ + corner_; }
  void Add(const cv::Mat& band, cv::Point at) override;
  void ReleaseMemory(std::size_t kept) override;

 private:
  void FindNeeded(cv::Size source);
  std::int32_t* Sums(int sequence);
  bool IsNeeded(int row);
  void SumColumns(std::vector<const std::uint8_t*>& rows);
  void FinishRows();
  void FinishRow(const FixedRowWeights::Position& position, const std::int16_t* weights,
                 std::uint8_t* out);

  const FixedFilter filter_;
  AxisCache<kernels::FixedColumns> column_cache_;
  AxisCache<FixedRowWeights> row_cache_;

  // The image that is being resampled.
  const kernels::FixedColumns* columns_ = nullptr;
  const FixedRowWeights* rows_ = nullptr;
  cv::Point corner_;            // of what is cut out
  cv::Rect needed_;             // of that
  int last_row_ = 0;            // of that
  std::size_t exact_from_ = 0;  // the first value of a row that cubic does not compute in float
  cv::Mat pixels_;
  int added_ = 0;   // the first source row that has not come
  int asked_ = 0;   // the first new row that needs it or a later one
  int summed_ = 0;  // the number of rows whose columns were summed
  int next_ = 0;    // the first new row that is not there

  std::size_t row_values_ = 0;
  std::vector<std::int32_t> ring_;       // the last of those rows, in turn
  std::vector<std::uint8_t> last_read_;  // a row behind which nothing may be read, with room
  std::vector<const std::uint8_t*> waiting_;
  std::vector<const std::int32_t*> summands_;
};

}  // namespace fit299::resample::opencv

#endif  // FIT299_RESAMPLE_OPENCV_FIXED_H_
