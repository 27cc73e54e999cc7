#include "resample/tf_weights.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace fit299::resample::tf {
namespace {

// Below this a sum of weights is taken for none.
constexpr float kNoWeight = 1000.0F * std::numeric_limits<float>::min();

float Scale(const Axis& axis) {
  return static_cast<float>(axis.source) / static_cast<float>(axis.scaled);
}

// Of a position that is made of `extent` source pixels, which begins and ends between two.
std::size_t MostWeights(float extent, const Axis& axis) {
  return static_cast<std::size_t>(std::min(extent + 2, static_cast<float>(axis.source) + 1));
}

float HalfPixel(int position, float scale) {
  return (static_cast<float>(position) + 0.5F) * scale - 0.5F;
}

constexpr int kTableSteps = 1024;

// The cubic at distances 0..1 and 1..2, each in 1024 steps.
struct CubicTable {
  std::array<float, kTableSteps + 1> near;
  std::array<float, kTableSteps + 1> far;
};

CubicTable MakeCubicTable() {
  constexpr double kA = -0.5;
  CubicTable table{};
  for (std::size_t i = 0; i <= kTableSteps; ++i) {
    const double x = static_cast<float>(static_cast<double>(i) / kTableSteps);
    table.near[i] = static_cast<float>(((kA + 2) * x - (kA + 3)) * x * x + 1);
    const double y = static_cast<float>(x + 1.0);
    table.far[i] = static_cast<float>(((kA * y - 5 * kA) * y + 8 * kA) * y - 4 * kA);
  }
  return table;
}

// A kernel of scale_and_translate, of the absolute distance.
using Kernel = float (*)(float x);

float Triangle(float x) { return x < 1.0F ? 1.0F - x : 0.0F; }

float Keys(float x) {
  if (x >= 2.0F) return 0.0F;
  if (x >= 1.0F) return ((-0.5F * x + 2.5F) * x - 4.0F) * x + 2.0F;
  return ((1.5F * x - 2.5F) * x) * x + 1.0F;
}

float Mitchell(float x) {
  if (x >= 2.0F) return 0.0F;
  if (x >= 1.0F) return (((-7.0F / 18.0F) * x + 2.0F) * x - 10.0F / 3.0F) * x + 16.0F / 9.0F;
  return (((7.0F / 6.0F) * x - 2.0F) * x) * x + 8.0F / 9.0F;
}

constexpr float kGaussianRadius = 1.5F;

float Gaussian(float x) {
  if (x >= kGaussianRadius) return 0.0F;
  const double sigma = kGaussianRadius / 3.0F;
  const float square = -x * x;
  return static_cast<float>(std::exp(static_cast<double>(square) / (2.0 * sigma * sigma)));
}

// The C library's sinf is TensorFlow's: another sine costs 1.2e-6.
template <int kRadius>
float Lanczos(float x) {
  constexpr float kPi = 3.14159265359F;
  constexpr auto kR = static_cast<float>(kRadius);
  if (x > kR) return 0.0F;
  if (x <= 1e-3F) return 1.0F;
  return kR * std::sin(kPi * x) * std::sin(kPi * x / kR) / (kPi * kPi * x * x);
}

struct KernelRow {
  Filter filter;
  Kernel kernel;
  float radius;
  bool antialias;
};

constexpr KernelRow kKernels[] = {
    {Filter::kBilinearAa, Triangle, 1.0F, true},
    {Filter::kBicubicAa, Keys, 2.0F, true},
    {Filter::kLanczos3, Lanczos<3>, 3.0F, false},
    {Filter::kLanczos3Aa, Lanczos<3>, 3.0F, true},
    {Filter::kLanczos5, Lanczos<5>, 5.0F, false},
    {Filter::kLanczos5Aa, Lanczos<5>, 5.0F, true},
    {Filter::kGaussian, Gaussian, kGaussianRadius, false},
    {Filter::kGaussianAa, Gaussian, kGaussianRadius, true},
    {Filter::kMitchellCubic, Mitchell, 2.0F, false},
    {Filter::kMitchellCubicAa, Mitchell, 2.0F, true},
};

// Divides by the sum, as a multiplication.
void NormalizeWeights(std::vector<float>& weights) {
  float sum = 0;
  for (const float weight : weights) sum += weight;
  if (std::abs(sum) < kNoWeight) return;
  const float reciprocal = 1.0F / sum;
  for (float& weight : weights) weight *= reciprocal;
}

}  // namespace

void PickNearest(const Axis& axis, std::vector<int>& picked) {
  picked.clear();
  const float scale = Scale(axis);
  for (int i = axis.begin; i < axis.end; ++i) {
    const float at = (static_cast<float>(i) + 0.5F) * scale;
    picked.push_back(std::min(static_cast<int>(std::floor(at)), axis.source - 1));
  }
}

