// OpenCV's INTER_AREA where both sides shrink.
#ifndef FIT299_RESAMPLE_OPENCV_AREA_H_
#define FIT299_RESAMPLE_OPENCV_AREA_H_

#include <cstddef>
#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <vector>

#include "resample/float_resampler.h"
#include "resample/resampler.h"

namespace fit299::resample::opencv {

// Areas that begin and end between pixels: in float, then rounded half to even.
class AreaResampler : public FloatResampler<float> {
 public:
  AreaResampler();

  void ReleaseMemory(std::size_t kept) override;

 private:
  Order FindOrder(cv::Size, cv::Size) const override { return Order::kColumnsFirst; }
  void ComputeWeights(const Axis& axis, Spans& spans) const override;
  void CreatePixels(cv::Size size, cv::Mat& pixels) override;
  float* ResultRow(int) override { return row_.data(); }
  void FinishRow(int y, std::size_t count, float* row) override;

  cv::Mat rounded_;  // the caller's pixels
  std::vector<float> row_;
};

// Areas of whole pixels, all of them of the same number of columns and rows: their mean, rounded
// half to even, but half up where they are of two by two.
class WholeAreaResampler : public Resampler {
 public:
  bool TakesBands(bool turned) const override { return !turned; }

  Expected<void, Rejection> Begin(cv::Size source, int orientation, const cv::Rect2d& box,
                                  cv::Size scaled, cv::Rect window, cv::Mat& pixels) override;
  cv::Rect needed() const override { return needed_ + corner_; }
  void Add(const cv::Mat& band, cv::Point at) override;
  void ReleaseMemory(std::size_t kept) override;

 private:
  void AddRow(const std::uint8_t* row);
  void FinishRow(std::uint8_t* out) const;

  // The image that is being resampled.
  cv::Size area_;
  cv::Point corner_;  // of what is cut out
  cv::Rect needed_;   // of that
  cv::Mat pixels_;
  int added_ = 0;  // the first source row that has not come

  std::vector<std::uint32_t> sums_;  // of the rows of an area that have come
};

}  // namespace fit299::resample::opencv

#endif  // FIT299_RESAMPLE_OPENCV_AREA_H_
