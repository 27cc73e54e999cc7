#include "tensor/lookup.h"

#include <bit>

namespace fit299::tensor {
namespace {

// ImageNet's statistics, as the frameworks write them.
constexpr std::array<float, 3> kTorchMean = {0.485F, 0.456F, 0.406F};
constexpr std::array<float, 3> kTorchStd = {0.229F, 0.224F, 0.225F};
constexpr std::array<float, 3> kCaffeMeanBgr = {103.939F, 116.779F, 123.68F};

float Standardize(float x, float mean, float std) {
  const float unit = x / 255.0F;
  const float centered = unit - mean;
  return centered / std;
}

float NormalizeValue(const Recipe& recipe, std::size_t channel, float x) {
  switch (recipe.normalize) {
    case NormalizeMode::kTf: {
      const float scaled = x / 127.5F;
      return scaled - 1.0F;
    }
    case NormalizeMode::kCaffe: return x - kCaffeMeanBgr[channel];
    case NormalizeMode::kTorch: return Standardize(x, kTorchMean[channel], kTorchStd[channel]);
    case NormalizeMode::kUnit: return x / 255.0F;
    case NormalizeMode::kNone: return x;
    case NormalizeMode::kCustom: return Standardize(x, recipe.mean[channel], recipe.std[channel]);
  }
  return x;
}

}  // namespace

Lookup MakeLookup(const Recipe& recipe) {
  Lookup lookup;
  if (recipe.normalize == NormalizeMode::kCaffe) lookup.source = {2, 1, 0};
  for (std::size_t channel = 0; channel < 3; ++channel) {
    for (std::size_t x = 0; x < 256; ++x) {
      lookup.values[channel][x] = NormalizeValue(recipe, channel, static_cast<float>(x));
    }
  }
  return lookup;
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
