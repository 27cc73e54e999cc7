#include "kernels/every_target.h"
// (That one before all of Highway.)
#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <vector>

#include "kernels/fixed_point.h"

namespace fit299::kernels {
namespace {

constexpr int kTaps[] = {2, 4, 8};

std::vector<std::int16_t> RandomWeights(std::mt19937& random, int taps) {
  std::vector<std::int16_t> weights(static_cast<std::size_t>(taps));
  for (std::int16_t& weight : weights) {
    weight = static_cast<std::int16_t>(static_cast<int>(random() % 3000) - 700);
  }
  return weights;
}

FixedColumns RandomColumns(std::mt19937& random, int taps, int source, int size) {
  FixedColumns columns;
  columns.Clear(taps);
  for (int i = 0; i < size; ++i) {
    columns.Add(5 + static_cast<int>(random() % static_cast<unsigned>(source - taps + 1)),
                RandomWeights(random, taps));
  }
  return columns;
}

TEST(FixedColumns, HoldWeightsInPairs) {
  FixedColumns columns;
  columns.Clear(2);
  columns.Add(7, std::vector<std::int16_t>{-1, 2048});
  columns.Add(8, std::vector<std::int16_t>{2048, -3});
  EXPECT_EQ(columns.firsts, (std::vector{7, 8}));
  EXPECT_EQ(columns.pairs, (std::vector<std::int32_t>{0x0800ffff, -0x2f800}));
}

TEST(SumFixedColumns, IsAWeightedSumOfPixels) {
  FixedColumns columns;
  columns.Clear(2);
  columns.Add(1, std::vector<std::int16_t>{-1, 100});
  std::vector<std::uint8_t> row = {0, 0, 0, 1, 2, 3, 4, 5, 255};
  row.resize(3 + kFixedReads);
  std::int32_t sums[3 + kFixedSlack] = {};
  OnEveryTarget([&] {
    SumFixedColumns(columns, 0, {row.data(), row.data(), row.data(), row.data()},
                    {sums, sums, sums, sums});
    EXPECT_EQ(sums[0], 399);
    EXPECT_EQ(sums[1], 498);
    EXPECT_EQ(sums[2], 25497);
  });
}

TEST(SumFixedColumns, IsTheSameOnEveryTargetAndWritesNoMore) {
  std::mt19937 random(1);
  constexpr int kSource = 40;
  for (const int taps : kTaps) {
    for (const int size : {1, 2, 7, 50}) {
      const FixedColumns columns = RandomColumns(random, taps, kSource, size);
      std::vector<std::uint8_t> pixels[kFixedRows];
      FixedRows<const std::uint8_t> rows{};
      for (std::size_t r = 0; r < rows.size(); ++r) {
        pixels[r].resize(std::size_t{3} * kSource + kFixedReads);
        for (std::uint8_t& value : pixels[r]) value = static_cast<std::uint8_t>(random());
        rows[r] = pixels[r].data();
      }
      const std::size_t values = std::size_t{3} * static_cast<std::size_t>(size);
      const auto sum = [&](auto sum_columns) {
        std::vector<std::vector<std::int32_t>> sums(
            kFixedRows, std::vector<std::int32_t>(values + kFixedSlack + 1, 99));
        sum_columns(columns, 5, rows,
                    FixedRows<std::int32_t>{sums[0].data(), sums[1].data(), sums[2].data(),
                                            sums[3].data()});
        for (auto& row : sums) {
          EXPECT_EQ(row.back(), 99);
          row.resize(values);
        }
        return sums;
      };
      const auto expected = sum([](auto&&... a) { scalar::SumFixedColumns(a...); });
      OnEveryTarget([&] {
        EXPECT_EQ(sum([](auto&&... a) { SumFixedColumns(a...); }), expected) << taps << " " << size;
      });
    }
  }
}

// Sums as they are: of 8-bit pixels, and of weights that add up to 2048.
std::vector<std::int32_t> RandomSums(std::mt19937& random, std::size_t count, FixedSum how) {
  std::vector<std::int32_t> sums(count);
  for (std::int32_t& sum : sums) {
    sum = how == FixedSum::kShort ? static_cast<std::int32_t>(random() % (255 * 2048 + 1))
                                  : static_cast<std::int32_t>(random() % 900'000) - 200'000;
  }
  return sums;
}

TEST(SumFixedRows, IsTheSameOnEveryTargetAndWritesNoMore) {
  std::mt19937 random(2);
  for (const FixedSum how : {FixedSum::kExact, FixedSum::kFloat, FixedSum::kShort}) {
    for (const int taps : kTaps) {
      if (how == FixedSum::kShort && taps != 2) continue;
      for (const std::size_t count : {1, 3, 15, 16, 17, 31, 32, 33, 63, 64, 897}) {
        std::vector<std::vector<std::int32_t>> sums;
        std::vector<const std::int32_t*> rows;
        for (int row = 0; row < taps; ++row) sums.push_back(RandomSums(random, count, how));
        for (const auto& row : sums) rows.push_back(row.data());
        std::vector<std::int16_t> weights = RandomWeights(random, taps);
        if (how == FixedSum::kShort) {
          weights[0] = static_cast<std::int16_t>(random() % 2049);
          weights[1] = static_cast<std::int16_t>(2048 - weights[0]);
        }
        std::vector<std::uint8_t> expected(count + 1, 99);
        scalar::SumFixedRows(how, rows, weights, count, expected.data());
        EXPECT_EQ(expected.back(), 99);
        OnEveryTarget([&] {
          std::vector<std::uint8_t> out(count + 1, 99);
          SumFixedRows(how, rows, weights, count, out.data());
          EXPECT_EQ(out, expected) << static_cast<int>(how) << " " << taps << " " << count;
        });
      }
    }
  }
}

TEST(SumFixedRows, RoundsHalvesAsEachSumDoes) {
  const auto sum = [&](FixedSum how, std::int32_t value) {
    const std::int32_t row[1] = {value};
    const std::vector<const std::int32_t*> rows(how == FixedSum::kShort ? 2 : 4, row);
    std::vector<std::int16_t> weights(rows.size());
    weights[0] = 2048;
    std::uint8_t out = 0;
    SumFixedRows(how, rows, weights, 1, &out);
    return static_cast<int>(out);
  };
  EXPECT_EQ(sum(FixedSum::kExact, 2048 / 2), 1);
  EXPECT_EQ(sum(FixedSum::kExact, 3 * 2048 / 2), 2);
  EXPECT_EQ(sum(FixedSum::kFloat, 2048 / 2), 0);
  EXPECT_EQ(sum(FixedSum::kFloat, 3 * 2048 / 2), 2);
  EXPECT_EQ(sum(FixedSum::kShort, 2048 / 2), 1);
  EXPECT_EQ(sum(FixedSum::kShort, 2048 / 2 - 1), 0);
  EXPECT_EQ(sum(FixedSum::kExact, -2048), 0);
  EXPECT_EQ(sum(FixedSum::kExact, 256 * 2048), 255);
  EXPECT_EQ(sum(FixedSum::kFloat, 256 * 2048), 255);
}

}  // namespace
}  // namespace fit299::kernels
