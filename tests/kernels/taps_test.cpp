#include "kernels/taps.h"

#include <gtest/gtest.h>

#include <vector>

namespace fit299::kernels {
namespace {

using Weights = std::vector<std::int32_t>;

// A position's pairs as plain weights, put together again from their halves.
Weights Unsplit(const Taps& taps, const Position& position) {
  Weights weights;
  for (int i = 0; i < position.pairs_count; ++i) {
    const Pair& pair = taps.pairs()[position.pairs_begin + static_cast<std::size_t>(i)];
    for (const int shift : {0, 16}) {
      const auto half = [&](std::int32_t word) {
        return std::int32_t{static_cast<std::int16_t>(static_cast<std::uint32_t>(word) >> shift)};
      };
      weights.push_back(half(pair.high) * (1 << kLowBits) + half(pair.low));
    }
  }
  return weights;
}

TEST(Taps, PairsHoldTheWeightsExactly) {
  const Weights weights = {0x3FFFFF, -0x3FFFFF,     1,         -1, 2047, -2047, 2048,
                           -2048,    (1 << 26) - 1, -(1 << 26)};
  Taps taps;
  taps.Reset(0, 10);
  taps.Add(0, weights);
  EXPECT_EQ(Unsplit(taps, taps.positions()[0]), weights);
  EXPECT_FALSE(taps.overhangs());
}

TEST(Taps, OddNumberGetsAZeroBehind) {
  Taps taps;
  taps.Reset(10, 20);
  taps.Add(12, Weights{1, 2, 3});
  EXPECT_EQ(taps.positions()[0].pairs_first, 2);
  EXPECT_EQ(Unsplit(taps, taps.positions()[0]), (Weights{1, 2, 3, 0}));
  EXPECT_FALSE(taps.overhangs());
}

TEST(Taps, OddNumberAtTheEndGetsAZeroInFront) {
  Taps taps;
  taps.Reset(10, 20);
  taps.Add(17, Weights{1, 2, 3});
  EXPECT_EQ(taps.positions()[0].first, 7);
  EXPECT_EQ(taps.positions()[0].pairs_first, 6);
  EXPECT_EQ(Unsplit(taps, taps.positions()[0]), (Weights{0, 1, 2, 3}));
  EXPECT_FALSE(taps.overhangs());
}

TEST(Taps, OddNumberOfAllPixelsOverhangs) {
  Taps taps;
  taps.Reset(10, 13);
  taps.Add(10, Weights{1, 2, 3});
  EXPECT_TRUE(taps.overhangs());
  taps.Reset(10, 14);
  EXPECT_FALSE(taps.overhangs());
}

TEST(Taps, ZerosAtTheEndsAreLeftOut) {
  Taps taps;
  taps.Reset(0, 8);
  taps.Add(1, Weights{0, 0, 5, 0, 6, 0});
  taps.Add(2, Weights{0, 0});
  EXPECT_EQ(taps.positions()[0].first, 3);
  EXPECT_EQ(taps.positions()[0].count, 3);
  EXPECT_EQ(taps.positions()[1].count, 1);
}

// The quads of a position as plain weights.
Weights QuadWeights(const Taps& taps, int position) {
  Position quads{};
  quads.pairs_count = 2 * taps.quads();
  quads.pairs_begin = static_cast<std::size_t>(2 * taps.quads() * position);
  Weights weights;
  for (int i = 0; i < quads.pairs_count; ++i) {
    const Pair& pair = taps.quad_pairs()[quads.pairs_begin + static_cast<std::size_t>(i)];
    EXPECT_EQ(pair.high, 0) << "these weights are small";
    weights.push_back(pair.low & 0xFFFF);
    weights.push_back(pair.low >> 16);
  }
  return weights;
}

TEST(Taps, QuadsAreAsManyForEachPositionAndStayWithinTheSource) {
  Taps taps;
  taps.Reset(10, 20);
  taps.Add(10, Weights{1, 2, 3, 4, 5});
  taps.Add(12, Weights{6});
  taps.Add(19, Weights{7});
  taps.Finish();
  ASSERT_EQ(taps.quads(), 2);
  EXPECT_EQ(QuadWeights(taps, 0), (Weights{1, 2, 3, 4, 5, 0, 0, 0}));
  EXPECT_EQ(taps.quad_firsts()[1], 2);
  EXPECT_EQ(QuadWeights(taps, 1), (Weights{6, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(taps.quad_firsts()[2], 2);
  EXPECT_EQ(QuadWeights(taps, 2), (Weights{0, 0, 0, 0, 0, 0, 0, 7}));
}

TEST(Taps, DigitsHoldTheWeightsExactly) {
  const Weights weights = {127, 128, -128, -129, 0x7FFF, 0x8000, 8355711, -8421504};
  Taps taps;
  taps.Reset(0, 8);
  taps.Add(0, weights);
  taps.Finish();
  ASSERT_TRUE(taps.has_digits());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    std::int32_t weight = 0;
    for (const int digit : {2, 1, 0}) {
      const auto word = static_cast<std::uint32_t>(
          taps.quad_digits()[i / 4].digits[static_cast<std::size_t>(digit)]);
      weight = weight * 256 + static_cast<std::int8_t>(word >> (8 * (i % 4)));
    }
    EXPECT_EQ(weight, weights[i]);
  }
}

TEST(Taps, WeightsOfTwoHaveNoDigits) {
  for (const std::int32_t weight : {8355712, -8421505}) {
    Taps taps;
    taps.Reset(0, 4);
    taps.Add(0, Weights{weight, 1, 1, 1});
    taps.Finish();
    EXPECT_FALSE(taps.has_digits()) << weight;
  }
}

TEST(Taps, ThereAreNoQuadsOfFewerSourcePixels) {
  Taps taps;
  taps.Reset(0, 3);
  taps.Add(0, Weights{1, 2, 3});
  taps.Finish();
  EXPECT_EQ(taps.quads(), 0);
}

}  // namespace
}  // namespace fit299::kernels
