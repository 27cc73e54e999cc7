// Entries of compressed tar archives, which can only be read from the front, for many threads.
#ifndef FIT299_BATCH_ENTRY_STREAM_H_
#define FIT299_BATCH_ENTRY_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "fit299/expected.h"
#include "fit299/status.h"
#include "source/input_list.h"
#include "source/regular_file.h"
#include "source/tar.h"

namespace fit299::batch {

// Whoever wants an entry decompresses up to it, and keeps those that it passes for the threads that
// want them: with inputs claimed in order, no more of them than there are threads. One thread
// decompresses while the others work on what they have. Inputs may be read in any order, but one
// far behind the others costs a pass from the front. Thread-safe.
class EntryStream {
 public:
  // REQUIRES: list outlives it.
  EntryStream(const source::InputList& list, std::uint64_t max_bytes)
      : list_(list), max_bytes_(max_bytes) {}

  // Reads an input into `bytes`. Errors: those of source::TarReader and source::OpenCompressedTar.
  // REQUIRES: it is an entry of a compressed tar.
  Expected<source::FileStamp, Rejection> Read(std::uint64_t index, std::vector<std::byte>& bytes);

 private:
  struct Passed {
    Expected<source::FileStamp, Rejection> stamp;
    std::vector<std::byte> bytes;
  };
  struct Open {
    const source::ArchiveFile* archive;
    source::TarReader reader;
    std::uint64_t next_index;  // of the inputs, the one that has not been read nor passed
    std::optional<std::uint64_t> at = std::nullopt;  // of the entry that the reader is at
    std::optional<Rejection> end = std::nullopt;     // no entry comes after it
    std::map<std::uint64_t, Passed> passed = {};
  };

  Expected<Open*, Rejection> FindOpen(std::uint64_t index);
  std::uint64_t FirstIndex(std::uint64_t index) const;
  Expected<source::FileStamp, Rejection> ReadNext(Open& open, std::uint64_t index,
                                                  std::vector<std::byte>& bytes) const;

  const source::InputList& list_;
  const std::uint64_t max_bytes_;
  std::mutex mutex_;
  std::list<Open> open_;  // the latest first
};

}  // namespace fit299::batch

#endif  // FIT299_BATCH_ENTRY_STREAM_H_
