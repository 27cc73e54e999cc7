// Order out of parallel work: inputs are claimed in order, worked on side by side, and settled in
// order again, so that rows, counts and messages never depend on the number of threads.
#ifndef FIT299_BATCH_SETTLE_H_
#define FIT299_BATCH_SETTLE_H_

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "audit/picture.h"
#include "record/item_report.h"

namespace fit299::batch {

// One input's result on its way to the output.
struct Finished {
  record::ItemReport report;
  std::vector<std::byte> tensor;               // empty once it is stored
  std::optional<audit::Picture> picture = {};  // of an accepted input that is only looked at
};

// Thread-safe.
class Settler {
 public:
  // Called for every input in order, one call at a time. Returns false to end the run after it.
  using Settle = std::function<bool(Finished&)>;

  // At most `window` inputs are claimed and not yet settled: that bounds the memory they hold.
  Settler(std::uint64_t count, std::uint64_t window, Settle settle);

  // The next input to work on; waits while the window is full. nullopt: there is none, or the run
  // has been stopped.
  std::optional<std::uint64_t> Claim();

  // Hands in a claimed input's result. Returns those that are settled by it: itself and later ones
  // that waited for it, or none when it has to wait itself.
  std::vector<Finished> HandIn(Finished finished);

  // No further input is claimed; those that are will still be settled.
  void Stop();

  // REQUIRES: no thread is at work any more.
  std::uint64_t settled() const { return settled_; }

 private:
  std::uint64_t count_;
  Settle settle_;

  std::mutex mutex_;
  std::condition_variable room_;
  std::vector<std::optional<Finished>> waiting_;  // a ring: input i in slot i % window
  std::uint64_t claimed_ = 0;
  std::uint64_t settled_ = 0;
  bool stopped_ = false;  // nothing is claimed any more
  bool ended_ = false;    // nothing is settled any more
};

}  // namespace fit299::batch

#endif  // FIT299_BATCH_SETTLE_H_
