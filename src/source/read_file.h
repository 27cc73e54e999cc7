// A regular file's bytes, and nothing but a regular file's: a FIFO or a device is refused without
// blocking.
#ifndef FIT299_SOURCE_READ_FILE_H_
#define FIT299_SOURCE_READ_FILE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "fit299/expected.h"
#include "fit299/status.h"
#include "source/regular_file.h"

namespace fit299::source {

// Reads the whole file into `buffer`, whose memory is reused. Errors: kVanished (does not exist),
// kBrokenLink (a link that leads nowhere, or in a circle), kNotRegularFile, kUnreadable (with the
// system's words; also for a folder that cannot be listed), kEmptyFile, kTooLarge (more than
// max_bytes), kVanished (its size changed while it was read). After an error the buffer is empty.
Expected<FileStamp, Rejection> ReadFile(const std::string& path, std::uint64_t max_bytes,
                                        std::vector<std::byte>& buffer);

// The same for the first `count` bytes at most; `FileStamp::bytes` is the size of the whole file.
Expected<FileStamp, Rejection> ReadFileHead(const std::string& path, std::uint64_t max_bytes,
                                            std::size_t count, std::vector<std::byte>& buffer);

// Standard input to its end; mtime_ns is 0. Errors: kEmptyFile, kTooLarge, kUnreadable.
Expected<FileStamp, Rejection> ReadStandardInput(std::uint64_t max_bytes,
                                                 std::vector<std::byte>& buffer);

}  // namespace fit299::source

#endif  // FIT299_SOURCE_READ_FILE_H_
