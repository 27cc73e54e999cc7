// torch's arithmetic (torch 2.15, CPU kernels): float32, columns first.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "resample/box.h"
#include "resample/float_passes.h"
#include "resample/resampler.h"
#include "resample/torch_weights.h"

namespace fit299::resample {
namespace {

using kernels::Spans;
using kernels::Sum;

using ComputeSpans = void (*)(const Axis& axis, Spans& spans);

// torch.nn.functional.interpolate(mode="bilinear") on float pixels.
class TorchFloat : public Resampler {
 public:
  TorchFloat(ComputeSpans compute, Sum sum, ResampleOn resample_on)
      : compute_(compute), passes_(WidenFor(resample_on), sum) {}

  int channels() const override { return 4; }

  Expected<void, Rejection> Run(const cv::Mat& whole, const cv::Rect2d& box, cv::Size scaled,
                                cv::Rect window, cv::Mat& pixels) override {
    const cv::Mat source = CutOut(whole, box);
    const cv::Rect2d all(0, 0, source.cols, source.rows);
    const Spans& columns = cache_.Get(ColumnAxis(source.size(), all, scaled, window), compute_);
    const Spans& rows = cache_.Get(RowAxis(source.size(), all, scaled, window), compute_);
    return passes_.ColumnsFirst(source, columns, rows, pixels);
  }

 private:
  ComputeSpans compute_;
  FloatPasses passes_;
  AxisCache<Spans> cache_;
};

// torchvision.transforms.functional.resize (0.29) of a uint8 or uint16 tensor, antialias=True: in
// float, then rounded half to even; uint16 is not in its list of types to round, and is cut.
class TorchIntegers : public Resampler {
 public:
  TorchIntegers() : float_(torch::ComputeBilinearAa, Sum::kTailFused, ResampleOn::kPixels) {}

  int channels() const override { return 4; }

  Expected<void, Rejection> Run(const cv::Mat& source, const cv::Rect2d& box, cv::Size scaled,
                                cv::Rect window, cv::Mat& pixels) override {
    auto done = float_.Run(source, box, scaled, window, exact_);
    if (!done) return done;
    if (source.depth() == CV_16U) {
      Truncate(pixels);
      return done;
    }
    pixels.create(window.size(), CV_8UC4);
    for (int y = 0; y < exact_.rows; ++y) {
      kernels::RoundRow(exact_.ptr<float>(y), static_cast<std::size_t>(exact_.cols) * 4,
                        pixels.ptr(y));
    }
    return done;
  }

 private:
  void Truncate(cv::Mat& pixels) const {
    pixels.create(exact_.size(), CV_16UC4);
    for (int y = 0; y < exact_.rows; ++y) {
      const auto* from = exact_.ptr<float>(y);
      std::transform(from, from + std::ptrdiff_t{exact_.cols} * 4, pixels.ptr<std::uint16_t>(y),
                     [](float value) { return static_cast<std::uint16_t>(value); });
    }
  }

  TorchFloat float_;
  cv::Mat exact_;
};

}  // namespace

std::unique_ptr<Resampler> MakeTorchResampler(Filter filter, ResampleOn resample_on) {
  if (filter == Filter::kBilinearAa) return std::make_unique<TorchIntegers>();
  return std::make_unique<TorchFloat>(torch::ComputeBilinear, Sum::kBackwardFused, resample_on);
}

}  // namespace fit299::resample
