#include "kernels/every_target.h"
// (That one before all of Highway.)
#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <vector>

#include "kernels/strips.h"

namespace fit299::kernels {
namespace {

using Floats = std::vector<float>;
using Doubles = std::vector<double>;

Doubles WithEnd(const Floats& values, double end) {
  Doubles doubles(values.begin(), values.end());
  doubles.push_back(end);
  return doubles;
}

Floats RandomFloats(std::mt19937& random, std::size_t size) {
  std::uniform_real_distribution<float> values(-1.0F, 255.0F);
  Floats floats(size);
  for (float& value : floats) value = values(random);
  return floats;
}

template <class Weight>
SpansOf<Weight> RandomSpans(std::mt19937& random, int source, int size, int longest) {
  std::uniform_real_distribution<Weight> values(-0.1F, 0.9F);
  SpansOf<Weight> spans;
  for (int i = 0; i < size; ++i) {
    const int count = static_cast<int>(random() % static_cast<unsigned>(longest + 1));
    const int first = static_cast<int>(random() % static_cast<unsigned>(source - count + 1));
    std::vector<Weight> weights(static_cast<std::size_t>(count));
    for (Weight& weight : weights) weight = values(random);
    spans.Add(first, weights);
  }
  return spans;
}

template <class Value>
StripRows<Value> RowsOf(Value* values, std::size_t count) {
  StripRows<Value> rows{};
  for (std::size_t r = 0; r < rows.size(); ++r) rows[r] = values + r * count;
  return rows;
}

constexpr std::size_t kCounts[] = {1, 3, 7, 8, 9, 24, 29};

TEST(MakeStrip, PutsEightRowsSideBySideOnEveryTarget) {
  for (const std::size_t count : kCounts) {
    std::vector<std::uint8_t> bytes(kStripRows * count);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(7 * i);
    const auto rows = RowsOf<const std::uint8_t>(bytes.data(), count);
    OnEveryTarget([&] {
      Floats strip(bytes.size() + 1, 99);
      MakeStrip(Widen::kPlain, rows, count, strip.data());
      for (std::size_t i = 0; i < bytes.size(); ++i) {
        ASSERT_EQ(strip[i], rows[i % kStripRows][i / kStripRows]) << i << " of " << count;
      }
      EXPECT_EQ(strip.back(), 99);
    });
  }
}

TEST(MakeStrip, WidensAsRowsAreWidened) {
  std::vector<std::uint8_t> bytes(256);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
  const auto rows = RowsOf<const std::uint8_t>(bytes.data(), 32);
  for (const Widen how : {Widen::kPlain, Widen::kDivided, Widen::kMultiplied}) {
    Floats expected(256);
    Floats wide(256);
    scalar::WidenRow(how, bytes.data(), 256, wide.data());
    scalar::MakeStrip(RowsOf<const float>(wide.data(), 32), 32, expected.data());
    OnEveryTarget([&] {
      Floats strip(256);
      MakeStrip(how, rows, 32, strip.data());
      EXPECT_EQ(strip, expected);
    });
  }
}

TEST(MakeStrip, MakesTheSameValuesDoubleOnEveryTarget) {
  std::mt19937 random(6);
  for (const std::size_t count : kCounts) {
    std::vector<std::uint8_t> bytes(kStripRows * count);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(7 * i);
    const auto rows = RowsOf<const std::uint8_t>(bytes.data(), count);
    const Floats values = RandomFloats(random, bytes.size());
    const auto float_rows = RowsOf<const float>(values.data(), count);
    Floats of_bytes(bytes.size());
    Floats of_floats(bytes.size());
    scalar::MakeStrip(Widen::kDivided, rows, count, of_bytes.data());
    scalar::MakeStrip(float_rows, count, of_floats.data());
    OnEveryTarget([&] {
      Doubles strip(bytes.size() + 1, 99);
      MakeStrip(Widen::kDivided, rows, count, strip.data());
      EXPECT_EQ(strip, WithEnd(of_bytes, 99)) << count;
      MakeStrip(float_rows, count, strip.data());
      EXPECT_EQ(strip, WithEnd(of_floats, 99)) << count;
    });
  }
}

TEST(SplitStrip, UndoesMakeStripAndWritesNoMore) {
  std::mt19937 random(1);
  for (const std::size_t count : kCounts) {
    const Floats values = RandomFloats(random, kStripRows * count);
    OnEveryTarget([&] {
      Floats strip(values.size());
      MakeStrip(RowsOf<const float>(values.data(), count), count, strip.data());
      Floats back(values.size() + 1, 99);
      SplitStrip(strip.data(), count, RowsOf<float>(back.data(), count));
      EXPECT_EQ(back.back(), 99);
      back.pop_back();
      EXPECT_EQ(back, values) << count;
      Doubles doubles(values.size() + 1, 99);
      SplitStrip(strip.data(), count, RowsOf<double>(doubles.data(), count));
      EXPECT_EQ(doubles, WithEnd(values, 99)) << count;
    });
  }
}

TEST(SumStrip, IsTheScalarSumOnEveryTarget) {
  std::mt19937 random(2);
  const Floats strip = RandomFloats(random, 40 * kStripPixel);
  for (const Sum how : {Sum::kInOrder, Sum::kTailFused, Sum::kBackwardFused, Sum::kBetween}) {
    const auto spans = RandomSpans<float>(random, 40, 100, how == Sum::kBetween ? 2 : 12);
    Floats expected(100 * kStripPixel);
    scalar::SumStrip(how, spans, 0, strip.data(), expected.data());
    OnEveryTarget([&] {
      Floats sums(expected.size());
      SumStrip(how, spans, 0, strip.data(), sums.data());
      EXPECT_EQ(sums, expected) << static_cast<int>(how);
    });
  }
}

TEST(SumStrip, OfDoubleWeightsIsTheScalarSumOnEveryTarget) {
  std::mt19937 random(3);
  const Floats values = RandomFloats(random, 40 * kStripPixel);
  const Doubles strip(values.begin(), values.end());
  const auto spans = RandomSpans<double>(random, 40, 100, 12);
  Floats expected(100 * kStripPixel);
  scalar::SumStrip(Sum::kInOrder, spans, 0, strip.data(), expected.data());
  OnEveryTarget([&] {
    Floats sums(expected.size());
    SumStrip(Sum::kInOrder, spans, 0, strip.data(), sums.data());
    EXPECT_EQ(sums, expected);
  });
}

TEST(SumStrip, SumsEachRowAsSumRowsDoes) {
  std::mt19937 random(4);
  const Floats values = RandomFloats(random, kStripRows * 9);  // three pixels a row
  Floats strip(values.size());
  MakeStrip(RowsOf<const float>(values.data(), 9), 9, strip.data());
  Spans spans;
  spans.Add(0, Floats{0.25F, 0.5F, 0.3F});
  Floats sums(kStripPixel);
  SumStrip(Sum::kInOrder, spans, 0, strip.data(), sums.data());
  for (std::size_t r = 0; r < kStripRows; ++r) {
    const float* row = values.data() + 9 * r;
    const std::vector<const float*> pixels = {row, row + 3, row + 6};
    Floats expected(3);
    scalar::SumRows(Sum::kInOrder, pixels, spans.weights, 3, expected.data());
    for (std::size_t c = 0; c < 3; ++c) EXPECT_EQ(sums[c * kStripRows + r], expected[c]);
  }
}

TEST(SumStrip, CountsFromWhereTheStripBegins) {
  std::mt19937 random(5);
  const Floats strip = RandomFloats(random, 40 * kStripPixel);
  Spans spans;
  spans.Add(17, Floats{0.25F, 0.5F, 0.75F});
  Floats of_whole(kStripPixel);
  Floats of_part(kStripPixel);
  SumStrip(Sum::kInOrder, spans, 0, strip.data(), of_whole.data());
  SumStrip(Sum::kInOrder, spans, 15, strip.data() + 15 * kStripPixel, of_part.data());
  EXPECT_EQ(of_part, of_whole);
}

}  // namespace
}  // namespace fit299::kernels
