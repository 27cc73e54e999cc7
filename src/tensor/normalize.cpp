#include "tensor/normalize.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace fit299::tensor {
namespace {

// ImageNet's statistics, as the frameworks write them.
constexpr std::array<float, 3> kTorchMean = {0.485F, 0.456F, 0.406F};
constexpr std::array<float, 3> kTorchStd = {0.229F, 0.224F, 0.225F};
constexpr std::array<float, 3> kCaffeMeanBgr = {103.939F, 116.779F, 123.68F};

}  // namespace

std::array<int, 3> ChannelOrder(NormalizeMode mode) {
  if (mode == NormalizeMode::kCaffe) return {2, 1, 0};
  return {0, 1, 2};
}

Normalizer::Normalizer(const Recipe& recipe)
    : resample_on_(recipe.resample_on), mode_(recipe.normalize) {
  switch (mode_) {
    case NormalizeMode::kCaffe: mean_ = kCaffeMeanBgr; break;
    case NormalizeMode::kTorch:
      mean_ = kTorchMean;
      std_ = kTorchStd;
      break;
    case NormalizeMode::kCustom:
      mean_ = recipe.mean;
      std_ = recipe.std;
      break;
    default: break;
  }
}

float Normalizer::Resampled(std::uint8_t x) const {
  switch (resample_on_) {
    case ResampleOn::kPixels: return x;
    case ResampleOn::kUnit: return static_cast<float>(x) / 255.0F;
    case ResampleOn::kUnitMultiplied: return static_cast<float>(x) * (1.0F / 255.0F);
  }
  return x;
}

float Normalizer::operator()(float resampled, std::size_t channel) const {
  const bool is_unit = resample_on_ != ResampleOn::kPixels;
  const float pixel = is_unit ? resampled * 255.0F : resampled;
  switch (mode_) {
    case NormalizeMode::kTf: {
      // On 0..1 it is slim's (x - 0.5) * 2, which is 2 * x - 1 to the last bit.
      const float scaled = is_unit ? resampled * 2.0F : pixel / 127.5F;
      return scaled - 1.0F;
    }
    case NormalizeMode::kCaffe: return pixel - mean_[channel];
    case NormalizeMode::kTorch:
    case NormalizeMode::kCustom: {
      const float unit = is_unit ? resampled : pixel / 255.0F;
      const float centered = unit - mean_[channel];
      return centered / std_[channel];
    }
    case NormalizeMode::kUnit: return is_unit ? resampled : pixel / 255.0F;
    case NormalizeMode::kFid: {
      const float centered = pixel - 128.0F;
      return centered / 128.0F;
    }
    case NormalizeMode::kNone: return pixel;
  }
  return pixel;
}

std::uint8_t Normalizer::ToPixel(float resampled) const {
  const float pixel = resample_on_ == ResampleOn::kPixels ? resampled : resampled * 255.0F;
  return static_cast<std::uint8_t>(std::nearbyint(std::clamp(pixel, 0.0F, 255.0F)));
}

std::uint16_t ToFloat16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = (bits >> 16) & 0x8000U;
  const std::uint32_t magnitude = bits & 0x7FFF'FFFFU;
  constexpr std::uint32_t kOverflow = 0x477F'F000U;        // 65520: rounds to infinity from here on
  constexpr std::uint32_t kSmallestNormal = 0x3880'0000U;  // 2^-14
  if (magnitude > 0x7F80'0000U) return static_cast<std::uint16_t>(sign | 0x7E00U);  // NaN
  if (magnitude >= kOverflow) return static_cast<std::uint16_t>(sign | 0x7C00U);
  if (magnitude < kSmallestNormal) {
    // Adding 0.5 lines the float's last bit up with the half's, and the FPU rounds half to even.
    const float aligned = std::bit_cast<float>(magnitude) + 0.5F;
    return static_cast<std::uint16_t>(sign |
                                      (std::bit_cast<std::uint32_t>(aligned) - 0x3F00'0000U));
  }
  const std::uint32_t rebiased = magnitude - (112U << 23);
  const std::uint32_t rounded = rebiased + 0xFFFU + ((rebiased >> 13) & 1U);
  return static_cast<std::uint16_t>(sign | (rounded >> 13));
}

std::uint16_t ToBfloat16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if ((bits & 0x7FFF'FFFFU) > 0x7F80'0000U) return static_cast<std::uint16_t>(bits >> 16 | 0x40U);
  return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16);
}

}  // namespace fit299::tensor