void ComputeBilinear(const Axis& axis, bool half_pixel_centers, kernels::Spans& spans) {
  spans.Reset(axis.end - axis.begin, 2);
  const float scale = Scale(axis);
  for (int i = axis.begin; i < axis.end; ++i) {
    const float at = half_pixel_centers ? HalfPixel(i, scale) : static_cast<float>(i) * scale;
    const float below = std::floor(at);
    const int lower = std::max(static_cast<int>(below), 0);
    const int upper = std::min(static_cast<int>(std::ceil(at)), axis.source - 1);
    const float fraction = at - below;
    const std::array<float, 2> weights = {1 - fraction, fraction};
    spans.Add(lower, std::span(weights).first(lower == upper ? 1 : 2));
  }
}

void ComputeBicubic(const Axis& axis, kernels::Spans& spans) {
  static const CubicTable table = MakeCubicTable();
  spans.Reset(axis.end - axis.begin, 4);
  const float scale = Scale(axis);
  for (int i = axis.begin; i < axis.end; ++i) {
    const float at = HalfPixel(i, scale);
    const float below = std::floor(at);
    const float fraction = at - below;
    const auto step =
        static_cast<std::size_t>(std::lrint(fraction * static_cast<float>(kTableSteps)));
    std::array<float, 4> weights = {table.far[step], table.near[step],
                                    table.near[kTableSteps - step], table.far[kTableSteps - step]};
    const int first = static_cast<int>(below) - 1;
    int begin = 4;
    int end = 0;
    for (int j = 0; j < 4; ++j) {
      if (first + j < 0 || first + j >= axis.source) {
        weights[static_cast<std::size_t>(j)] = 0;
      } else {
        begin = std::min(begin, j);
        end = j + 1;
      }
    }
    const float sum = ((weights[0] + weights[1]) + weights[2]) + weights[3];
    if (std::abs(sum) >= kNoWeight) {
      const float reciprocal = 1.0F / sum;
      for (float& weight : weights) weight *= reciprocal;
    }
    spans.Add(first + begin, std::span(weights).subspan(static_cast<std::size_t>(begin),
                                                        static_cast<std::size_t>(end - begin)));
  }
}

void ComputeArea(const Axis& axis, kernels::Spans& spans) {
  const float scale = Scale(axis);
  spans.Reset(axis.end - axis.begin, MostWeights(scale, axis));
  std::vector<float> weights;
  for (int i = axis.begin; i < axis.end; ++i) {
    const float from = static_cast<float>(i) * scale;
    const float to = static_cast<float>(i + 1) * scale;
    const int first = static_cast<int>(std::floor(from));
    const int end = static_cast<int>(std::ceil(to));
    weights.clear();
    for (int cell = first; cell < end; ++cell) {
      const auto left = static_cast<float>(cell);
      const auto right = static_cast<float>(cell + 1);
      if (left < from) {
        weights.push_back(right > to ? scale : right - from);
      } else {
        weights.push_back(right > to ? to - left : 1.0F);
      }
    }
    spans.Add(first, weights);
  }
}

float AreaScale(const Axis& columns, const Axis& rows) {
  const float cells = Scale(rows) * Scale(columns);
  return static_cast<float>(1.0 / static_cast<double>(cells));
}

void ComputeScaleAndTranslate(const Axis& axis, Filter filter, kernels::Spans& spans) {
  const KernelRow& row = *std::ranges::find(kKernels, filter, &KernelRow::filter);
  const float scale = static_cast<float>(axis.scaled) / static_cast<float>(axis.source);
  const auto inverse = static_cast<float>(1.0 / static_cast<double>(scale));
  const float stretch = row.antialias ? std::max(inverse, 1.0F) : 1.0F;
  const float shrink = 1.0F / stretch;
  const float reach = row.radius * stretch;
  spans.Reset(axis.end - axis.begin, MostWeights(2 * reach, axis));
  std::vector<float> weights;
  for (int i = axis.begin; i < axis.end; ++i) {
    const float at = (static_cast<float>(i) + 0.5F) * inverse;
    weights.clear();
    if (at < 0 || at > static_cast<float>(axis.source)) {
      spans.Add(0, weights);
      continue;
    }
    const int last = axis.source - 1;
    const float low = at - reach;
    const float high = at + reach;
    const int first = std::clamp(static_cast<int>(std::ceil(low - 0.5F)), 0, last);
    const int end = std::clamp(static_cast<int>(std::floor(high - 0.5F)), 0, last) + 1;
    for (int pixel = first; pixel < end; ++pixel) {
      const float distance = (static_cast<float>(pixel) + 0.5F) - at;
      weights.push_back(row.kernel(std::abs(distance * shrink)));
    }
    NormalizeWeights(weights);
    spans.Add(first, weights);
  }
}

}  // namespace fit299::resample::tf
