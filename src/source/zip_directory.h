// The directory of a zip archive: a row for each entry.
#ifndef FIT299_SOURCE_ZIP_DIRECTORY_H_
#define FIT299_SOURCE_ZIP_DIRECTORY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fit299/expected.h"
#include "fit299/status.h"
#include "source/archive_entry.h"
#include "source/regular_file.h"

namespace fit299::source {

struct ZipRow {
  std::string name;
  EntryKind kind = EntryKind::kFile;
  bool encrypted = false;
  std::uint16_t method = 0;  // 0 stored, 8 deflate
  std::uint32_t checksum = 0;
  std::uint64_t compressed = 0;  // bytes
  std::uint64_t bytes = 0;
  std::int64_t mtime_ns = 0;  // since the epoch; a time without a zone counts as UTC
  std::uint64_t header = 0;   // where its local header begins
  std::uint64_t row_bytes = 0;
};

// Where the rows are.
struct ZipDirectory {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::uint64_t count = 0;
};

// Errors: kTruncated, kCorrupt, kUnsupportedFeature, kUnreadable.
Expected<ZipDirectory, Rejection> FindZipDirectory(const RegularFile& file);

// Reads rows one after another, from any place on.
class ZipRows {
 public:
  // REQUIRES: the file outlives it. `block` bytes are read at a time.
  ZipRows(const RegularFile& file, std::size_t block) : file_(file), block_(block) {}

  // Errors: kTruncated, kCorrupt, kUnreadable.
  Expected<ZipRow, Rejection> At(std::uint64_t place);

 private:
  Expected<std::span<const std::byte>, Rejection> Fetch(std::uint64_t place, std::size_t count);

  const RegularFile& file_;
  std::size_t block_;
  std::uint64_t window_begin_ = 0;
  std::vector<std::byte> window_;
};

// A number in the archive's order of bytes, the lowest first.
template <class T>
T LittleEndian(std::span<const std::byte> bytes, std::size_t at) {
  T value = 0;
  for (std::size_t i = sizeof(T); i-- > 0;) {
    value = static_cast<T>(value << 8 | static_cast<T>(bytes[at + i]));
  }
  return value;
}

}  // namespace fit299::source

#endif  // FIT299_SOURCE_ZIP_DIRECTORY_H_
