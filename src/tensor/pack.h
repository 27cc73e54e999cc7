// Pixels -> tensor: normalized, converted and laid out into the caller's memory, in one pass.
#ifndef FIT299_TENSOR_PACK_H_
#define FIT299_TENSOR_PACK_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <span>
#include <variant>

#include "fit299/recipe.h"

namespace fit299::tensor {

// Immutable once made; may be shared between threads.
class Packer {
 public:
  explicit Packer(const Recipe& recipe);

  // Writes pixels.rows * pixels.cols * 3 values of the recipe's dtype, in its layout.
  // REQUIRES: pixels is CV_8UC3 or CV_8UC4 (RGB, RGBX); tensor has exactly that many bytes, aligned
  // for the dtype.
  void Pack(const cv::Mat& pixels, std::span<std::byte> tensor) const;

 private:
  template <class Value>
  struct Table {
    std::array<int, 3> source;
    std::array<std::array<Value, 256>, 3> values;
  };

  template <class Value>
  void PackAs(const Table<Value>& table, const cv::Mat& pixels, Value* out) const;

  Layout layout_;
  std::variant<Table<float>, Table<std::uint16_t>, Table<std::uint8_t>> table_;
};

}  // namespace fit299::tensor

#endif  // FIT299_TENSOR_PACK_H_
