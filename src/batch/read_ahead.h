// Has files read before it is their turn, where the threads would wait for the disk.
#ifndef FIT299_BATCH_READ_AHEAD_H_
#define FIT299_BATCH_READ_AHEAD_H_

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <thread>

#include "source/input_list.h"

namespace fit299::batch {

// A thread of its own opens the next files and asks the system for them: opening a file waits for
// the disk as well. It begins when a thread had to wait, and rests when what it looks at is in the
// page cache anyway: then a run has no cost of it. Thread-safe.
class ReadAhead {
 public:
  // REQUIRES: list outlives it.
  explicit ReadAhead(const source::InputList& list) : list_(list) {}
  ~ReadAhead();
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  // An input has been read as a whole, and its thread had to wait for the disk or not.
  void Note(std::uint64_t index, bool waited);

 private:
  void Start();
  void Run();
  std::optional<std::uint64_t> Claim();
  bool Fetch(std::uint64_t index) const;

  const source::InputList& list_;
  std::atomic<bool> is_on_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t next_ = 0;  // that has not been asked for
  std::uint64_t end_ = 0;   // how far it may go
  bool stops_ = false;
  std::thread thread_;
};

}  // namespace fit299::batch

#endif  // FIT299_BATCH_READ_AHEAD_H_
