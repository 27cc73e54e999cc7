// TensorFlow's arithmetic (CPU kernels of TensorFlow 2.21): all in float32, and the pixels stay
// float.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "resample/box.h"
#include "resample/float_passes.h"
#include "resample/nearest.h"
#include "resample/resampler.h"
#include "resample/tf_weights.h"

namespace fit299::resample {
namespace {

using kernels::Mix;
using kernels::Spans;
using kernels::Sum;

// Picks pixels, and keeps them 8-bit.
class TfNearest : public Resampler {
 public:
  int channels() const override { return nearest_.channels(); }

  Expected<void, Rejection> Run(const cv::Mat& whole, const cv::Rect2d& box, cv::Size scaled,
                                cv::Rect window, cv::Mat& pixels) override {
    const cv::Mat source = CutOut(whole, box);
    return nearest_.Run(source, cv::Rect2d(0, 0, source.cols, source.rows), scaled, window, pixels);
  }

 private:
  NearestResampler nearest_{tf::PickNearest};
};

class TfResampler : public Resampler {
 public:
  explicit TfResampler(ResampleOn resample_on) : passes_(WidenFor(resample_on), Sum::kInOrder) {}

  int channels() const override { return 4; }

  Expected<void, Rejection> Run(const cv::Mat& whole, const cv::Rect2d& box, cv::Size scaled,
                                cv::Rect window, cv::Mat& pixels) override {
    const cv::Mat source = CutOut(whole, box);
    const cv::Rect2d all(0, 0, source.cols, source.rows);
    return RunOn(source, ColumnAxis(source.size(), all, scaled, window),
                 RowAxis(source.size(), all, scaled, window), pixels);
  }

 protected:
  FloatPasses& passes() { return passes_; }

 private:
  virtual Expected<void, Rejection> RunOn(const cv::Mat& source, const Axis& columns,
                                          const Axis& rows, cv::Mat& pixels) = 0;

  FloatPasses passes_;
};

class TfBilinear : public TfResampler {
 public:
  TfBilinear(bool half_pixel_centers, ResampleOn resample_on)
      : TfResampler(resample_on), half_pixel_centers_(half_pixel_centers) {}

 private:
  Expected<void, Rejection> RunOn(const cv::Mat& source, const Axis& columns, const Axis& rows,
                                  cv::Mat& pixels) override {
    const auto compute = [this](const Axis& axis, std::vector<Mix>& mixes) {
      tf::ComputeBilinear(axis, half_pixel_centers_, mixes);
    };
    const std::vector<Mix>& across = cache_.Get(columns, compute);
    return passes().MixBoth(source, across, cache_.Get(rows, compute), pixels);
  }

  bool half_pixel_centers_;
  AxisCache<std::vector<Mix>> cache_;
};

class TfBicubic : public TfResampler {
 public:
  using TfResampler::TfResampler;

 private:
  Expected<void, Rejection> RunOn(const cv::Mat& source, const Axis& columns, const Axis& rows,
                                  cv::Mat& pixels) override {
    const Spans& across = cache_.Get(columns, tf::ComputeBicubic);
    return passes().RowsFirst(source, across, cache_.Get(rows, tf::ComputeBicubic), pixels);
  }

  AxisCache<Spans> cache_;
};

class TfArea : public TfResampler {
 public:
  using TfResampler::TfResampler;

 private:
  Expected<void, Rejection> RunOn(const cv::Mat& source, const Axis& columns, const Axis& rows,
                                  cv::Mat& pixels) override {
    const Spans& across = cache_.Get(columns, tf::ComputeArea);
    auto done = passes().ColumnsFirst(source, across, cache_.Get(rows, tf::ComputeArea), pixels);
    if (!done) return done;
    const float scale = tf::AreaScale(columns, rows);
    for (int y = 0; y < pixels.rows; ++y) {
      auto* row = pixels.ptr<float>(y);
      for (int i = 0; i < pixels.cols * 4; ++i) row[i] *= scale;
    }
    return done;
  }

  AxisCache<Spans> cache_;
};

class TfScaleAndTranslate : public TfResampler {
 public:
  TfScaleAndTranslate(Filter filter, ResampleOn resample_on)
      : TfResampler(resample_on), filter_(filter) {}

  // Triangle and Keys keep pixels that lie on their centers; the other kernels smooth or, by the
  // last bit of a sine, disturb them.
  bool KeepsSameSize() const override {
    return filter_ == Filter::kBilinearAa || filter_ == Filter::kBicubicAa;
  }

 private:
  Expected<void, Rejection> RunOn(const cv::Mat& source, const Axis& columns, const Axis& rows,
                                  cv::Mat& pixels) override {
    const auto compute = [this](const Axis& axis, Spans& spans) {
      tf::ComputeScaleAndTranslate(axis, filter_, spans);
    };
    const Spans& across = cache_.Get(columns, compute);
    return passes().RowsFirst(source, across, cache_.Get(rows, compute), pixels);
  }

  Filter filter_;
  AxisCache<Spans> cache_;
};

}  // namespace

std::unique_ptr<Resampler> MakeTensorFlowResampler(Filter filter, ResampleOn resample_on) {
  switch (filter) {
    case Filter::kNearest: return std::make_unique<TfNearest>();
    case Filter::kBilinear: return std::make_unique<TfBilinear>(true, resample_on);
    case Filter::kBilinearLegacy: return std::make_unique<TfBilinear>(false, resample_on);
    case Filter::kBicubic: return std::make_unique<TfBicubic>(resample_on);
    case Filter::kArea: return std::make_unique<TfArea>(resample_on);
    default: return std::make_unique<TfScaleAndTranslate>(filter, resample_on);
  }
}

}  // namespace fit299::resample
