// A regular file, read at any place.
#ifndef FIT299_TENSORS_RANDOM_FILE_H_
#define FIT299_TENSORS_RANDOM_FILE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "fit299/expected.h"

namespace fit299::tensors {

class RandomFile {
 public:
  // Errors: in words: what the system says, or that it is no regular file (a pipe is not waited
  // for).
  static Expected<RandomFile, std::string> Open(const std::string& path);

  RandomFile(RandomFile&& other) noexcept;
  RandomFile& operator=(RandomFile&& other) noexcept;
  ~RandomFile();

  std::uint64_t size() const { return size_; }

  // Fills `bytes`. Errors: in words; also when the file ends before.
  Expected<void, std::string> ReadAt(std::uint64_t offset, std::span<std::byte> bytes) const;

 private:
  RandomFile(int fd, std::uint64_t size) : fd_(fd), size_(size) {}

  int fd_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace fit299::tensors

#endif  // FIT299_TENSORS_RANDOM_FILE_H_
