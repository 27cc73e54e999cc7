#include "batch/memory_budget.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>
#include <vector>

namespace fit299::batch {
namespace {

const std::atomic<int> kNeverStopped{0};

// What all threads hold at a time, and the most that it ever was.
struct Counter {
  std::atomic<std::uint64_t> now{0};
  std::atomic<std::uint64_t> most{0};

  void Add(std::uint64_t bytes) {
    const std::uint64_t sum = now += bytes;
    std::uint64_t old = most;
    while (old < sum && !most.compare_exchange_weak(old, sum)) {
    }
  }
};

void OnThreads(int threads, const std::function<void(int)>& work) {
  std::vector<std::jthread> all;
  for (int i = 0; i < threads; ++i) all.emplace_back([&work, i] { work(i); });
}

TEST(MemoryBudget, HoldsOneLargeImageAtATime) {
  MemoryBudget budget({0, 100}, kNeverStopped);
  Counter counter;
  OnThreads(4, [&](int) {
    for (int round = 0; round < 50; ++round) {
      const auto lease = budget.Take(60);
      counter.Add(lease->bytes());
      std::this_thread::yield();
      counter.now -= lease->bytes();
    }
  });
  EXPECT_EQ(counter.most, 60U);
}

TEST(MemoryBudget, IsNeverExceeded) {
  MemoryBudget budget({0, 1000}, kNeverStopped);
  Counter counter;
  OnThreads(8, [&](int thread) {
    std::mt19937 random(static_cast<unsigned>(thread));
    for (int round = 0; round < 3000; ++round) {
      const auto lease = budget.Take(random() % 700);
      ASSERT_TRUE(lease);
      counter.Add(lease->bytes());
      if (round % 16 == 0) std::this_thread::yield();
      counter.now -= lease->bytes();
    }
  });
  EXPECT_LE(counter.most, 1000U);
  EXPECT_EQ(budget.Take(1000)->bytes(), 1000U) << "all of it has come back";
}

TEST(MemoryBudget, WhoeverWantsMoreThanThereIsGetsAll) {
  MemoryBudget budget({0, 100}, kNeverStopped);
  EXPECT_EQ(budget.Take(5000)->bytes(), 100U);
  EXPECT_EQ(budget.Take(0)->bytes(), 0U);
}

TEST(MemoryBudget, ALargeOneIsNotOvertakenForever) {
  MemoryBudget budget({0, 100}, kNeverStopped);
  std::atomic<bool> large_done = false;
  std::atomic<int> small_after = 0;
  auto held = budget.Take(50);
  std::jthread large([&] {
    const auto lease = budget.Take(100);
    large_done = true;
  });
  // While it waits, a small one that would fit waits behind it.
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  std::jthread small([&] {
    const auto lease = budget.Take(10);
    EXPECT_TRUE(large_done);
    ++small_after;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_FALSE(large_done);
  EXPECT_EQ(small_after, 0);
  { const auto given_back = std::move(*held); }
  large.join();
  small.join();
  EXPECT_EQ(small_after, 1);
}

TEST(MemoryBudget, AStoppedRunWaitsNoLonger) {
  std::atomic<int> stop{0};
  MemoryBudget budget({0, 100}, stop);
  const auto held = budget.Take(100);
  std::jthread other([&] { EXPECT_FALSE(budget.Take(1)); });
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  stop = 2;
  other.join();  // or hangs
}

TEST(DivideMemory, ThreadsKeepASmallPart) {
  const MemoryShares large = DivideMemory(std::uint64_t{16} << 30, 4);
  EXPECT_EQ(large.kept, std::uint64_t{64} << 20);
  EXPECT_EQ(large.shared, (std::uint64_t{16} << 30) - (std::uint64_t{256} << 20));
  const MemoryShares small = DivideMemory(800, 4);
  EXPECT_EQ(small.kept, 25U);
  EXPECT_EQ(small.shared, 700U);
}

}  // namespace
}  // namespace fit299::batch
