// Nearest neighbour: the filter that picks pixels. The engines differ only in which ones.
#ifndef FIT299_RESAMPLE_NEAREST_H_
#define FIT299_RESAMPLE_NEAREST_H_

#include <cstdint>
#include <vector>

#include "resample/axis.h"
#include "resample/resampler.h"

namespace fit299::resample {

// Writes the source index of each wanted position of the axis.
using PickPixels = void (*)(const Axis& axis, std::vector<int>& picked);

class NearestResampler : public Resampler {
 public:
  explicit NearestResampler(PickPixels pick) : pick_(pick) {}

  Expected<void, Rejection> Run(const cv::Mat& source, const cv::Rect2d& box, cv::Size scaled,
                                cv::Rect window, cv::Mat& pixels) override;

 private:
  void CopyRow(const std::uint8_t* from, std::uint8_t* to) const;

  PickPixels pick_;
  std::vector<int> columns_;
  std::vector<int> rows_;
};

}  // namespace fit299::resample

#endif  // FIT299_RESAMPLE_NEAREST_H_
