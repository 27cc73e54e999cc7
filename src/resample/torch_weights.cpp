#include "resample/torch_weights.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace fit299::resample::torch {
namespace {

void KeepPixels(const Axis& axis, kernels::Spans& spans) {
  constexpr std::array<float, 1> kOne = {1.0F};
  spans.Reset(axis.end - axis.begin, 1);
  for (int i = axis.begin; i < axis.end; ++i) spans.Add(i, kOne);
}

std::size_t MostWeights(float support, int source) {
  return static_cast<std::size_t>(std::min(2 * support + 2, static_cast<float>(source)));
}

// The weight of a pixel's center at `offset` from the position. The 0.5 is a double in torch's
// source, so that only the product is rounded to float.
float Triangle(float offset, float inverse) {
  const auto x = static_cast<float>((double{offset} + 0.5) * double{inverse});
  const float distance = std::abs(x);
  return distance < 1.0F ? 1.0F - distance : 0.0F;
}

}  // namespace

void ComputeBilinearAa(const Axis& axis, kernels::Spans& spans) {
  if (axis.source == axis.scaled) return KeepPixels(axis, spans);
  const float scale = static_cast<float>(axis.source) / static_cast<float>(axis.scaled);
  const float support = scale >= 1.0F ? scale : 1.0F;
  const float inverse = scale >= 1.0F ? 1.0F / scale : 1.0F;
  spans.Reset(axis.end - axis.begin, MostWeights(support, axis.source));
  std::vector<float> weights;
  for (int i = axis.begin; i < axis.end; ++i) {
    const float center = scale * (static_cast<float>(i) + 0.5F);
    const float low = center - support;
    const float high = center + support;
    const int first = std::max(static_cast<int>(double{low} + 0.5), 0);
    const int end = std::min(static_cast<int>(double{high} + 0.5), axis.source);
    weights.clear();
    float sum = 0;
    for (int pixel = first; pixel < end; ++pixel) {
      weights.push_back(Triangle(static_cast<float>(pixel) - center, inverse));
      sum += weights.back();
    }
    if (sum != 0) {
      for (float& weight : weights) weight /= sum;
    }
    spans.Add(first, weights);
  }
}

void ComputeBilinear(const Axis& axis, kernels::Spans& spans) {
  spans.Reset(axis.end - axis.begin, 2);
  if (axis.source == axis.scaled) return KeepPixels(axis, spans);
  const float scale = static_cast<float>(axis.source) / static_cast<float>(axis.scaled);
  for (int i = axis.begin; i < axis.end; ++i) {
    const float product = scale * (static_cast<float>(i) + 0.5F);
    const float at = std::max(product - 0.5F, 0.0F);
    const int first = std::min(static_cast<int>(std::floor(at)), axis.source - 1);
    const float upper = std::clamp(at - static_cast<float>(first), 0.0F, 1.0F);
    const std::array<float, 2> weights = {1.0F - upper, upper};
    spans.Add(first, weights);
  }
}

}  // namespace fit299::resample::torch
