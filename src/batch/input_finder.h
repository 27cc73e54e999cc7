// Which of the inputs a file is, by whatever name: outputs must never take an input's place.
#ifndef FIT299_BATCH_INPUT_FINDER_H_
#define FIT299_BATCH_INPUT_FINDER_H_

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace fit299::batch {

struct Plan;

// Looks at the inputs only when it is asked for the first time; then it needs 24 bytes an input.
class InputFinder {
 public:
  // REQUIRES: plan outlives it.
  explicit InputFinder(const Plan& plan) : plan_(plan) {}

  // The path of the input that is this file (by device and inode, links followed), or nullptr.
  // Valid until the next call.
  const std::string* Find(const std::string& path);

 private:
  struct Entry {
    dev_t device;
    ino_t inode;
    std::uint64_t index;
    bool operator<(const Entry& other) const;
  };

  void Collect();

  const Plan& plan_;
  bool collected_ = false;
  std::vector<Entry> entries_;
  std::string found_;
};

}  // namespace fit299::batch

#endif  // FIT299_BATCH_INPUT_FINDER_H_
