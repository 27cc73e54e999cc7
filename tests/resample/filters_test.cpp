#include "resample/filters.h"

#include <gtest/gtest.h>

namespace fit299::resample {
namespace {

double Weight(Filter filter, double distance) { return FindFilterShape(filter).weight(distance); }

TEST(Filters, TableFindsEachOfItsRows) {
  for (const FilterShape& shape : FilterShapes()) {
    EXPECT_EQ(&FindFilterShape(shape.filter), &shape);
  }
}

TEST(Filters, WeighOneAtTheCentreAndNothingBeyondTheSupport) {
  for (const FilterShape& shape : FilterShapes()) {
    SCOPED_TRACE(Name(Engine::kPillow, shape.filter));
    EXPECT_EQ(shape.weight(0), 1);
    EXPECT_EQ(shape.weight(shape.support + 0.001), 0);
    EXPECT_EQ(shape.weight(-shape.support - 0.001), 0);
  }
}

TEST(Filters, BoxIsOpenOnTheLeft) {
  EXPECT_EQ(Weight(Filter::kBox, -0.5), 0);
  EXPECT_EQ(Weight(Filter::kBox, 0.5), 1);
}

TEST(Filters, KnownWeights) {
  EXPECT_EQ(Weight(Filter::kBilinear, 0.25), 0.75);
  EXPECT_EQ(Weight(Filter::kBilinear, -0.25), 0.75);
  EXPECT_EQ(Weight(Filter::kBicubic, 0.5), 0.5625);
  EXPECT_EQ(Weight(Filter::kBicubic, -1.5), -0.0625);
  EXPECT_NEAR(Weight(Filter::kLanczos, 1.5), -0.13509491, 1e-8);
}

TEST(Filters, HammingHasFloatConstants) {
  // sin(pi / 2) / (pi / 2) * 0.54f, where 0.54f is 0.540000021457672.
  EXPECT_NEAR(Weight(Filter::kHamming, 0.5), 0.34377469074, 1e-10);
}

}  // namespace
}  // namespace fit299::resample
