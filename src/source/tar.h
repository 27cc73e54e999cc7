// Tar archives, by libarchive: one pass over the entries, from front to back.
#ifndef FIT299_SOURCE_TAR_H_
#define FIT299_SOURCE_TAR_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "fit299/expected.h"
#include "fit299/status.h"
#include "source/archive_entry.h"
#include "source/regular_file.h"

namespace fit299::source {

class TarReader {
 public:
  enum class Compression : std::uint8_t { kNone, kAny };  // kAny: gzip, bzip2, xz, zstd

  // Reads from `offset` on, where an entry's header begins. `block` bytes are read at a time: few
  // when only headers are wanted, many for data. Errors: kNotAnImage (not a tar archive),
  // kTruncated, kCorrupt (damaged at its beginning), kUnreadable.
  static Expected<TarReader, Rejection> Open(RegularFile file, Compression compression,
                                             std::uint64_t offset, std::size_t block);
  TarReader(TarReader&&) noexcept;
  TarReader& operator=(TarReader&&) noexcept;
  ~TarReader();

  // The next entry, or nothing at the end. `ArchiveEntry::at` is where its header begins, in the
  // archive as it is without compression. Errors: kTruncated, kCorrupt, kUnreadable; kTooComplex
  // when the archive grows beyond all measure; after one of them there is no next entry.
  Expected<std::optional<ArchiveEntry>, Rejection> Next();

  // The bytes of the entry that Next() gave last. Errors: kNotRegularFile, kEmptyFile, kTooLarge
  // (known before anything is read), kTruncated, kCorrupt, kUnreadable.
  Expected<FileStamp, Rejection> Read(std::uint64_t max_bytes, std::vector<std::byte>& buffer);

 private:
  struct State;
  explicit TarReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace fit299::source

#endif  // FIT299_SOURCE_TAR_H_
