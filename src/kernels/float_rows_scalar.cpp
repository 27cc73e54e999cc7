#include <algorithm>
#include <cmath>

#include "kernels/float_rows.h"

namespace fit299::kernels::scalar {
namespace {

constexpr int kPixel = 4;

// The sum of weights[j] * value(j).
// (std::fma is exact on every machine; where none is built in, it is computed in software.)
template <class ValueAt>
float WeightedSum(Sum how, const float* weights, int count, const ValueAt& value) {
  if (count == 0) return 0.0F;
  if (how == Sum::kBackwardFused) {
    float sum = weights[count - 1] * value(count - 1);
    for (int j = count - 2; j >= 0; --j) sum = std::fma(weights[j], value(j), sum);
    return sum;
  }
  const int fused = how == Sum::kTailFused ? (count - 1) % 4 : 0;
  float sum = weights[0] * value(0);
  int j = 1;
  for (; j < count - fused; ++j) {
    const float product = weights[j] * value(j);
    sum += product;
  }
  for (; j < count; ++j) sum = std::fma(weights[j], value(j), sum);
  return sum;
}

float Between(float lower, float upper, float t) {
  const float difference = upper - lower;
  const float part = difference * t;
  return lower + part;
}

}  // namespace

void WidenRow(Widen how, const std::uint8_t* values, std::size_t count, float* out) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto value = static_cast<float>(values[i]);
    switch (how) {
      case Widen::kPlain: out[i] = value; break;
      case Widen::kDivided: out[i] = value / 255.0F; break;
      case Widen::kMultiplied: out[i] = value * (1.0F / 255.0F); break;
    }
  }
}

void SumRows(Sum how, std::span<const float* const> rows, std::span<const float> weights,
             std::size_t count, float* out) {
  for (std::size_t i = 0; i < count; ++i) {
    out[i] = WeightedSum(how, weights.data(), static_cast<int>(rows.size()),
                         [&](int j) { return rows[static_cast<std::size_t>(j)][i]; });
  }
}

void SumPixels(Sum how, const Spans& spans, int begin, const float* row, float* out) {
  for (const Span& span : spans.spans) {
    const float* pixel = row + std::ptrdiff_t{span.first - begin} * kPixel;
    for (int c = 0; c < kPixel; ++c) {
      *out++ = WeightedSum(how, spans.weights.data() + span.weights_begin, span.count,
                           [&](int j) { return pixel[std::ptrdiff_t{j} * kPixel + c]; });
    }
  }
}

void MixRows(const float* top, const float* bottom, float t, std::size_t count, float* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = Between(top[i], bottom[i], t);
}

void MixPixels(std::span<const Mix> mixes, int begin, const float* row, float* out) {
  for (const Mix& mix : mixes) {
    const float* lower = row + std::ptrdiff_t{mix.lower - begin} * kPixel;
    const float* upper = row + std::ptrdiff_t{mix.upper - begin} * kPixel;
    for (int c = 0; c < kPixel; ++c) *out++ = Between(lower[c], upper[c], mix.t);
  }
}

void RoundRow(const float* values, std::size_t count, std::uint8_t* out) {
  for (std::size_t i = 0; i < count; ++i) {
    out[i] = static_cast<std::uint8_t>(std::nearbyint(std::clamp(values[i], 0.0F, 255.0F)));
  }
}

}  // namespace fit299::kernels::scalar
