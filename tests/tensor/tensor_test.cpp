#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <opencv2/core.hpp>
#include <vector>

#include "tensor/normalize.h"
#include "tensor/pack.h"

namespace fit299::tensor {
namespace {

Recipe With(NormalizeMode mode) {
  Recipe recipe;
  recipe.normalize = mode;
  return recipe;
}

// Of a pixel in 0..255.
float Normalize(const Recipe& recipe, float pixel, std::size_t channel = 0) {
  return Normalizer(recipe)(pixel, channel);
}

TEST(Normalizer, TfIsADivisionAndNotAMultiplication) {
  int differing = 0;
  for (int x = 0; x < 256; ++x) {
    const float value = Normalize(With(NormalizeMode::kTf), static_cast<float>(x));
    // Exact in double: x / 127.5 has its nearest float, and that less 1 its own.
    const auto quotient = static_cast<float>(x / 127.5);
    EXPECT_EQ(value, static_cast<float>(static_cast<double>(quotient) - 1.0)) << x;
    volatile float reciprocal = 1.0F / 127.5F;
    volatile float product = static_cast<float>(x) * reciprocal;
    differing += value != product - 1.0F;
  }
  EXPECT_EQ(differing, 111) << "of 256 values, as measured with Keras: recipes of TensorFlow's "
                               "graphs multiply, preprocess_input divides";
  EXPECT_EQ(Normalize(With(NormalizeMode::kTf), 0), -1.0F);
  EXPECT_EQ(Normalize(With(NormalizeMode::kTf), 255), 1.0F);
}

TEST(Normalizer, CaffeIsBgrLessTheMean) {
  const Recipe recipe = With(NormalizeMode::kCaffe);
  EXPECT_EQ(ChannelOrder(recipe.normalize), (std::array<int, 3>{2, 1, 0}));
  EXPECT_EQ(Normalize(recipe, 0, 0), -103.939F);
  EXPECT_EQ(Normalize(recipe, 0, 1), -116.779F);
  EXPECT_EQ(Normalize(recipe, 200, 2), 200.0F - 123.68F);
}

TEST(Normalizer, TorchStandardizesByImageNet) {
  const Recipe recipe = With(NormalizeMode::kTorch);
  EXPECT_EQ(Normalize(recipe, 0, 0), (0.0F - 0.485F) / 0.229F);
  EXPECT_EQ(Normalize(recipe, 255, 2), (1.0F - 0.406F) / 0.225F);
}

TEST(Normalizer, CustomOfAHalfIsTf) {
  // timm's way to write it; all 256 values are equal.
  Recipe recipe = With(NormalizeMode::kCustom);
  recipe.mean = {0.5F, 0.5F, 0.5F};
  recipe.std = {0.5F, 0.5F, 0.5F};
  for (int x = 0; x < 256; ++x) {
    const auto pixel = static_cast<float>(x);
    EXPECT_EQ(Normalize(recipe, pixel), Normalize(With(NormalizeMode::kTf), pixel)) << x;
  }
}

TEST(Normalizer, UnitFidAndNone) {
  EXPECT_EQ(Normalize(With(NormalizeMode::kUnit), 51), 51.0F / 255.0F);
  EXPECT_EQ(Normalize(With(NormalizeMode::kFid), 0), -1.0F);
  EXPECT_EQ(Normalize(With(NormalizeMode::kFid), 255), 127.0F / 128.0F);
  EXPECT_EQ(Normalize(With(NormalizeMode::kNone), 51), 51.0F);
}

TEST(Normalizer, TfOfUnitValuesIsSlims) {
  Recipe recipe = With(NormalizeMode::kTf);
  recipe.resample_on = ResampleOn::kUnitMultiplied;
  const Normalizer normalizer(recipe);
  for (int x = 0; x < 256; ++x) {
    const float unit = normalizer.Resampled(static_cast<std::uint8_t>(x));
    volatile float product = static_cast<float>(x) * static_cast<float>(1.0 / 255);
    EXPECT_EQ(unit, product);
    volatile float centered = unit - 0.5F;
    EXPECT_EQ(normalizer(unit, 0), centered * 2.0F) << x;
    EXPECT_EQ(normalizer.ToPixel(unit), x);
  }
}

TEST(Normalizer, PixelsAreRoundedHalfToEvenAndCut) {
  const Normalizer normalizer{Recipe()};
  EXPECT_EQ(normalizer.ToPixel(0.5F), 0);
  EXPECT_EQ(normalizer.ToPixel(1.5F), 2);
  EXPECT_EQ(normalizer.ToPixel(-7.0F), 0);
  EXPECT_EQ(normalizer.ToPixel(261.0F), 255);
}

TEST(ToFloat16, RoundsToNearestEven) {
  const auto inf = std::numeric_limits<float>::infinity();
  EXPECT_EQ(ToFloat16(0.0F), 0x0000);
  EXPECT_EQ(ToFloat16(-0.0F), 0x8000);
  EXPECT_EQ(ToFloat16(1.0F), 0x3C00);
  EXPECT_EQ(ToFloat16(-1.0F), 0xBC00);
  EXPECT_EQ(ToFloat16(1.0F + 1.0F / 2048), 0x3C00) << "a tie, to even";
  EXPECT_EQ(ToFloat16(1.0F + 3.0F / 2048), 0x3C02) << "a tie, to even";
  EXPECT_EQ(ToFloat16(65504.0F), 0x7BFF);
  EXPECT_EQ(ToFloat16(65519.0F), 0x7BFF);
  EXPECT_EQ(ToFloat16(65520.0F), 0x7C00);
  EXPECT_EQ(ToFloat16(-inf), 0xFC00);
  EXPECT_EQ(ToFloat16(std::ldexp(1.0F, -14)), 0x0400) << "smallest normal";
  EXPECT_EQ(ToFloat16(std::ldexp(1.0F, -24)), 0x0001) << "smallest subnormal";
  EXPECT_EQ(ToFloat16(std::ldexp(1.0F, -25)), 0x0000) << "a tie, to even";
  EXPECT_EQ(ToFloat16(std::ldexp(3.0F, -25)), 0x0002) << "a tie, to even";
  EXPECT_EQ(ToFloat16(std::numeric_limits<float>::quiet_NaN()) & 0x7E00, 0x7E00);
}

TEST(ToFloat16, AgreesWithAnExactSearchForAllOfTf) {
  const auto from_half = [](std::uint16_t bits) {
    const int exponent = bits >> 10 & 31;
    const double mantissa = exponent == 0 ? (bits & 1023) / 1024.0 : 1 + (bits & 1023) / 1024.0;
    return std::ldexp(bits >> 15 ? -mantissa : mantissa, (exponent == 0 ? 1 : exponent) - 15);
  };
  for (int x = 0; x < 256; ++x) {
    const float value = Normalize(With(NormalizeMode::kTf), static_cast<float>(x));
    const std::uint16_t bits = ToFloat16(value);
    const double error = std::abs(from_half(bits) - static_cast<double>(value));
    for (const int step : {-1, 1}) {
      const auto next = static_cast<std::uint16_t>(bits + step);
      if ((next & 0x7FFF) > 0x3C00) continue;
      EXPECT_LE(error, std::abs(from_half(next) - static_cast<double>(value))) << value;
    }
  }
}

TEST(ToBfloat16, RoundsToNearestEven) {
  EXPECT_EQ(ToBfloat16(1.0F), 0x3F80);
  EXPECT_EQ(ToBfloat16(-1.0F), 0xBF80);
  EXPECT_EQ(ToBfloat16(std::bit_cast<float>(0x3F808000U)), 0x3F80) << "a tie, to even";
  EXPECT_EQ(ToBfloat16(std::bit_cast<float>(0x3F818000U)), 0x3F82) << "a tie, to even";
  EXPECT_EQ(ToBfloat16(std::bit_cast<float>(0x3F808001U)), 0x3F81);
  EXPECT_TRUE((ToBfloat16(std::numeric_limits<float>::quiet_NaN()) & 0x7F) != 0);
}

// 2x2: red, green / blue, (1, 2, 3).
cv::Mat Pixels() {
  const std::vector<std::array<int, 3>> rgb = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {1, 2, 3}};
  cv::Mat pixels(2, 2, CV_8UC3);
  for (std::size_t i = 0; i < 4; ++i) {
    for (int c = 0; c < 3; ++c) {
      pixels.data[static_cast<int>(i) * 3 + c] =
          static_cast<std::uint8_t>(rgb[i][static_cast<std::size_t>(c)]);
    }
  }
  return pixels;
}

template <class Value>
std::vector<Value> Pack(const Recipe& recipe, const cv::Mat& pixels) {
  std::vector<Value> values(pixels.total() * 3);
  Packer(recipe).Pack(pixels, std::as_writable_bytes(std::span(values)));
  return values;
}

TEST(Packer, Uint8HoldsThePixelsInRgbWhateverTheNormalization) {
  const std::vector<std::uint8_t> expected = {255, 0, 0, 0, 255, 0, 0, 0, 255, 1, 2, 3};
  Recipe recipe = With(NormalizeMode::kCaffe);
  recipe.dtype = Dtype::kUint8;
  EXPECT_EQ(Pack<std::uint8_t>(recipe, Pixels()), expected);
}

TEST(Packer, NchwHoldsPlanes) {
  Recipe recipe;
  recipe.dtype = Dtype::kUint8;
  recipe.layout = Layout::kNchw;
  const std::vector<std::uint8_t> expected = {255, 0, 0, 1, 0, 255, 0, 2, 0, 0, 255, 3};
  EXPECT_EQ(Pack<std::uint8_t>(recipe, Pixels()), expected);
}

TEST(Packer, CaffePutsBlueFirstInBothLayouts) {
  Recipe recipe = With(NormalizeMode::kCaffe);
  const std::vector<float> nhwc = Pack<float>(recipe, Pixels());
  EXPECT_EQ(nhwc[0], 0 - 103.939F);
  EXPECT_EQ(nhwc[2], 255 - 123.68F) << "red comes last";
  recipe.layout = Layout::kNchw;
  const std::vector<float> nchw = Pack<float>(recipe, Pixels());
  EXPECT_EQ(nchw[8], 255 - 123.68F) << "the last plane is red";
}

TEST(Packer, KeepsFloatPixelsFloat) {
  cv::Mat pixels(1, 2, CV_32FC3);
  const std::array<float, 6> values = {0.25F, 127.5F, 255.0F, -3.0F, 300.0F, 1.0F};
  std::ranges::copy(values, pixels.ptr<float>());
  Recipe recipe;
  EXPECT_EQ(Pack<float>(recipe, pixels),
            (std::vector<float>{0.25F / 127.5F - 1.0F, 0.0F, 1.0F, -3.0F / 127.5F - 1.0F,
                                300.0F / 127.5F - 1.0F, 1.0F / 127.5F - 1.0F}));
  recipe.layout = Layout::kNchw;
  recipe.normalize = NormalizeMode::kCaffe;
  EXPECT_EQ(Pack<float>(recipe, pixels)[5], -3.0F - 123.68F) << "the last plane is red";
  recipe.dtype = Dtype::kUint8;
  EXPECT_EQ(Pack<std::uint8_t>(recipe, pixels),
            (std::vector<std::uint8_t>{0, 0, 128, 255, 255, 1}));
}

TEST(Packer, ScalesSixteenBitsBy65535) {
  cv::Mat pixels(1, 1, CV_16UC3);
  const std::array<std::uint16_t, 3> values = {0, 65535, 32768};
  std::ranges::copy(values, pixels.ptr<std::uint16_t>());
  Recipe recipe = With(NormalizeMode::kUnit);
  EXPECT_EQ(Pack<float>(recipe, pixels), (std::vector<float>{0.0F, 1.0F, 32768.0F / 65535.0F}));
  recipe.normalize = NormalizeMode::kTorch;
  EXPECT_EQ(Pack<float>(recipe, pixels)[1], (1.0F - 0.456F) / 0.224F);
  recipe.dtype = Dtype::kUint8;
  EXPECT_EQ(Pack<std::uint8_t>(recipe, pixels), (std::vector<std::uint8_t>{0, 255, 128}));
}

TEST(Packer, ReadsRowsThatAreNotAdjacent) {
  cv::Mat wide(2, 5, CV_8UC3, cv::Scalar::all(9));
  Pixels().copyTo(wide(cv::Rect(1, 0, 2, 2)));
  Recipe recipe;
  recipe.dtype = Dtype::kUint8;
  EXPECT_EQ(Pack<std::uint8_t>(recipe, wide(cv::Rect(1, 0, 2, 2))),
            Pack<std::uint8_t>(recipe, Pixels()));
}

TEST(Packer, HalvesAreTheRoundedFloats) {
  Recipe recipe;
  recipe.dtype = Dtype::kFloat16;
  EXPECT_EQ(Pack<std::uint16_t>(recipe, Pixels())[0], 0x3C00);
  recipe.dtype = Dtype::kBfloat16;
  EXPECT_EQ(Pack<std::uint16_t>(recipe, Pixels())[1], 0xBF80);
}

}  // namespace
}  // namespace fit299::tensor
