// Normalization: pixel values to the network's range, by the exact operations of the framework.
#ifndef FIT299_TENSOR_NORMALIZE_H_
#define FIT299_TENSOR_NORMALIZE_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "fit299/recipe.h"
#include "kernels/pack_rows.h"

namespace fit299::tensor {

// Which channel of a pixel (0: R, 1: G, 2: B) becomes output channel 0, 1, 2.
std::array<int, 3> ChannelOrder(NormalizeMode mode);

// Normalizes single values of a recipe.
//
// The arithmetic is float32 with a rounding after every operation, as numpy does it in
// keras.applications.imagenet_utils.preprocess_input (Keras 3.15) on arrays, and torchvision's
// ToTensor and Normalize. Divisions are divisions: x * (1 / 127.5f) differs in 111 of 256 values.
class Normalizer {
 public:
  explicit Normalizer(const Recipe& recipe);

  // What is resampled instead of the 8-bit pixel x: x itself, or x scaled to 0..1.
  float Resampled(std::uint8_t x) const;

  // Output channel `channel` of a resampled value: 0..255, or 0..1 as ResampleOn says, and beyond
  // where the filter overshoots.
  float operator()(float resampled, std::size_t channel) const {
    return scaling_(resampled, channel);
  }

  // The same as data, for whole rows.
  const kernels::Scaling& scaling() const { return scaling_; }

  // What brings resampled values back to 0..255.
  kernels::Scaling ToPixels() const;

  // The resampled value as a pixel before normalization: to the nearest, ties to even, cut to
  // 0..255. NaN cannot occur.
  std::uint8_t ToPixel(float resampled) const;

 private:
  ResampleOn resample_on_;
  kernels::Scaling scaling_;
};

// Rounded to nearest, ties to even, as numpy's astype and ml_dtypes do. Subnormals are kept.
inline std::uint16_t ToFloat16(float value) {
  return kernels::ToHalf(kernels::Half::kFloat16, value);
}
inline std::uint16_t ToBfloat16(float value) {
  return kernels::ToHalf(kernels::Half::kBfloat16, value);
}

}  // namespace fit299::tensor

#endif  // FIT299_TENSOR_NORMALIZE_H_
