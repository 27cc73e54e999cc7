#include "kernels/aligned.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace fit299::kernels {
namespace {

TEST(AlignedVector, BeginsWithACacheLineHoweverItGrows) {
  AlignedVector<float> values;
  for (const std::size_t size : {1, 7, 100, 30'001}) {
    values.resize(size);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(values.data()) % kAlignment, 0U) << size;
  }
}

TEST(RoundUpToLines, FillsWholeCacheLines) {
  EXPECT_EQ(RoundUpToLines<float>(0), 0U);
  EXPECT_EQ(RoundUpToLines<float>(1), 16U);
  EXPECT_EQ(RoundUpToLines<float>(16), 16U);
  EXPECT_EQ(RoundUpToLines<double>(897), 904U);
}

}  // namespace
}  // namespace fit299::kernels
