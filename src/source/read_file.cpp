#include "source/read_file.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <span>
#include <system_error>

#include "source/check_size.h"

namespace fit299::source {
namespace {

constexpr std::size_t kFirstBlock = 65536;

// Fills the buffer, whose old bytes are overwritten rather than cleared first.
Expected<FileStamp, Rejection> ReadOpenFile(const RegularFile& file, std::size_t count,
                                            std::vector<std::byte>& buffer) {
  buffer.resize(static_cast<std::size_t>(std::min<std::uint64_t>(file.bytes(), count)));
  const std::optional<std::size_t> cached = file.ReadCached(buffer);
  const std::size_t done = cached.value_or(0);
  const Expected<std::size_t, Rejection> rest = file.ReadAt(done, std::span(buffer).subspan(done));
  if (!rest) return rest.error();
  if (done + *rest != buffer.size() || !file.HasSameSize()) {
    return Rejection{Reason::kVanished, "its size changed while it was read"};
  }
  FileStamp stamp = file.stamp();
  stamp.waited = cached && done < buffer.size();
  return stamp;
}

Expected<FileStamp, Rejection> ReadHead(const std::string& path, std::uint64_t max_bytes,
                                        std::size_t count, std::vector<std::byte>& buffer) {
  const Expected<RegularFile, Rejection> file = RegularFile::Open(path);
  if (!file) return file.error();
  if (auto size = CheckSize(file->bytes(), max_bytes)) return *std::move(size);
  return ReadOpenFile(*file, count, buffer);
}

// Reads until `to` is full, or to the end; how many bytes there were.
Expected<std::size_t, Rejection> ReadFully(int descriptor, std::span<std::byte> to) {
  std::size_t done = 0;
  while (done < to.size()) {
    const ssize_t got = read(descriptor, to.data() + done, to.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      return Rejection{Reason::kUnreadable, std::generic_category().message(errno)};
    }
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

Expected<FileStamp, Rejection> ReadAllOfStandardInput(std::uint64_t max_bytes,
                                                      std::vector<std::byte>& buffer) {
  std::size_t size = 0;
  while (size <= max_bytes) {
    buffer.resize(std::max(kFirstBlock, 2 * size));
    const std::span<std::byte> room = std::span(buffer).subspan(size);
    const Expected<std::size_t, Rejection> got = ReadFully(STDIN_FILENO, room);
    if (!got) return got.error();
    size += *got;
    if (*got == room.size()) continue;
    buffer.resize(size);
    if (auto refused = CheckSize(size, max_bytes)) return *std::move(refused);
    return FileStamp{size, 0};
  }
  return TooLarge("at least " + std::to_string(size), max_bytes);
}

// Leaves no bytes behind when there is a rejection.
Expected<FileStamp, Rejection> ClearIfRejected(Expected<FileStamp, Rejection> read,
                                               std::vector<std::byte>& buffer) {
  if (!read) buffer.clear();
  return read;
}

}  // namespace

Expected<FileStamp, Rejection> ReadFile(const std::string& path, std::uint64_t max_bytes,
                                        std::vector<std::byte>& buffer) {
  return ReadFileHead(path, max_bytes, SIZE_MAX, buffer);
}

Expected<FileStamp, Rejection> ReadFileHead(const std::string& path, std::uint64_t max_bytes,
                                            std::size_t count, std::vector<std::byte>& buffer) {
  return ClearIfRejected(ReadHead(path, max_bytes, count, buffer), buffer);
}

Expected<FileStamp, Rejection> ReadStandardInput(std::uint64_t max_bytes,
                                                 std::vector<std::byte>& buffer) {
  return ClearIfRejected(ReadAllOfStandardInput(max_bytes, buffer), buffer);
}

}  // namespace fit299::source
