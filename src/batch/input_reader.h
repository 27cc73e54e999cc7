// The bytes of a plan's inputs, wherever they are: files, standard input, entries of archives.
#ifndef FIT299_BATCH_INPUT_READER_H_
#define FIT299_BATCH_INPUT_READER_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "batch/entry_stream.h"
#include "batch/read_ahead.h"
#include "fit299/expected.h"
#include "fit299/status.h"
#include "source/read_file.h"

namespace fit299::batch {

struct Plan;

// One for a pass through the inputs, for all its threads. Thread-safe.
class InputReader {
 public:
  // REQUIRES: plan outlives it.
  explicit InputReader(const Plan& plan);

  // Reads the whole input into `bytes`, whose memory is reused. Errors: those of source::ReadFile
  // and source::ReadEntry. After an error `bytes` is empty.
  Expected<source::FileStamp, Rejection> Read(std::uint64_t index, std::vector<std::byte>& bytes);

  // The same for the first `count` bytes, or all, whichever is cheaper; `FileStamp::bytes` is the
  // size of the whole.
  Expected<source::FileStamp, Rejection> ReadHead(std::uint64_t index, std::size_t count,
                                                  std::vector<std::byte>& bytes);

 private:
  const Plan& plan_;
  EntryStream stream_;
  ReadAhead ahead_;
};

}  // namespace fit299::batch

#endif  // FIT299_BATCH_INPUT_READER_H_
