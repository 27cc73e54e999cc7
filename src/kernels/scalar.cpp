#include <algorithm>

#include "kernels/convolve.h"

namespace fit299::kernels {
namespace {

// One output value: the pixels' values lie `step` bytes apart.
std::uint8_t WeightedSum(const Taps& taps, const Position& position, const std::uint8_t* values,
                         std::ptrdiff_t step) {
  const std::int32_t* weights = taps.weights() + position.weights_begin;
  // Unsigned, because there a sum that leaves 32 bits wraps by definition.
  std::uint32_t sum = 1U << (kWeightBits - 1);
  for (int i = 0; i < position.count; ++i) {
    sum += static_cast<std::uint32_t>(weights[i]) * values[i * step];
  }
  return static_cast<std::uint8_t>(
      std::clamp(static_cast<std::int32_t>(sum) >> kWeightBits, 0, 255));
}

}  // namespace

void ConvolveHorizontalScalar(const Taps& taps, ConstRows source, int height, Rows out) {
  for (int y = 0; y < height; ++y) {
    const std::uint8_t* from = source.data + y * source.stride;
    std::uint8_t* to = out.data + y * out.stride;
    for (const Position& position : taps.positions()) {
      for (int channel = 0; channel < kChannels; ++channel) {
        const std::uint8_t* values = from + std::ptrdiff_t{position.first} * kChannels + channel;
        *to++ = WeightedSum(taps, position, values, kChannels);
      }
    }
  }
}

void ConvolveVerticalScalar(const Taps& taps, ConstRows source, int width, Rows out) {
  ConvolveVerticalScalar(taps, {0, taps.size(), 0}, source, width, out);
}

void ConvolveVerticalScalar(const Taps& taps, VerticalPart part, ConstRows source, int width,
                            Rows out) {
  const auto count = static_cast<std::size_t>(part.last - part.first);
  std::uint8_t* to = out.data;
  for (const Position& position :
       taps.positions().subspan(static_cast<std::size_t>(part.first), count)) {
    const std::uint8_t* from = source.data + (position.first - part.skipped) * source.stride;
    for (std::ptrdiff_t i = 0; i < std::ptrdiff_t{width} * kChannels; ++i) {
      to[i] = WeightedSum(taps, position, from + i, source.stride);
    }
    to += out.stride;
  }
}

}  // namespace fit299::kernels
