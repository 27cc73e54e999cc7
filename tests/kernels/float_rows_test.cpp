#include "kernels/every_target.h"
// (That one before all of Highway.)
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "kernels/float_rows.h"

namespace fit299::kernels {
namespace {

using Floats = std::vector<float>;

// Values whose products need all bits of a float, so that a rounding more or less shows.
Floats RandomFloats(std::mt19937& random, std::size_t size) {
  std::uniform_real_distribution<float> values(-1.0F, 255.0F);
  Floats floats(size);
  for (float& value : floats) value = values(random);
  return floats;
}

Spans RandomSpans(std::mt19937& random, int source, int size, int longest) {
  Spans spans;
  for (int i = 0; i < size; ++i) {
    const int count = static_cast<int>(random() % static_cast<unsigned>(longest + 1));
    const int first = static_cast<int>(random() % static_cast<unsigned>(source - count + 1));
    Floats weights = RandomFloats(random, static_cast<std::size_t>(count));
    for (float& weight : weights) weight /= 300.0F;
    spans.Add(first, weights);
  }
  return spans;
}

constexpr Sum kSums[] = {Sum::kInOrder, Sum::kTailFused, Sum::kBackwardFused};

TEST(SumPixels, IsTheScalarSumOnEveryTarget) {
  std::mt19937 random(1);
  const Floats row = RandomFloats(random, 40 * 4);
  const Spans spans = RandomSpans(random, 40, 100, 12);
  for (const Sum how : kSums) {
    Floats expected(400);
    scalar::SumPixels(how, spans, 0, row.data(), expected.data());
    OnEveryTarget([&] {
      Floats sums(400);
      SumPixels(how, spans, 0, row.data(), sums.data());
      EXPECT_EQ(sums, expected) << static_cast<int>(how);
    });
  }
}

TEST(SumPixels, CountsFromWhereTheRowBegins) {
  std::mt19937 random(5);
  const Floats row = RandomFloats(random, 40 * 4);
  Spans spans;
  spans.Add(17, Floats{0.25F, 0.5F, 0.75F});
  const std::vector<Mix> mixes = {{17, 18, 0.25F}};
  Floats of_whole(4);
  Floats of_part(4);
  SumPixels(Sum::kInOrder, spans, 0, row.data(), of_whole.data());
  SumPixels(Sum::kInOrder, spans, 15, row.data() + 15 * 4, of_part.data());
  EXPECT_EQ(of_part, of_whole);
  MixPixels(mixes, 0, row.data(), of_whole.data());
  MixPixels(mixes, 15, row.data() + 15 * 4, of_part.data());
  EXPECT_EQ(of_part, of_whole);
}

TEST(SumRows, IsTheScalarSumOnEveryTarget) {
  std::mt19937 random(2);
  for (const std::size_t taps : {0, 1, 2, 3, 4, 5, 6, 9, 13}) {
    for (const std::size_t count : {4, 8, 12, 20, 116}) {
      std::vector<Floats> rows;
      std::vector<const float*> pointers;
      for (std::size_t i = 0; i < taps; ++i) rows.push_back(RandomFloats(random, count));
      for (const Floats& row : rows) pointers.push_back(row.data());
      const Floats weights = RandomFloats(random, taps);
      for (const Sum how : kSums) {
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

TEST(MixPixels, IsTheScalarMixOnEveryTarget) {
  std::mt19937 random(3);
  const Floats row = RandomFloats(random, 30 * 4);
  std::vector<Mix> mixes;
  for (int i = 0; i < 50; ++i) {
    const int lower = static_cast<int>(random() % 29);
    mixes.push_back({lower, lower + 1, static_cast<float>(random() % 1000) / 1000.0F});
  }
  Floats expected(200);
  scalar::MixPixels(mixes, 0, row.data(), expected.data());
  OnEveryTarget([&] {
    Floats mixed(200);
    MixPixels(mixes, 0, row.data(), mixed.data());
    EXPECT_EQ(mixed, expected);
  });
}

TEST(MixRows, IsTheScalarMixOnEveryTarget) {
  std::mt19937 random(4);
  for (const std::size_t count : {4, 8, 36, 100}) {
    const Floats top = RandomFloats(random, count);
    const Floats bottom = RandomFloats(random, count);
    Floats expected(count);
    scalar::MixRows(top.data(), bottom.data(), 0.3F, count, expected.data());
    OnEveryTarget([&] {
      Floats mixed(count);
      MixRows(top.data(), bottom.data(), 0.3F, count, mixed.data());
      EXPECT_EQ(mixed, expected);
    });
  }
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
      });
    }
  }
}

TEST(RoundRow, RoundsHalfToEvenAndCutsOnEveryTarget) {
  const Floats values = {0.5F, 1.5F, 2.5F, 254.5F, 255.5F, -0.5F, -9.0F, 300.0F, 127.49999F, 3.0F};
  const std::vector<std::uint8_t> expected = {0, 2, 2, 254, 255, 0, 0, 255, 127, 3};
  OnEveryTarget([&] {
    std::vector<std::uint8_t> rounded(values.size());
    RoundRow(values.data(), values.size(), rounded.data());
    EXPECT_EQ(rounded, expected);
  });
}

// What the compiler must never do on its own: 1 + 2^-12 squared, less 1 + 2^-11, is 2^-24 when the
// product is not rounded, and 0 when it is.
TEST(SumPixels, FusesOnlyWhatItShould) {
  const float x = 1.0F + std::ldexp(1.0F, -12);
  const Floats row = {-(1.0F + std::ldexp(1.0F, -11)), 0, 0, 0, x, 0, 0, 0};
  Spans spans;
  spans.Add(0, Floats{1.0F, x});
  OnEveryTarget([&] {
    Floats sum(4);
    SumPixels(Sum::kInOrder, spans, 0, row.data(), sum.data());
    EXPECT_EQ(sum[0], 0.0F);
    SumPixels(Sum::kTailFused, spans, 0, row.data(), sum.data());
    EXPECT_EQ(sum[0], std::ldexp(1.0F, -24));
  });
}

}  // namespace
}  // namespace fit299::kernels
