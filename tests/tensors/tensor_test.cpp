#include "tensors/tensor.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "tensor/normalize.h"

namespace fit299::tensors {
namespace {

double DecodeHalf(ValueType type, std::uint16_t bits) {
  double value = 0;
  Decode(type, false, std::as_bytes(std::span(&bits, 1)), {&value, 1});
  return value;
}

TEST(Decode, IsTheReverseOfRoundingForEveryHalf) {
  for (std::uint32_t bits = 0; bits <= 0xFFFF; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const double as_float16 = DecodeHalf(ValueType::kFloat16, half);
    if (!std::isnan(as_float16)) {
      ASSERT_EQ(tensor::ToFloat16(static_cast<float>(as_float16)), half);
    }
    const double as_bfloat16 = DecodeHalf(ValueType::kBfloat16, half);
    if (!std::isnan(as_bfloat16)) {
      ASSERT_EQ(tensor::ToBfloat16(static_cast<float>(as_bfloat16)), half);
    }
  }
  EXPECT_TRUE(std::isnan(DecodeHalf(ValueType::kFloat16, 0x7C01)));
  EXPECT_TRUE(std::isinf(DecodeHalf(ValueType::kFloat16, 0xFC00)));
}

TEST(Decode, TurnsBigEndianValuesAround) {
  const std::array<unsigned char, 4> stored = {0x3F, 0x80, 0, 0};
  double value = 0;
  Decode(ValueType::kFloat32, true, std::as_bytes(std::span(stored)), {&value, 1});
  EXPECT_EQ(value, 1);
}

TEST(UlpDistance, CountsTheSteps) {
  const float next = std::nextafter(1.0F, 2.0F);
  EXPECT_EQ(UlpDistance(ValueType::kFloat32, 1, next), 1U);
  EXPECT_EQ(UlpDistance(ValueType::kFloat32, next, 1), 1U);
  EXPECT_EQ(UlpDistance(ValueType::kFloat32, -0.0, 0.0), 0U);
  const double tiny = std::numeric_limits<float>::denorm_min();
  EXPECT_EQ(UlpDistance(ValueType::kFloat32, -tiny, tiny), 2U);
  EXPECT_EQ(UlpDistance(ValueType::kFloat16, 1, 1 + Epsilon(ValueType::kFloat16)), 1U);
  EXPECT_EQ(UlpDistance(ValueType::kBfloat16, 1, 1 + Epsilon(ValueType::kBfloat16)), 1U);
  EXPECT_EQ(UlpDistance(ValueType::kFloat64, 1, 1 + Epsilon(ValueType::kFloat64)), 1U);
  EXPECT_EQ(UlpDistance(ValueType::kFloat64, -std::numeric_limits<double>::max(),
                        std::numeric_limits<double>::max()),
            2 * std::bit_cast<std::uint64_t>(std::numeric_limits<double>::max()));
}

}  // namespace
}  // namespace fit299::tensors
