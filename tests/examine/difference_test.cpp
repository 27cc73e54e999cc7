#include "examine/difference.h"

#include <gtest/gtest.h>

#include <cmath>

namespace fit299::examine {
namespace {

tensors::Tensor Of(std::vector<double> values) {
  return {tensors::ValueType::kFloat32, {values.size()}, std::move(values)};
}

TEST(Compare, CountsAndMeasures) {
  const Difference d = Compare(Of({1, 2, 3, 4}), Of({1, 2.5, 3, 2}), 1);
  EXPECT_EQ(d.values, 4U);
  EXPECT_EQ(d.equal, 2U);
  EXPECT_EQ(d.outside, 1U);
  EXPECT_EQ(d.max, 2);
  EXPECT_EQ(d.mean(), 2.5 / 4);
}

TEST(Compare, NanEqualsNanAtTheSamePlaceOnly) {
  const Difference d =
      Compare(Of({NAN, NAN, INFINITY, -INFINITY}), Of({NAN, 1, INFINITY, INFINITY}), 1e9);
  EXPECT_EQ(d.equal, 2U);
  EXPECT_EQ(d.not_finite, 2U);
  EXPECT_EQ(d.outside, 2U);
  EXPECT_EQ(d.max, 0);
  EXPECT_EQ(d.mean(), 0);
}

TEST(Compare, HasNoUlpsBetweenTypes) {
  tensors::Tensor half = Of({1});
  half.type = tensors::ValueType::kFloat16;
  EXPECT_FALSE(Compare(half, Of({1}), 0).max_ulp);
  EXPECT_EQ(Compare(half, half, 0).max_ulp, 0U);
}

}  // namespace
}  // namespace fit299::examine
