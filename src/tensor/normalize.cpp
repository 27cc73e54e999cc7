#include "tensor/normalize.h"

#include <algorithm>
#include <cmath>

namespace fit299::tensor {
namespace {

// ImageNet's statistics, as the frameworks write them.
constexpr std::array<float, 3> kTorchMean = {0.485F, 0.456F, 0.406F};
constexpr std::array<float, 3> kTorchStd = {0.229F, 0.224F, 0.225F};
constexpr std::array<float, 3> kCaffeMeanBgr = {103.939F, 116.779F, 123.68F};

constexpr float kLargest = 255.0F;  // of a pixel

constexpr std::array<float, 3> OfAll(float value) { return {value, value, value}; }

// Each mode has its own operations, on pixels and on 0..1.
kernels::Scaling FindScaling(const Recipe& recipe) {
  const bool is_unit = recipe.resample_on != ResampleOn::kPixels;
  const float to_pixel = is_unit ? kLargest : 1;
  const float to_unit = is_unit ? 1 : kLargest;
  switch (recipe.normalize) {
    case NormalizeMode::kTf:
      // On 0..1 it is slim's (x - 0.5) * 2, which is 2 * x - 1 to the last bit.
      return {is_unit ? 2.0F : 1.0F, is_unit ? 1.0F : 127.5F, OfAll(1), OfAll(1)};
    case NormalizeMode::kCaffe: return {to_pixel, 1, kCaffeMeanBgr, OfAll(1)};
    case NormalizeMode::kTorch: return {1, to_unit, kTorchMean, kTorchStd};
    case NormalizeMode::kCustom: return {1, to_unit, recipe.mean, recipe.std};
    case NormalizeMode::kUnit: return {1, to_unit, OfAll(0), OfAll(1)};
    case NormalizeMode::kFid: return {to_pixel, 1, OfAll(128), OfAll(128)};
    case NormalizeMode::kNone: return {to_pixel, 1, OfAll(0), OfAll(1)};
  }
  return {};
}

}  // namespace

std::array<int, 3> ChannelOrder(NormalizeMode mode) {
  if (mode == NormalizeMode::kCaffe) return {2, 1, 0};
  return {0, 1, 2};
}

Normalizer::Normalizer(const Recipe& recipe)
    : resample_on_(recipe.resample_on), scaling_(FindScaling(recipe)) {}

kernels::Scaling Normalizer::ToPixels() const {
  kernels::Scaling scaling;
  if (resample_on_ != ResampleOn::kPixels) scaling.multiplier = kLargest;
  return scaling;
}

float Normalizer::Resampled(std::uint8_t x) const {
  switch (resample_on_) {
    case ResampleOn::kPixels: return x;
    case ResampleOn::kUnit: return static_cast<float>(x) / kLargest;
    case ResampleOn::kUnitMultiplied: return static_cast<float>(x) * (1.0F / kLargest);
  }
  return x;
}

std::uint8_t Normalizer::ToPixel(float resampled) const {
  const float pixel = ToPixels()(resampled, 0);
  return static_cast<std::uint8_t>(std::nearbyint(std::clamp(pixel, 0.0F, kLargest)));
}

}  // namespace fit299::tensor
