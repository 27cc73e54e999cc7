#include "resample/axis.h"

#include <gtest/gtest.h>

#include <vector>

namespace fit299::resample {
namespace {

TEST(AxisCache, KeepsTheWeightsOfNoMoreThanTwoLongAxes) {
  AxisCache<std::vector<int>> cache;
  int made = 0;
  const auto get = [&](int source) {
    return cache.Get({.source = source}, [&](const Axis&, std::vector<int>& value) {
      value.assign(1000, 0);
      ++made;
    });
  };
  for (int i = 0; i < 10; ++i) get(100'000 + i);
  get(100'009);
  EXPECT_EQ(made, 10) << "the last one is there";
  get(100'007);
  EXPECT_EQ(made, 11) << "those before are not";
  for (int i = 0; i < 10; ++i) get(4000 + i);
  made = 0;
  for (int i = 0; i < 10; ++i) get(4000 + i);
  EXPECT_EQ(made, 0) << "photos stay";
  get(100'000);
  cache.ReleaseLarge();
  get(100'000);
  EXPECT_EQ(made, 2);
}

}  // namespace
}  // namespace fit299::resample
