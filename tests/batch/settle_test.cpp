#include "batch/settle.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>
#include <vector>

namespace fit299::batch {
namespace {

Finished Result(std::uint64_t index) {
  Finished finished;
  finished.report.index = index;
  return finished;
}

TEST(Settler, SettlesInOrderWhateverTheOrderOfTheResults) {
  std::vector<std::uint64_t> settled;
  Settler settler(4, 4, [&](Finished& finished) {
    settled.push_back(finished.report.index);
    return true;
  });
  for (std::uint64_t i = 0; i < 4; ++i) EXPECT_EQ(settler.Claim(), i);
  EXPECT_EQ(settler.Claim(), std::nullopt);
  EXPECT_TRUE(settler.HandIn(Result(2)).empty());
  EXPECT_TRUE(settler.HandIn(Result(1)).empty());
  EXPECT_EQ(settler.HandIn(Result(0)).size(), 3U) << "the two that waited come with it";
  EXPECT_EQ(settler.HandIn(Result(3)).size(), 1U);
  EXPECT_EQ(settled, (std::vector<std::uint64_t>{0, 1, 2, 3}));
}

TEST(Settler, EndsWhereItsCallbackSaysSo) {
  Settler settler(10, 10, [](Finished& finished) { return finished.report.index < 1; });
  for (int i = 0; i < 4; ++i) (void)settler.Claim();
  for (const std::uint64_t i : {3, 1, 0, 2}) (void)settler.HandIn(Result(i));
  EXPECT_EQ(settler.settled(), 2U) << "inputs 0 and 1; 2 and 3 were done in vain";
  EXPECT_EQ(settler.Claim(), std::nullopt);
}

TEST(Settler, WhatIsClaimedIsStillSettledAfterStop) {
  Settler settler(10, 10, [](Finished&) { return true; });
  (void)settler.Claim();
  (void)settler.Claim();
  settler.Stop();
  EXPECT_EQ(settler.Claim(), std::nullopt);
  (void)settler.HandIn(Result(1));
  (void)settler.HandIn(Result(0));
  EXPECT_EQ(settler.settled(), 2U);
}

TEST(Settler, NeverRunsFurtherAheadThanItsWindow) {
  constexpr std::uint64_t kCount = 2000;
  constexpr std::uint64_t kWindow = 3;
  std::uint64_t settled = 0;
  Settler settler(kCount, kWindow, [&](Finished& finished) {
    EXPECT_EQ(finished.report.index, settled++);
    return true;
  });
  const auto work = [&] {
    while (const auto index = settler.Claim()) {
      if (*index % 500 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));
      (void)settler.HandIn(Result(*index));
    }
  };
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back(work);
  }
  EXPECT_EQ(settler.settled(), kCount);
}

}  // namespace
}  // namespace fit299::batch
