// What is float here and what is double, and the order of the operations, is as in OpenCV's
// resize.cpp: it decides the last bit of a weight.
#include "resample/opencv_weights.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace fit299::resample::opencv {
namespace {

constexpr int kMostTaps = 8;
using Weights = std::array<float, kMostTaps>;
using RoundedWeights = std::array<std::int16_t, kMostTaps>;

int Floor(double value) { return static_cast<int>(std::floor(value)); }

// The size of a new pixel in pixels of the source, and the inverse, which comes first.
double InverseScale(const Axis& axis) { return static_cast<double>(axis.scaled) / axis.source; }
double Scale(const Axis& axis) { return 1.0 / InverseScale(axis); }

Weights LinearWeights(float x) { return {1.0F - x, x}; }

Weights CubicWeights(float x) {
  constexpr float kA = -0.75F;
  Weights weights{};
  weights[0] = ((kA * (x + 1) - 5 * kA) * (x + 1) + 8 * kA) * (x + 1) - 4 * kA;
  weights[1] = ((kA + 2) * x - (kA + 3)) * x * x + 1;
  weights[2] = ((kA + 2) * (1 - x) - (kA + 3)) * (1 - x) * (1 - x) + 1;
  weights[3] = 1.0F - weights[0] - weights[1] - weights[2];
  return weights;
}

// sin(y) is that of the first pixel, from which those of the others follow: they are an eighth of a
// turn apart.
Weights Lanczos4Weights(float x) {
  constexpr double kS = std::numbers::sqrt2 / 2;
  constexpr double kTurns[kMostTaps][2] = {{1, 0},  {-kS, -kS}, {0, 1},  {kS, -kS},
                                           {-1, 0}, {kS, kS},   {0, -1}, {-kS, kS}};
  const double first = -(x + 3) * std::numbers::pi * 0.25;
  const double sine = std::sin(first);
  const double cosine = std::cos(first);
  Weights weights{};
  float sum = 0;
  for (int i = 0; i < kMostTaps; ++i) {
    const auto tap = static_cast<std::size_t>(i);
    const float distance = x + 3 - static_cast<float>(i);
    if (std::fabs(distance) >= 1e-6F) {
      const double y = -distance * std::numbers::pi * 0.25;
      weights[tap] =
          static_cast<float>((kTurns[tap][0] * sine + kTurns[tap][1] * cosine) / (y * y));
    } else {
      weights[tap] = 1e30F;  // so that it alone is left
    }
    sum += weights[tap];
  }
  sum = 1.0F / sum;
  for (float& weight : weights) weight *= sum;
  return weights;
}

RoundedWeights Round(FixedFilter filter, float x) {
  Weights weights{};
  switch (filter) {
    case FixedFilter::kCubic: weights = CubicWeights(x); break;
    case FixedFilter::kLanczos4: weights = Lanczos4Weights(x); break;
    case FixedFilter::kLinear:
    case FixedFilter::kEnlargingArea: weights = LinearWeights(x); break;
  }
  RoundedWeights rounded{};
  std::ranges::transform(weights, rounded.begin(), [](float weight) {
    return static_cast<std::int16_t>(std::lrint(weight * (1 << kernels::kFixedBits)));
  });
  return rounded;
}

// Where in the source a new pixel lies: at a pixel, and so much behind it.
struct Place {
  int pixel;
  float behind;
};

Place FindPlace(FixedFilter filter, int index, double scale, double inverse_scale) {
  if (filter == FixedFilter::kEnlargingArea) {
    const int pixel = Floor(index * scale);
    const auto behind = static_cast<float>((index + 1) - (pixel + 1) * inverse_scale);
    return {pixel, behind <= 0 ? 0.0F : behind - static_cast<float>(Floor(behind))};
  }
  const auto at = static_cast<float>((index + 0.5) * scale - 0.5);
  const int pixel = Floor(at);
  return {pixel, at - static_cast<float>(pixel)};
}

}  // namespace

int TapsOf(FixedFilter filter) {
  switch (filter) {
    case FixedFilter::kCubic: return 4;
    case FixedFilter::kLanczos4: return kMostTaps;
    case FixedFilter::kLinear:
    case FixedFilter::kEnlargingArea: return 2;
  }
  return 0;
}

