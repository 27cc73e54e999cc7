#include "kernels/every_target.h"
// (That one before all of Highway.)
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "kernels/float_rows.h"

namespace fit299::kernels {
namespace {

using Floats = std::vector<float>;
using Doubles = std::vector<double>;

// Values whose products need all bits of a float, so that a rounding more or less shows.
Floats RandomFloats(std::mt19937& random, std::size_t size) {
  std::uniform_real_distribution<float> values(-1.0F, 255.0F);
  Floats floats(size);
  for (float& value : floats) value = values(random);
  return floats;
}

constexpr Sum kSums[] = {Sum::kInOrder, Sum::kTailFused, Sum::kBackwardFused, Sum::kBetween};

TEST(SumRows, IsTheScalarSumOnEveryTarget) {
  std::mt19937 random(2);
  for (const std::size_t taps : {0, 1, 2, 3, 4, 5, 6, 9, 13}) {
    for (const std::size_t count : {1, 3, 4, 8, 11, 20, 33, 117}) {
      std::vector<Floats> rows;
      std::vector<const float*> pointers;
      for (std::size_t i = 0; i < taps; ++i) rows.push_back(RandomFloats(random, count));
      for (const Floats& row : rows) pointers.push_back(row.data());
      const Floats weights = RandomFloats(random, taps);
      for (const Sum how : kSums) {
        if (how == Sum::kBetween && taps > 2) continue;
        Floats expected(count);
        scalar::SumRows(how, pointers, weights, count, expected.data());
        OnEveryTarget([&] {
          Floats sums(count);
          SumRows(how, pointers, weights, count, sums.data());
          EXPECT_EQ(sums, expected) << taps << " taps, " << count << " values";
        });
      }
    }
  }
}

TEST(SumRows, OfDoubleWeightsIsTheScalarSumOnEveryTarget) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> values(-0.1, 0.9);
  for (const std::size_t taps : {0, 1, 2, 5, 13}) {
    for (const std::size_t count : {1, 4, 11, 33, 60, 129}) {
      std::vector<Doubles> rows;
      std::vector<const double*> pointers;
      for (std::size_t i = 0; i < taps; ++i) {
        const Floats row = RandomFloats(random, count);
        rows.emplace_back(row.begin(), row.end());
      }
      for (const Doubles& row : rows) pointers.push_back(row.data());
      Doubles weights(taps);
      for (double& weight : weights) weight = values(random);
      Floats expected(count);
      scalar::SumRows(Sum::kInOrder, pointers, weights, count, expected.data());
      OnEveryTarget([&] {
        Floats sums(count);
        SumRows(Sum::kInOrder, pointers, weights, count, sums.data());
        EXPECT_EQ(sums, expected) << taps << " taps, " << count << " values";
      });
    }
  }
}

TEST(SumRows, BetweenTwoRowsGoesByTheirDifference) {
  const Floats a = {1, 2, 3, 4, 5, 6, 7, 8};
  const Floats b = {2, 2, 1, 4, 9, 6, 7, 16};
  const Floats weights = {77, 0.25F};  // the first is not read
  const std::vector<const float*> both = {a.data(), b.data()};
  OnEveryTarget([&] {
    Floats between(8);
    SumRows(Sum::kBetween, both, weights, 8, between.data());
    EXPECT_EQ(between, (Floats{1.25F, 2, 2.5F, 4, 6, 6, 7, 10}));
    SumRows(Sum::kBetween, std::span(both).first(1), std::span(weights).first(1), 8,
            between.data());
    EXPECT_EQ(between, a);
  });
}

TEST(MultiplyRow, IsTheScalarOneOnEveryTarget) {
  std::mt19937 random(4);
  const Floats row = RandomFloats(random, 37);
  Floats expected = row;
  scalar::MultiplyRow(0.3F, 37, expected.data());
  OnEveryTarget([&] {
    Floats multiplied = row;
    MultiplyRow(0.3F, 37, multiplied.data());
    EXPECT_EQ(multiplied, expected);
  });
}

TEST(CutRow, KeepsWhatIsWithin0And255OnEveryTarget) {
  OnEveryTarget([&] {
    Floats row = {-0.5F, 0, 0.25F, 255, 255.5F, -9, 300, 127.4F, -1, 256, 3};
    CutRow(row.size(), row.data());
    EXPECT_EQ(row, (Floats{0, 0, 0.25F, 255, 255, 0, 255, 127.4F, 0, 255, 3}));
  });
}

TEST(WidenRow, IsTheScalarOneOnEveryTarget) {
  std::vector<std::uint8_t> bytes(256);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
  for (const Widen how : {Widen::kPlain, Widen::kDivided, Widen::kMultiplied}) {
    for (const std::size_t count : {1, 4, 7, 12, 256}) {
      Floats expected(count);
      scalar::WidenRow(how, bytes.data(), count, expected.data());
      OnEveryTarget([&] {
        Floats wide(count);
        WidenRow(how, bytes.data(), count, wide.data());
        EXPECT_EQ(wide, expected);
        Doubles doubles(count);
        WidenRow(how, bytes.data(), count, doubles.data());
        EXPECT_EQ(doubles, Doubles(expected.begin(), expected.end()));
      });
    }
  }
}

TEST(RoundRow, RoundsHalfToEvenAndCutsOnEveryTarget) {
  const Floats values = {0.5F, 1.5F, 2.5F, 254.5F, 255.5F, -0.5F, -9.0F, 300.0F, 127.49999F, 3.0F};
  const std::vector<std::uint8_t> expected = {0, 2, 2, 254, 255, 0, 0, 255, 127, 3};
  for (const std::size_t count : {values.size(), std::size_t{32}, std::size_t{77}}) {
    Floats row(count);
    std::vector<std::uint8_t> bytes(count + 1, 99);
    for (std::size_t i = 0; i < count; ++i) row[i] = values[i % values.size()];
    for (std::size_t i = 0; i < count; ++i) bytes[i] = expected[i % values.size()];
    OnEveryTarget([&] {
      std::vector<std::uint8_t> rounded(count + 1, 99);
      RoundRow(row.data(), count, rounded.data());
      EXPECT_EQ(rounded, bytes);
    });
  }
}

// What the compiler must never do on its own: 1 + 2^-12 squared, less 1 + 2^-11, is 2^-24 when the
// product is not rounded, and 0 when it is.
TEST(SumRows, FusesOnlyWhatItShould) {
  const float x = 1.0F + std::ldexp(1.0F, -12);
  const Floats first(8, -(1.0F + std::ldexp(1.0F, -11)));
  const Floats second(8, x);
  const std::vector<const float*> rows = {first.data(), second.data()};
  const Floats weights = {1.0F, x};
  OnEveryTarget([&] {
    Floats sum(8);
    SumRows(Sum::kInOrder, rows, weights, 8, sum.data());
    EXPECT_EQ(sum[0], 0.0F);
    SumRows(Sum::kTailFused, rows, weights, 8, sum.data());
    EXPECT_EQ(sum[0], std::ldexp(1.0F, -24));
  });
}

}  // namespace
}  // namespace fit299::kernels
