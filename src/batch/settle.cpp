#include "batch/settle.h"

#include <utility>

namespace fit299::batch {

Settler::Settler(std::uint64_t count, std::uint64_t window, Settle settle)
    : count_(count), settle_(std::move(settle)), waiting_(window) {}

std::optional<std::uint64_t> Settler::Claim() {
  std::unique_lock lock(mutex_);
  room_.wait(lock, [&] {
    return stopped_ || claimed_ == count_ || claimed_ - settled_ < waiting_.size();
  });
  if (stopped_ || claimed_ == count_) return std::nullopt;
  return claimed_++;
}

std::vector<Finished> Settler::HandIn(Finished finished) {
  std::vector<Finished> settled;
  {
    const std::lock_guard lock(mutex_);
    const std::uint64_t index = finished.report.index;
    waiting_[index % waiting_.size()] = std::move(finished);
    while (!ended_) {
      std::optional<Finished> next =
          std::exchange(waiting_[settled_ % waiting_.size()], std::nullopt);
      if (!next) break;
      if (!settle_(*next)) ended_ = stopped_ = true;
      settled.push_back(*std::move(next));
      ++settled_;
    }
  }
  room_.notify_all();
  return settled;
}

void Settler::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  room_.notify_all();
}

}  // namespace fit299::batch
