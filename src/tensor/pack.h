// Pixels -> tensor: normalized, converted and laid out into the caller's memory, in one pass.
#ifndef FIT299_TENSOR_PACK_H_
#define FIT299_TENSOR_PACK_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <span>
#include <variant>

#include "fit299/recipe.h"
#include "kernels/pack_rows.h"
#include "tensor/normalize.h"

namespace fit299::tensor {

// Immutable once made; may be shared between threads.
class Packer {
 public:
  explicit Packer(const Recipe& recipe);

  // Writes pixels.rows * pixels.cols * 3 values of the recipe's dtype, in its layout.
  // REQUIRES: pixels is CV_8UC3 (RGB), CV_16UC3 (RGB, 0..65535), or CV_32FC3
  // (RGB, resampled values as the recipe's ResampleOn says); tensor has exactly that many bytes,
  // aligned for the dtype.
  void Pack(const cv::Mat& pixels, std::span<std::byte> tensor) const;

  // What is resampled instead of the 8-bit pixel x.
  float Resampled(std::uint8_t x) const { return normalizer_.Resampled(x); }

 private:
  // What becomes of each 8-bit pixel value, a row for each output channel: 256 entries hold all
  // that can come out.
  template <class Value>
  using Table = std::array<std::array<Value, 256>, 3>;

  void FillTable();
  void ChooseScaling();

  template <class Value>
  void PackBytes(const Table<Value>& table, const cv::Mat& pixels, Value* out) const;
  void CopyBytes(const cv::Mat& pixels, std::uint8_t* out) const;
  template <class Value>
  void ScaleBytes(const Table<Value>& table, const cv::Mat& pixels, Value* out) const;
  void PackFloats(const cv::Mat& pixels, float* out) const;
  template <class Value>
  void PackFloats(const cv::Mat& pixels, Value* out) const;
  template <class Value>
  void PackWords(const cv::Mat& pixels, Value* out) const;

  // A row of scaled values as the tensor holds them.
  void Convert(const float* scaled, std::size_t count, std::uint8_t* out) const;
  void Convert(const float* scaled, std::size_t count, std::uint16_t* out) const;

  Normalizer normalizer_;
  Normalizer unit_normalizer_;  // the same of values in 0..1
  Dtype dtype_;
  Layout layout_;
  std::array<int, 3> order_;
  std::variant<Table<float>, Table<std::uint16_t>, Table<std::uint8_t>> table_;
  std::optional<kernels::Scaling> scaling_;  // gives what the table does, faster
};

}  // namespace fit299::tensor

#endif  // FIT299_TENSOR_PACK_H_
