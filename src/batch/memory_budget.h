// The memory that all threads of a run share (--max-memory): who needs much takes it first.
#ifndef FIT299_BATCH_MEMORY_BUDGET_H_
#define FIT299_BATCH_MEMORY_BUDGET_H_

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>

namespace fit299::batch {

// How a run's memory is divided, in bytes.
struct MemoryShares {
  std::uint64_t kept;    // by each thread, from one image to the next
  std::uint64_t shared;  // what all of them take their images' memory from
};
MemoryShares DivideMemory(std::uint64_t total, int threads);

// Thread-safe. Whoever waits is served in the order of coming, so that a large image is never
// starved by small ones. Nobody who holds a lease may ask for another one: that is what makes a
// deadlock impossible.
class MemoryBudget {
 public:
  // `stop` other than 0 ends all waiting.
  MemoryBudget(MemoryShares shares, const std::atomic<int>& stop) : shares_(shares), stop_(stop) {}

  // A part of what is shared, given back when it is destroyed.
  class Lease {
   public:
    Lease(Lease&& other) noexcept
        : budget_(std::exchange(other.budget_, nullptr)), bytes_(other.bytes_) {}
    Lease& operator=(Lease&& other) noexcept {
      std::swap(budget_, other.budget_);
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    ~Lease() {
      if (budget_ != nullptr) budget_->GiveBack(bytes_);
    }

    std::uint64_t bytes() const { return bytes_; }

   private:
    friend class MemoryBudget;
    Lease(MemoryBudget* budget, std::uint64_t bytes) : budget_(budget), bytes_(bytes) {}

    MemoryBudget* budget_;
    std::uint64_t bytes_;
  };

  // Takes so many bytes, or all there are when that is less; waits until they are free. Without a
  // lock as long as nobody waits. nullopt: stopped while waiting.
  std::optional<Lease> Take(std::uint64_t bytes);

  const MemoryShares& shares() const { return shares_; }

 private:
  bool TryTake(std::uint64_t bytes);
  void GiveBack(std::uint64_t bytes);

  const MemoryShares shares_;
  const std::atomic<int>& stop_;
  std::atomic<std::uint64_t> taken_{0};
  std::atomic<int> waiting_{0};

  std::mutex mutex_;
  std::condition_variable turn_;
  std::uint64_t next_ticket_ = 0;
  std::uint64_t serving_ = 0;
};

}  // namespace fit299::batch

#endif  // FIT299_BATCH_MEMORY_BUDGET_H_
