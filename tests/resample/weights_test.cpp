#include "resample/weights.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>
#include <vector>

namespace fit299::resample {
namespace {

constexpr std::int32_t kOne = 1 << kernels::kWeightBits;

// One position's source pixels (not relative) and weights.
struct Row {
  int first;
  std::vector<std::int32_t> weights;

  bool operator==(const Row&) const = default;
};

std::vector<Row> ComputeRows(Filter filter, const Axis& axis) {
  Weights weights(FindFilterShape(filter));
  const kernels::Taps& taps = weights.Get(axis);
  std::vector<Row> rows;
  for (const kernels::Position& position : taps.positions()) {
    const std::int32_t* begin = taps.weights() + position.weights_begin;
    rows.push_back({taps.begin() + position.first, {begin, begin + position.count}});
  }
  return rows;
}

TEST(Weights, BilinearHalvesByFourPixels) {
  const std::vector<Row> rows = ComputeRows(Filter::kBilinear, {6, 3, 0, 3});
  EXPECT_EQ(rows[1], (Row{1, {kOne / 8, kOne * 3 / 8, kOne * 3 / 8, kOne / 8}}));
  // At the edge the weights that are left, 3 + 3 + 1, are normalized.
  EXPECT_EQ(rows[0], (Row{0, {1797559, 1797559, 599186}}));
}

TEST(Weights, BoxTakesEachPixelOnceWhenHalving) {
  const std::vector<Row> rows = ComputeRows(Filter::kBox, {4, 2, 0, 2});
  EXPECT_EQ(rows[0], (Row{0, {kOne / 2, kOne / 2}}));
  EXPECT_EQ(rows[1], (Row{2, {kOne / 2, kOne / 2}}));
}

TEST(Weights, SumToOneWithinRounding) {
  for (const FilterShape& shape : FilterShapes()) {
    for (const auto& [source, scaled] : {std::pair(500, 299), {299, 500}, {7, 299}, {1, 3}}) {
      for (const Row& row : ComputeRows(shape.filter, {source, scaled, 0, scaled})) {
        const auto sum = std::accumulate(row.weights.begin(), row.weights.end(), 0);
        EXPECT_NEAR(sum, kOne, static_cast<double>(row.weights.size()) / 2);
      }
    }
  }
}

TEST(Weights, OfAWindowAreThoseOfTheWhole) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    const FilterShape& shape = FilterShapes()[random() % FilterShapes().size()];
    const int source = 1 + static_cast<int>(random() % 700);
    const int scaled = 1 + static_cast<int>(random() % 700);
    const int begin = static_cast<int>(random() % static_cast<unsigned>(scaled));
    const int end = begin + 1 + static_cast<int>(random() % static_cast<unsigned>(scaled - begin));
    const std::vector<Row> whole = ComputeRows(shape.filter, {source, scaled, 0, scaled});
    const std::vector<Row> part = ComputeRows(shape.filter, {source, scaled, begin, end});
    EXPECT_EQ(part, std::vector<Row>(whole.begin() + begin, whole.begin() + end));
  }
}

TEST(Weights, KeepsTheLastAxes) {
  Weights weights(FindFilterShape(Filter::kBilinear));
  const Axis axis = {500, 299, 0, 299};
  const kernels::Taps& taps = weights.Get(axis);
  const kernels::Position* positions = taps.positions().data();
  for (int source = 300; source < 307; ++source) weights.Get({source, 299, 0, 299});
  EXPECT_EQ(weights.Get(axis).positions().data(), positions);
}

TEST(Weights, BytesForIsAnUpperBound) {
  for (const FilterShape& shape : FilterShapes()) {
    for (const Axis& axis : {Axis{500, 299, 0, 299},
                             {65500, 1, 0, 1},
                             {1, 1495000, 747350, 747649},
                             {3, 299, 0, 299}}) {
      Weights weights(shape);
      const kernels::Taps& taps = weights.Get(axis);
      std::size_t bytes = taps.positions().size_bytes();
      for (const kernels::Position& position : taps.positions()) {
        bytes += position.count * sizeof(std::int32_t);
        bytes += position.pairs_count * sizeof(kernels::Pair);
      }
      EXPECT_LE(bytes, weights.BytesFor(axis));
    }
  }
}

}  // namespace
}  // namespace fit299::resample
