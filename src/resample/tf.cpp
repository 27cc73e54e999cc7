// TensorFlow's arithmetic (CPU kernels of TensorFlow 2.21): all in float32, and the pixels stay
// float.
#include <cstddef>

#include "resample/box.h"
#include "resample/float_resampler.h"
#include "resample/nearest.h"
#include "resample/resampler.h"
#include "resample/tf_weights.h"

namespace fit299::resample {
namespace {

using kernels::Sum;

class TfResampler : public FloatResampler<float> {
 protected:
  TfResampler(ResampleOn resample_on, Sum sum)
      : FloatResampler(Box::kIsCutOut, WidenFor(resample_on), sum) {}
};

class TfBilinear : public TfResampler {
 public:
  TfBilinear(bool half_pixel_centers, ResampleOn resample_on)
      : TfResampler(resample_on, Sum::kBetween), half_pixel_centers_(half_pixel_centers) {}

 private:
  Order FindOrder(cv::Size, cv::Size) const override { return Order::kColumnsFirst; }
  void ComputeWeights(const Axis& axis, Spans& spans) const override {
    tf::ComputeBilinear(axis, half_pixel_centers_, spans);
  }

  bool half_pixel_centers_;
};

class TfBicubic : public TfResampler {
 public:
  explicit TfBicubic(ResampleOn resample_on) : TfResampler(resample_on, Sum::kInOrder) {}

 private:
  Order FindOrder(cv::Size, cv::Size) const override { return Order::kRowsFirst; }
  void ComputeWeights(const Axis& axis, Spans& spans) const override {
    tf::ComputeBicubic(axis, spans);
  }
};

class TfArea : public TfResampler {
 public:
  explicit TfArea(ResampleOn resample_on) : TfResampler(resample_on, Sum::kInOrder) {}

 private:
  Order FindOrder(cv::Size, cv::Size) const override { return Order::kColumnsFirst; }
  void ComputeWeights(const Axis& axis, Spans& spans) const override {
    tf::ComputeArea(axis, spans);
  }
  Expected<void, Rejection> Prepare(const Axis& columns, const Axis& rows) override {
    scale_ = tf::AreaScale(columns, rows);
    return {};
  }
  void FinishRow(int, std::size_t count, float* row) override {
    kernels::MultiplyRow(scale_, count, row);
  }

  float scale_ = 1;
};

class TfScaleAndTranslate : public TfResampler {
 public:
  TfScaleAndTranslate(Filter filter, ResampleOn resample_on)
      : TfResampler(resample_on, Sum::kInOrder), filter_(filter) {}

  // Triangle and Keys keep pixels that lie on their centers; the other kernels smooth or, by the
  // last bit of a sine, disturb them.
  bool KeepsSameSize() const override {
    return filter_ == Filter::kBilinearAa || filter_ == Filter::kBicubicAa;
  }

 private:
  Order FindOrder(cv::Size, cv::Size) const override { return Order::kRowsFirst; }
  void ComputeWeights(const Axis& axis, Spans& spans) const override {
    tf::ComputeScaleAndTranslate(axis, filter_, spans);
  }

  Filter filter_;
};

}  // namespace

std::unique_ptr<Resampler> MakeTensorFlowResampler(Filter filter, ResampleOn resample_on) {
  switch (filter) {
    case Filter::kNearest:  // whose pixels stay 8-bit
      return std::make_unique<NearestResampler>(tf::PickNearest, /*cuts_out=*/true);
    case Filter::kBilinear: return std::make_unique<TfBilinear>(true, resample_on);
    case Filter::kBilinearLegacy: return std::make_unique<TfBilinear>(false, resample_on);
    case Filter::kBicubic: return std::make_unique<TfBicubic>(resample_on);
    case Filter::kArea: return std::make_unique<TfArea>(resample_on);
    default: return std::make_unique<TfScaleAndTranslate>(filter, resample_on);
  }
}

}  // namespace fit299::resample
