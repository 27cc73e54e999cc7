// torch's arithmetic (torch 2.15, CPU kernels): float32, columns first.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "resample/box.h"
#include "resample/float_resampler.h"
#include "resample/resampler.h"
#include "resample/torch_weights.h"

namespace fit299::resample {
namespace {

using kernels::Sum;

// torch.nn.functional.interpolate(mode="bilinear") on float pixels.
class TorchFloat : public FloatResampler<float> {
 public:
  explicit TorchFloat(ResampleOn resample_on)
      : FloatResampler(Box::kIsCutOut, WidenFor(resample_on), Sum::kBackwardFused) {}

 private:
  Order FindOrder(cv::Size, cv::Size) const override { return Order::kColumnsFirst; }
  void ComputeWeights(const Axis& axis, Spans& spans) const override {
    torch::ComputeBilinear(axis, spans);
  }
};

// torchvision.transforms.functional.resize (0.29) of a uint8 or uint16 tensor, antialias=True: in
// float, then rounded half to even; uint16 is not in its list of types to round, and is cut.
class TorchIntegers : public FloatResampler<float> {
 public:
  TorchIntegers() : FloatResampler(Box::kIsCutOut, kernels::Widen::kPlain, Sum::kTailFused) {}

  // Only the bands tell the type.
  void Add(const cv::Mat& band, cv::Point at) override {
    integers_->create(size_, band.type());
    FloatResampler::Add(band, at);
  }

 private:
  Order FindOrder(cv::Size, cv::Size) const override { return Order::kColumnsFirst; }
  void ComputeWeights(const Axis& axis, Spans& spans) const override {
    torch::ComputeBilinearAa(axis, spans);
  }

  void CreatePixels(cv::Size size, cv::Mat& pixels) override {
    size_ = size;
    integers_ = &pixels;
    row_.resize(static_cast<std::size_t>(size.width) * kernels::kChannels);
  }
  float* ResultRow(int) override { return row_.data(); }

  void FinishRow(int y, std::size_t count, float* row) override {
    if (integers_->depth() == CV_16U) {
      std::transform(row, row + count, integers_->ptr<std::uint16_t>(y),
                     [](float value) { return static_cast<std::uint16_t>(value); });
    } else {
      kernels::RoundRow(row, count, integers_->ptr(y));
    }
  }

  cv::Size size_;
  cv::Mat* integers_ = nullptr;  // the caller's pixels
  std::vector<float> row_;
};

}  // namespace

std::unique_ptr<Resampler> MakeTorchResampler(Filter filter, ResampleOn resample_on) {
  if (filter == Filter::kBilinearAa) return std::make_unique<TorchIntegers>();
  return std::make_unique<TorchFloat>(resample_on);
}

}  // namespace fit299::resample
