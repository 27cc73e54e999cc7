// Nearest neighbour: the filter that picks pixels. The engines differ only in which ones.
#ifndef FIT299_RESAMPLE_NEAREST_H_
#define FIT299_RESAMPLE_NEAREST_H_

#include <cstddef>
#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <vector>

#include "resample/axis.h"
#include "resample/resampler.h"
#include "resample/result_pixels.h"

namespace fit299::resample {

// Writes the source index of each wanted position of the axis.
using PickPixels = void (*)(const Axis& axis, std::vector<int>& picked);

// Rows are picked from as they come. Of what is not upright the same pixels are picked as it is
// stored, and the small result is turned.
class NearestResampler : public Resampler {
 public:
  // `cuts_out`: the box is a picture of its own; else pixels are picked by their place in the
  // source.
  explicit NearestResampler(PickPixels pick, bool cuts_out = false)
      : pick_(pick), cuts_out_(cuts_out) {}

  bool TakesBands(bool /*turned*/) const override { return true; }

  Expected<void, Rejection> Begin(cv::Size source, int orientation, const cv::Rect2d& box,
                                  cv::Size scaled, cv::Rect window, cv::Mat& pixels) override;
  cv::Rect needed() const override;
  void Add(const cv::Mat& band, cv::Point at) override;
  void ReleaseMemory(std::size_t kept) override;

 private:
  void Pick(cv::Size source, const cv::Rect2d& box, cv::Size scaled, cv::Rect window);
  void CopyRow(const std::uint8_t* from, int first_column, std::uint8_t* to) const;

  const PickPixels pick_;
  const bool cuts_out_;

  // The image that is being resampled; the picked ones as they are stored, in ascending order.
  std::vector<int> columns_;
  std::vector<int> rows_;
  ResultPixels result_;
  int next_ = 0;  // the first row of the result that is not there
};

}  // namespace fit299::resample

#endif  // FIT299_RESAMPLE_NEAREST_H_
