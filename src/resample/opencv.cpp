// OpenCV's arithmetic on 8-bit pixels, bit for bit that of the C++ code of cv::resize (OpenCV 4.6;
// Debian's 4.10 has the same) as it is for x86-64: its products and sums in float are not fused, as
// they may be elsewhere.
#include <memory>

#include "kernels/fixed_point.h"
#include "resample/box.h"
#include "resample/nearest.h"
#include "resample/opencv_area.h"
#include "resample/opencv_fixed.h"
#include "resample/opencv_weights.h"
#include "resample/resampler.h"

namespace fit299::resample {
namespace {

using opencv::AreaResampler;
using opencv::FixedFilter;
using opencv::FixedResampler;
using opencv::WholeAreaResampler;

// Gives each image to the resampler for its sizes.
class ChoosingResampler : public Resampler {
 public:
  bool TakesBands(bool turned) const override { return !turned; }

  Expected<void, Rejection> Begin(cv::Size source, int orientation, const cv::Rect2d& box,
                                  cv::Size scaled, cv::Rect window, cv::Mat& pixels) override {
    chosen_ = &Choose(box, scaled);
    return chosen_->Begin(source, orientation, box, scaled, window, pixels);
  }
  cv::Rect needed() const override { return chosen_->needed(); }
  void Add(const cv::Mat& band, cv::Point at) override { chosen_->Add(band, at); }

 private:
  virtual Resampler& Choose(const cv::Rect2d& box, cv::Size scaled) = 0;

  Resampler* chosen_ = nullptr;
};

// The axes of a box that is cut out.
struct Axes {
  Axis columns;
  Axis rows;
};

Axes AxesOf(const cv::Rect2d& box, cv::Size scaled) {
  const cv::Size source = cv::Rect(box).size();
  const cv::Rect2d whole(0, 0, box.width, box.height);
  const cv::Rect window({0, 0}, scaled);
  return {ColumnAxis(source, whole, scaled, window), RowAxis(source, whole, scaled, window)};
}

class OpenCvLinear : public ChoosingResampler {
 public:
  void ReleaseMemory(std::size_t kept) override {
    linear_.ReleaseMemory(kept);
    halving_.ReleaseMemory(kept);
  }

 private:
  // OpenCV takes halves for areas.
  Resampler& Choose(const cv::Rect2d& box, cv::Size scaled) override {
    const Axes axes = AxesOf(box, scaled);
    if (opencv::WholeScale(axes.columns) == 2 && opencv::WholeScale(axes.rows) == 2) {
      return halving_;
    }
    return linear_;
  }

  FixedResampler linear_{FixedFilter::kLinear};
  WholeAreaResampler halving_;
};

class OpenCvArea : public ChoosingResampler {
 public:
  void ReleaseMemory(std::size_t kept) override {
    shrinking_.ReleaseMemory(kept);
    whole_.ReleaseMemory(kept);
    enlarging_.ReleaseMemory(kept);
  }

 private:
  Resampler& Choose(const cv::Rect2d& box, cv::Size scaled) override {
    const Axes axes = AxesOf(box, scaled);
    if (!opencv::Shrinks(axes.columns) || !opencv::Shrinks(axes.rows)) return enlarging_;
    const bool is_whole =
        opencv::WholeScale(axes.columns) != 0 && opencv::WholeScale(axes.rows) != 0;
    if (is_whole) return whole_;
    return shrinking_;
  }

  AreaResampler shrinking_;
  WholeAreaResampler whole_;
  FixedResampler enlarging_{FixedFilter::kEnlargingArea};
};

}  // namespace

std::unique_ptr<Resampler> MakeOpenCvResampler(Filter filter) {
  switch (filter) {
    case Filter::kLinear: return std::make_unique<OpenCvLinear>();
    case Filter::kArea: return std::make_unique<OpenCvArea>();
    case Filter::kCubic: return std::make_unique<FixedResampler>(FixedFilter::kCubic);
    case Filter::kLanczos4: return std::make_unique<FixedResampler>(FixedFilter::kLanczos4);
    default: return std::make_unique<NearestResampler>(opencv::PickNearest);
  }
}

}  // namespace fit299::resample
