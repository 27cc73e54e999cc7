// Benchmarks of the inner loops, on each vector unit that this machine has.
//
//   bench_kernels --benchmark_filter='pass/.*bilinear'
//
//   pass/AXIS/FILTER/TARGET            one pass of Pillow's arithmetic, 500x375 or 4032x3024 to 299
//   resample/ENGINE:FILTER/TARGET      both passes as a recipe asks for them, 500x375 to 299x299
//   pack/MODE/DTYPE/LAYOUT             299x299 pixels of 8 bits to a tensor
//   pack-floats/MODE/DTYPE/LAYOUT      the same of float ones
//
// `pixels` is the rate of source pixels (pack: of output pixels). Pictures are noise: no kernel
// looks at what it computes.
#include "kernels/dispatch.h"
// (That one before all of Highway.)
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <opencv2/core.hpp>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "fit299/recipe.h"
#include "kernels/convolve.h"
#include "resample/filters.h"
#include "resample/pillow_weights.h"
#include "resample/resampler.h"
#include "tensor/pack.h"

namespace fit299 {
namespace {

const cv::Size kPhoto{500, 375};
const cv::Size kPhone{4032, 3024};
const cv::Size kTarget{299, 299};

cv::Mat Noise(cv::Size size, int type) {
  cv::Mat image(size, type);
  std::mt19937 random(1);
  const std::size_t row_bytes = image.elemSize() * static_cast<std::size_t>(size.width);
  for (int y = 0; y < size.height; ++y) {
    auto* row = image.ptr<std::uint8_t>(y);
    for (std::size_t x = 0; x < row_bytes; ++x) row[x] = static_cast<std::uint8_t>(random());
  }
  return image;
}

void CountPixels(benchmark::State& state, cv::Size size) {
  state.counters["pixels"] = benchmark::Counter(static_cast<double>(size.area()),
                                                benchmark::Counter::kIsIterationInvariantRate);
}

// Uses one vector unit while it lives.
class OnTarget {
 public:
  explicit OnTarget(std::int64_t target) { kernels::LimitTargets(target); }
  OnTarget(const OnTarget&) = delete;
  OnTarget& operator=(const OnTarget&) = delete;
  ~OnTarget() { kernels::LimitTargets(0); }
};

resample::Axis WholeAxis(int source, int scaled) {
  return {source, scaled, 0, scaled, 0, static_cast<float>(source)};
}

kernels::ConstRows SourceRows(const cv::Mat& image) {
  return {image.ptr<std::uint8_t>(), static_cast<std::ptrdiff_t>(image.step[0])};
}

kernels::Rows OutputRows(cv::Mat& image) {
  return {image.ptr<std::uint8_t>(), static_cast<std::ptrdiff_t>(image.step[0])};
}

void HorizontalPass(benchmark::State& state, std::int64_t target, Filter filter, cv::Size size) {
  const OnTarget on_target(target);
  const cv::Mat source = Noise(size, CV_8UC3);
  cv::Mat out(size.height, kTarget.width, CV_8UC3);
  resample::RoundedWeights weights(resample::FindFilterShape(filter));
  const kernels::Taps& taps = weights.Get(WholeAxis(size.width, kTarget.width));
  for ([[maybe_unused]] auto iteration : state) {
    kernels::ConvolveHorizontal(taps, SourceRows(source), size.height, OutputRows(out));
    benchmark::ClobberMemory();
  }
  CountPixels(state, size);
}

// After the horizontal pass the rows are as wide as the target.
void VerticalPass(benchmark::State& state, std::int64_t target, Filter filter, cv::Size size) {
  const OnTarget on_target(target);
  const cv::Size narrow(kTarget.width, size.height);
  const cv::Mat source = Noise(narrow, CV_8UC3);
  cv::Mat out(kTarget, CV_8UC3);
  resample::RoundedWeights weights(resample::FindFilterShape(filter));
  const kernels::Taps& taps = weights.Get(WholeAxis(size.height, kTarget.height));
  for ([[maybe_unused]] auto iteration : state) {
    kernels::ConvolveVertical(taps, SourceRows(source), narrow.width, OutputRows(out));
    benchmark::ClobberMemory();
  }
  CountPixels(state, narrow);
}

void WholeResample(benchmark::State& state, std::int64_t target, const Resampling& resampling) {
  const OnTarget on_target(target);
  Recipe recipe;
  recipe.engine = resampling.engine;
  recipe.filter = resampling.filter;
  const std::unique_ptr<resample::Resampler> resampler = resample::MakeResampler(recipe);
  const cv::Mat source = Noise(kPhoto, CV_8UC3);
  const cv::Rect2d box({0, 0}, cv::Size2d(kPhoto));
  cv::Mat pixels;
  for ([[maybe_unused]] auto iteration : state) {
    if (!resampler->Run(source, box, kTarget, {{0, 0}, kTarget}, pixels)) {
      state.SkipWithError("refused");
      break;
    }
  }
  CountPixels(state, kPhoto);
}

void Pack(benchmark::State& state, const Recipe& recipe, int type) {
  cv::Mat pixels = Noise(kTarget, CV_8UC3);
  if (type == CV_32FC3) Noise(kTarget, CV_8UC3).convertTo(pixels, type);
  const tensor::Packer packer(recipe);
  std::vector<std::byte> tensor(kTarget.area() * 3 * BytesPerValue(recipe.dtype));
  for ([[maybe_unused]] auto iteration : state) {
    packer.Pack(pixels, tensor);
    benchmark::ClobberMemory();
  }
  CountPixels(state, kTarget);
}

template <class Function, class... Arguments>
void Register(const std::string& name, Function function, Arguments... arguments) {
  benchmark::RegisterBenchmark(name.c_str(), function, arguments...)->Unit(benchmark::kMicrosecond);
}

// "name/part/part..."
std::string Joined(std::initializer_list<std::string_view> parts) {
  std::string joined;
  for (const std::string_view part : parts) {
    if (!joined.empty()) joined += '/';
    joined += part;
  }
  return joined;
}

void RegisterPasses(std::int64_t target) {
  for (const resample::FilterShape& shape : resample::FilterShapes()) {
    const std::string_view filter =
        Name(Engine::kPillow, shape.filter).substr(sizeof "pillow:" - 1);
    for (const cv::Size size : {kPhoto, kPhone}) {
      const std::string rest =
          Joined({filter, hwy::TargetName(target),
                  std::to_string(size.width) + 'x' + std::to_string(size.height)});
      Register(Joined({"pass/horizontal", rest}), HorizontalPass, target, shape.filter, size);
      Register(Joined({"pass/vertical", rest}), VerticalPass, target, shape.filter, size);
    }
  }
}

void RegisterResamplings(std::int64_t target) {
  for (const Resampling& resampling : Resamplings()) {
    Register(Joined({"resample", resampling.name, hwy::TargetName(target)}), WholeResample, target,
             resampling);
  }
}

void RegisterPacks() {
  for (const auto& mode : NormalizeModes()) {
    for (const auto& dtype : Dtypes()) {
      for (const auto& layout : Layouts()) {
        Recipe recipe;
        recipe.normalize = mode.value;
        recipe.dtype = dtype.value;
        recipe.layout = layout.value;
        if (FindRecipeError(recipe)) continue;
        Register(Joined({"pack", mode.name, dtype.name, layout.name}), Pack, recipe, CV_8UC3);
        recipe.engine = Engine::kTensorFlow;
        Register(Joined({"pack-floats", mode.name, dtype.name, layout.name}), Pack, recipe,
                 CV_32FC3);
      }
    }
  }
}

}  // namespace
}  // namespace fit299

int main(int argc, char** argv) {
  for (const std::int64_t target : fit299::kernels::UsableTargets()) {
    fit299::RegisterPasses(target);
    fit299::RegisterResamplings(target);
  }
  fit299::RegisterPacks();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
