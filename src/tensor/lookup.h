// Normalization as a table: pixels are 8-bit here, so that 256 entries a channel hold every value
// that can come out, computed once by the exact operations of the framework.
#ifndef FIT299_TENSOR_LOOKUP_H_
#define FIT299_TENSOR_LOOKUP_H_

#include <array>
#include <cstdint>

#include "fit299/recipe.h"

namespace fit299::tensor {

// Row c holds what output channel c makes of a pixel's channel source[c] (0: R, 1: G, 2: B).
struct Lookup {
  std::array<int, 3> source = {0, 1, 2};
  std::array<std::array<float, 256>, 3> values{};
};

// The arithmetic is float32 with a rounding after every operation, as numpy does it in
// keras.applications.imagenet_utils.preprocess_input (Keras 3.15) on arrays, and torchvision's
// ToTensor and Normalize. Divisions are divisions: x * (1 / 127.5f) differs in 111 of 256 values.
Lookup MakeLookup(const Recipe& recipe);

// Rounded to nearest, ties to even, as numpy's astype and ml_dtypes do. Subnormals are kept.
std::uint16_t ToFloat16(float value);
std::uint16_t ToBfloat16(float value);

}  // namespace fit299::tensor

#endif  // FIT299_TENSOR_LOOKUP_H_
