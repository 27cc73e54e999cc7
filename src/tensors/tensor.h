// A tensor that somebody has stored: its type, its shape and its values.
#ifndef FIT299_TENSORS_TENSOR_H_
#define FIT299_TENSORS_TENSOR_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fit299::tensors {

// The order of bytes in a file is no part of it.
enum class ValueType : std::uint8_t { kFloat32, kFloat16, kBfloat16, kFloat64, kUint8 };

using Shape = std::vector<std::uint64_t>;

// Values in C order. Every one of every type is exact as a double.
struct Tensor {
  ValueType type = ValueType::kFloat32;
  Shape shape;
  std::vector<double> values;
};

std::string_view Name(ValueType type);
std::size_t BytesPerValue(ValueType type);
bool IsFloat(ValueType type);

// The distance from 1 to the next larger value: 2^-23 for float32. 0 for uint8.
double Epsilon(ValueType type);

// How many values of the type lie between two of them: 0 for the same, and for -0 and 0.
// REQUIRES: IsFloat(type); both are values of the type, and no NaN.
std::uint64_t UlpDistance(ValueType type, double a, double b);

// "[299, 299, 3]".
std::string ShapeText(const Shape& shape);

// The number of values.
std::uint64_t Count(const Shape& shape);

// Stored values -> doubles. REQUIRES: bytes.size() == values.size() * BytesPerValue(type).
void Decode(ValueType type, bool big_endian, std::span<const std::byte> bytes,
            std::span<double> values);

}  // namespace fit299::tensors

#endif  // FIT299_TENSORS_TENSOR_H_
