// A file that is open for reading, and is a regular one: a FIFO or a device is refused without
// blocking.
#ifndef FIT299_SOURCE_REGULAR_FILE_H_
#define FIT299_SOURCE_REGULAR_FILE_H_

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "fit299/expected.h"
#include "fit299/status.h"

namespace fit299::source {

// A time as one number; of those that lie centuries away, the nearest that fits.
std::int64_t ToNanoseconds(std::int64_t seconds, std::int64_t nanoseconds);

struct FileStamp {
  std::uint64_t bytes = 0;
  std::int64_t mtime_ns = 0;  // since the epoch
  bool waited = false;        // for the disk, as far as the system tells
};

// Which file it is, and in which state: two equal ones are of the same bytes.
struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;
  std::uint64_t bytes = 0;
  std::int64_t mtime_ns = 0;
  bool operator==(const FileIdentity&) const = default;
};

class RegularFile {
 public:
  // Errors: kVanished (does not exist), kBrokenLink (a link that leads nowhere, or in a circle),
  // kNotRegularFile, kUnreadable (with the system's words; also for a folder that cannot be
  // listed).
  static Expected<RegularFile, Rejection> Open(const std::string& path);

  RegularFile(RegularFile&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)), identity_(other.identity_) {}
  RegularFile& operator=(RegularFile&&) = delete;
  ~RegularFile();

  // As it was when it was opened.
  const FileIdentity& identity() const { return identity_; }
  std::uint64_t bytes() const { return identity_.bytes; }
  FileStamp stamp() const { return {.bytes = identity_.bytes, .mtime_ns = identity_.mtime_ns}; }

  // Fills `to` from `offset` on, or as much of it as there is before the file ends: how many bytes
  // there were. Thread-safe. Errors: kVanished (the server has lost it), kUnreadable.
  Expected<std::size_t, Rejection> ReadAt(std::uint64_t offset, std::span<std::byte> to) const;

  // Fills what it can of `to` from the file's beginning without waiting for a disk: how many bytes.
  // nullopt: this file system cannot tell. Thread-safe.
  std::optional<std::size_t> ReadCached(std::span<std::byte> to) const;

  // Has the system read it in the background, so that ReadAt need not wait. Thread-safe.
  void Prefetch() const;

  // False when its size has changed since it was opened.
  bool HasSameSize() const;

 private:
  RegularFile(int descriptor, const FileIdentity& identity)
      : descriptor_(descriptor), identity_(identity) {}

  int descriptor_;
  FileIdentity identity_;
};

}  // namespace fit299::source

#endif  // FIT299_SOURCE_REGULAR_FILE_H_
