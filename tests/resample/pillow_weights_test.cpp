#include "resample/pillow_weights.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>
#include <vector>

namespace fit299::resample {
namespace {

constexpr std::int32_t kOne = 1 << kernels::kWeightBits;

// An axis whose box is the whole source.
Axis WholeAxis(int source, int scaled, int begin, int end) {
  return {source, scaled, begin, end, 0, static_cast<float>(source)};
}

// One position's source pixels (not relative) and weights.
struct Row {
  int first;
  std::vector<std::int32_t> weights;

  bool operator==(const Row&) const = default;
};

std::vector<Row> ComputeRows(Filter filter, const Axis& axis) {
  RoundedWeights weights(FindFilterShape(filter));
  const kernels::Taps& taps = weights.Get(axis);
  std::vector<Row> rows;
  for (const kernels::Position& position : taps.positions()) {
    const std::int32_t* begin = taps.weights() + position.weights_begin;
    rows.push_back({taps.begin() + position.first, {begin, begin + position.count}});
  }
  return rows;
}

TEST(PillowWeights, BilinearHalvesByFourPixels) {
  const std::vector<Row> rows = ComputeRows(Filter::kBilinear, WholeAxis(6, 3, 0, 3));
  EXPECT_EQ(rows[1], (Row{1, {kOne / 8, kOne * 3 / 8, kOne * 3 / 8, kOne / 8}}));
  // At the edge the weights that are left, 3 + 3 + 1, are normalized.
  EXPECT_EQ(rows[0], (Row{0, {1797559, 1797559, 599186}}));
}

TEST(PillowWeights, BoxTakesEachPixelOnceWhenHalving) {
  const std::vector<Row> rows = ComputeRows(Filter::kBox, WholeAxis(4, 2, 0, 2));
  EXPECT_EQ(rows[0], (Row{0, {kOne / 2, kOne / 2}}));
  EXPECT_EQ(rows[1], (Row{2, {kOne / 2, kOne / 2}}));
}

TEST(PillowWeights, SumToOneWithinRounding) {
  for (const FilterShape& shape : FilterShapes()) {
    for (const auto& [source, scaled] : {std::pair(500, 299), {299, 500}, {7, 299}, {1, 3}}) {
      for (const Row& row : ComputeRows(shape.filter, WholeAxis(source, scaled, 0, scaled))) {
        const auto sum = std::accumulate(row.weights.begin(), row.weights.end(), 0);
        EXPECT_NEAR(sum, kOne, static_cast<double>(row.weights.size()) / 2);
      }
    }
  }
}

TEST(PillowWeights, OfAWindowAreThoseOfTheWhole) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    const FilterShape& shape = FilterShapes()[random() % FilterShapes().size()];
    const int source = 1 + static_cast<int>(random() % 700);
    const int scaled = 1 + static_cast<int>(random() % 700);
    const int begin = static_cast<int>(random() % static_cast<unsigned>(scaled));
    const int end = begin + 1 + static_cast<int>(random() % static_cast<unsigned>(scaled - begin));
    const std::vector<Row> whole = ComputeRows(shape.filter, WholeAxis(source, scaled, 0, scaled));
    const std::vector<Row> part = ComputeRows(shape.filter, WholeAxis(source, scaled, begin, end));
    EXPECT_EQ(part, std::vector<Row>(whole.begin() + begin, whole.begin() + end));
  }
}

TEST(PillowWeights, OfABoxReachIntoItsSurroundings) {
  // 4 pixels from 2.5 on, to 2: a support of 2 around 3.5 and 5.5.
  const std::vector<Row> rows = ComputeRows(Filter::kBilinear, {10, 2, 0, 2, 2.5F, 6.5F});
  EXPECT_EQ(rows[0].first, 2);
  EXPECT_EQ(rows[0].weights.size(), 3U) << "pixels 2, 3 and 4: 1.5 and 5.5 weigh nothing";
  EXPECT_EQ(rows[0].weights[0], rows[0].weights[2]);
}

TEST(PillowWeights, KeepsTheLastAxes) {
  RoundedWeights weights(FindFilterShape(Filter::kBilinear));
  const Axis axis = WholeAxis(500, 299, 0, 299);
  const kernels::Taps& taps = weights.Get(axis);
  const kernels::Position* positions = taps.positions().data();
  for (int source = 300; source < 307; ++source) weights.Get(WholeAxis(source, 299, 0, 299));
  EXPECT_EQ(weights.Get(axis).positions().data(), positions);
}

TEST(PillowWeights, BytesForIsAnUpperBound) {
  for (const FilterShape& shape : FilterShapes()) {
    for (const Axis& axis : {WholeAxis(500, 299, 0, 299), WholeAxis(65500, 1, 0, 1),
                             WholeAxis(1, 1495000, 747350, 747649), WholeAxis(3, 299, 0, 299)}) {
      RoundedWeights weights(shape);
      const kernels::Taps& taps = weights.Get(axis);
      std::size_t bytes = taps.positions().size_bytes();
      for (const kernels::Position& position : taps.positions()) {
        bytes += position.count * sizeof(std::int32_t);
        bytes += position.pairs_count * sizeof(kernels::Pair);
        bytes += 2 * static_cast<std::size_t>(taps.quads()) * sizeof(kernels::Pair);
      }
      EXPECT_LE(bytes, weights.BytesFor(axis));
    }
  }
}

}  // namespace
}  // namespace fit299::resample
