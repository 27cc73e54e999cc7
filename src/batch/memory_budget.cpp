#include "batch/memory_budget.h"

#include <algorithm>
#include <chrono>

namespace fit299::batch {
namespace {

// A signal handler cannot wake anybody, so those who wait look for themselves.
constexpr std::chrono::milliseconds kLook{20};

}  // namespace

bool MemoryBudget::TryTake(std::uint64_t bytes) {
  std::uint64_t taken = taken_;
  while (bytes <= shares_.shared - taken) {
    if (taken_.compare_exchange_weak(taken, taken + bytes)) return true;
  }
  return false;
}

std::optional<MemoryBudget::Lease> MemoryBudget::Take(std::uint64_t bytes) {
  bytes = std::min(bytes, shares_.shared);
  if (waiting_ == 0 && TryTake(bytes)) return Lease(this, bytes);

  std::unique_lock lock(mutex_);
  const std::uint64_t ticket = next_ticket_++;
  ++waiting_;  // before the next look at what is taken: whoever gives back then sees it
  while (stop_ == 0) {
    if (serving_ == ticket && TryTake(bytes)) {
      ++serving_;
      --waiting_;
      turn_.notify_all();
      return Lease(this, bytes);
    }
    turn_.wait_for(lock, kLook);
  }
  --waiting_;  // nobody is served any more
  return std::nullopt;
}

void MemoryBudget::GiveBack(std::uint64_t bytes) {
  taken_ -= bytes;
  if (waiting_ == 0) return;
  const std::lock_guard lock(mutex_);  // or a waiter might look before, and sleep after
  turn_.notify_all();
}

MemoryShares DivideMemory(std::uint64_t total, int threads) {
  constexpr std::uint64_t kMostKept = 64ULL << 20;
  constexpr std::uint64_t kSmallPart = 8;  // of the total is kept by all threads together
  const auto count = static_cast<std::uint64_t>(threads);
  const std::uint64_t kept = std::min(kMostKept, total / kSmallPart / count);
  return {kept, total - kept * count};
}

}  // namespace fit299::batch
