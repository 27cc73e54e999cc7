#include "tensors/tensor.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include "tensor/normalize.h"

namespace fit299::tensors {
namespace {

struct TypeRow {
  std::string_view name;
  std::size_t bytes;
  double epsilon;
};

// In the order of the enumerators.
constexpr std::array<TypeRow, 5> kTypes = {{
    {"float32", 4, 0x1p-23},
    {"float16", 2, 0x1p-10},
    {"bfloat16", 2, 0x1p-7},
    {"float64", 8, 0x1p-52},
    {"uint8", 1, 0},
}};

const TypeRow& Row(ValueType type) { return kTypes[static_cast<std::size_t>(type)]; }

double FromFloat16(std::uint16_t bits) {
  const int exponent = bits >> 10 & 0x1F;
  const int fraction = bits & 0x3FF;
  const double sign = (bits & 0x8000U) != 0 ? -1 : 1;
  if (exponent == 0x1F) return fraction == 0 ? sign * INFINITY : NAN;
  if (exponent == 0) return sign * std::ldexp(fraction, -24);
  return sign * std::ldexp(fraction + 0x400, exponent - 25);
}

double FromBfloat16(std::uint16_t bits) {
  return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16));
}

template <class Bits, class Convert>
void DecodeAs(bool big_endian, std::span<const std::byte> bytes, std::span<double> values,
              Convert convert) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::array<std::byte, sizeof(Bits)> stored{};
    std::memcpy(stored.data(), bytes.data() + i * sizeof(Bits), sizeof(Bits));
    if (big_endian) std::ranges::reverse(stored);
    values[i] = convert(std::bit_cast<Bits>(stored));
  }
}

// The bits of a float as an integer that ascends with its value; one for both zeros.
template <class Bits>
std::int64_t Ordered(Bits bits) {
  constexpr Bits kSign = static_cast<Bits>(Bits{1} << (sizeof(Bits) * 8 - 1));
  const auto magnitude = static_cast<std::int64_t>(bits & static_cast<Bits>(~kSign));
  return (bits & kSign) != 0 ? -magnitude : magnitude;
}

std::int64_t OrderedBits(ValueType type, double value) {
  const auto narrow = static_cast<float>(value);
  switch (type) {
    case ValueType::kFloat32: return Ordered(std::bit_cast<std::uint32_t>(narrow));
    case ValueType::kFloat16: return Ordered(tensor::ToFloat16(narrow));
    case ValueType::kBfloat16: return Ordered(tensor::ToBfloat16(narrow));
    case ValueType::kFloat64: return Ordered(std::bit_cast<std::uint64_t>(value));
    case ValueType::kUint8: break;
  }
  return 0;
}

}  // namespace

static_assert(std::endian::native == std::endian::little);

std::string_view Name(ValueType type) { return Row(type).name; }
std::size_t BytesPerValue(ValueType type) { return Row(type).bytes; }
bool IsFloat(ValueType type) { return type != ValueType::kUint8; }
double Epsilon(ValueType type) { return Row(type).epsilon; }

std::uint64_t UlpDistance(ValueType type, double a, double b) {
  const std::int64_t low = std::min(OrderedBits(type, a), OrderedBits(type, b));
  const std::int64_t high = std::max(OrderedBits(type, a), OrderedBits(type, b));
  return static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
}

std::string ShapeText(const Shape& shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  }
  return text + "]";
}

std::uint64_t Count(const Shape& shape) {
  std::uint64_t count = 1;
  for (const std::uint64_t side : shape) count *= side;
  return count;
}

void Decode(ValueType type, bool big_endian, std::span<const std::byte> bytes,
            std::span<double> values) {
  switch (type) {
    case ValueType::kFloat32:
      DecodeAs<float>(big_endian, bytes, values, [](float v) { return static_cast<double>(v); });
      return;
    case ValueType::kFloat16:
      DecodeAs<std::uint16_t>(big_endian, bytes, values, FromFloat16);
      return;
    case ValueType::kBfloat16:
      DecodeAs<std::uint16_t>(big_endian, bytes, values, FromBfloat16);
      return;
    case ValueType::kFloat64:
      DecodeAs<double>(big_endian, bytes, values, [](double v) { return v; });
      return;
    case ValueType::kUint8:
      DecodeAs<std::uint8_t>(false, bytes, values,
                             [](std::uint8_t v) { return static_cast<double>(v); });
      return;
  }
}

}  // namespace fit299::tensors