void ComputeColumns(FixedFilter filter, const Axis& axis, kernels::FixedColumns& columns) {
  const int taps = TapsOf(filter);
  const double inverse_scale = InverseScale(axis);
  const double scale = 1.0 / inverse_scale;
  columns.Clear(taps);
  for (int index = axis.begin; index < axis.end; ++index) {
    Place place = FindPlace(filter, index, scale, inverse_scale);
    // OpenCV does so for columns alone.
    if (taps == 2 && place.pixel < 0) place = {0, 0};
    if (taps == 2 && place.pixel >= axis.source - 1) place = {axis.source - 1, 0};
    const RoundedWeights weights = Round(filter, place.behind);
    const int left = place.pixel - taps / 2 + 1;
    const int first = std::clamp(left, 0, std::max(axis.source - taps, 0));
    RoundedWeights summed{};
    for (int tap = 0; tap < taps; ++tap) {
      const int pixel = std::clamp(left + tap, 0, axis.source - 1);
      auto& sum = summed[static_cast<std::size_t>(pixel - first)];
      sum = static_cast<std::int16_t>(sum + weights[static_cast<std::size_t>(tap)]);
    }
    columns.Add(first, std::span(summed).first(static_cast<std::size_t>(taps)));
  }
}

void ComputeRows(FixedFilter filter, const Axis& axis, FixedRowWeights& rows) {
  const int taps = TapsOf(filter);
  const double inverse_scale = InverseScale(axis);
  const double scale = 1.0 / inverse_scale;
  rows.taps = taps;
  rows.positions.clear();
  rows.weights.clear();
  for (int index = axis.begin; index < axis.end; ++index) {
    const Place place = FindPlace(filter, index, scale, inverse_scale);
    FixedRowWeights::Position position{};
    position.top = place.pixel - taps / 2 + 1;
    position.first = std::clamp(position.top, 0, axis.source - 1);
    position.count = std::clamp(position.top + taps - 1, 0, axis.source - 1) + 1 - position.first;
    if (!rows.positions.empty()) {
      const auto& before = rows.positions.back();
      position.sequence = before.sequence + std::min(position.first - before.first, before.count);
    }
    rows.positions.push_back(position);
    const RoundedWeights weights = Round(filter, place.behind);
    rows.weights.insert(rows.weights.end(), weights.begin(), weights.begin() + taps);
  }
}

void ComputeArea(const Axis& axis, kernels::Spans& spans) {
  constexpr double kLeast = 1e-3;  // a smaller part of a pixel is none
  const double scale = Scale(axis);
  std::vector<float> shares;
  spans.Reset(axis.end - axis.begin,
              static_cast<std::size_t>(std::min(scale + 2, double(axis.source))));
  for (int index = axis.begin; index < axis.end; ++index) {
    const double begin = index * scale;
    const double end = begin + scale;
    const double size = std::min(scale, axis.source - begin);
    const int last = std::min(Floor(end), axis.source - 1);
    const int whole = std::min(static_cast<int>(std::ceil(begin)), last);
    int first = whole;
    shares.clear();
    if (whole - begin > kLeast) {
      --first;
      shares.push_back(static_cast<float>((whole - begin) / size));
    }
    shares.insert(shares.end(), static_cast<std::size_t>(last - whole),
                  static_cast<float>(1.0 / size));
    if (end - last > kLeast) {
      shares.push_back(static_cast<float>(std::min(std::min(end - last, 1.0), size) / size));
    }
    spans.Add(first, shares);
  }
}

int WholeScale(const Axis& axis) {
  const double scale = Scale(axis);
  const double rounded = std::nearbyint(scale);
  const bool is_whole = std::fabs(scale - rounded) < std::numeric_limits<double>::epsilon();
  return is_whole ? static_cast<int>(rounded) : 0;
}

bool Shrinks(const Axis& axis) { return Scale(axis) >= 1; }

void PickNearest(const Axis& axis, std::vector<int>& picked) {
  const int size = static_cast<int>(axis.box_end - axis.box_begin);
  const double scale = 1.0 / (static_cast<double>(axis.scaled) / size);
  picked.resize(static_cast<std::size_t>(axis.end - axis.begin));
  int index = axis.begin;
  for (int& pixel : picked) {
    pixel = static_cast<int>(axis.box_begin) + std::min(Floor(index++ * scale), size - 1);
  }
}

}  // namespace fit299::resample::opencv
