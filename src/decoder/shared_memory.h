// Memory that two processes see: files without a name, and views of them.
#ifndef FIT299_DECODER_SHARED_MEMORY_H_
#define FIT299_DECODER_SHARED_MEMORY_H_

#include <cstddef>
#include <span>
#include <utility>

#include "decoder/descriptor.h"

namespace fit299::decoder {

// A view of the first bytes of a file; none when it is empty.
class Mapping {
 public:
  Mapping() = default;
  // Throws std::bad_alloc. REQUIRES: the file has `size` bytes, more than none.
  Mapping(int file, std::size_t size, bool writable);
  Mapping(Mapping&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  Mapping& operator=(Mapping&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~Mapping();

  std::span<std::byte> bytes() const { return bytes_; }

 private:
  std::span<std::byte> bytes_;
};

// What the parent shares with its decoder. It alone decides on the size, and nobody can make it
// smaller: a view of it never ends in a SIGBUS.
class SharedMemory {
 public:
  // Throws std::bad_alloc, as all below: that memory or descriptors are short says nothing of an
  // image.
  SharedMemory();

  int file() const { return file_.get(); }

  // Puts `bytes` at the beginning.
  void Write(std::span<const std::byte> bytes);

  // Makes room for `size` bytes. Pages that nobody touches cost nothing.
  void Reserve(std::size_t size);

  // Gives pages beyond the first `kept` bytes back to the system.
  void Release(std::size_t kept);

 private:
  Descriptor file_;
  std::size_t size_ = 0;
};

}  // namespace fit299::decoder

#endif  // FIT299_DECODER_SHARED_MEMORY_H_
