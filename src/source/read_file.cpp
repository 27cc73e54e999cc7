#include "source/read_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

namespace fit299::source {
namespace {

constexpr std::size_t kFirstBlock = 65536;

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (value_ >= 0) close(value_);
  }
  int get() const { return value_; }

 private:
  int value_;
};

struct OpenFile {
  Descriptor descriptor;
  FileStamp stamp;
};

Rejection Unreadable(int error) {
  return {Reason::kUnreadable, std::generic_category().message(error)};
}

// A name that leads to nothing: gone, or a link that was wrong all the time.
Rejection Missing(const std::string& path) {
  struct stat status;
  if (lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode)) {
    return {Reason::kBrokenLink, "it leads nowhere"};
  }
  return {Reason::kVanished, "no such file"};
}

Rejection DescribeError(const std::string& path, int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR: return Missing(path);
    case ESTALE: return {Reason::kVanished, std::generic_category().message(error)};
    case ELOOP: return {Reason::kBrokenLink, "it leads in a circle"};
    default: return Unreadable(error);
  }
}

// A folder among the inputs is one that a list names, or one that the walk could not read.
Rejection DescribeFolder(const std::string& path) {
  DIR* folder = opendir(path.c_str());
  if (folder == nullptr) return DescribeError(path, errno);
  errno = 0;
  while (readdir(folder) != nullptr) {
  }
  const int error = errno;
  closedir(folder);
  if (error != 0) return Unreadable(error);
  return {Reason::kNotRegularFile, "is a folder"};
}

// Nothing if it is a regular file.
std::optional<Rejection> DescribeKind(const std::string& path, mode_t mode) {
  if (S_ISREG(mode)) return std::nullopt;
  if (S_ISDIR(mode)) return DescribeFolder(path);
  if (S_ISFIFO(mode)) return Rejection{Reason::kNotRegularFile, "is a FIFO"};
  if (S_ISSOCK(mode)) return Rejection{Reason::kNotRegularFile, "is a socket"};
  return Rejection{Reason::kNotRegularFile, "is a device"};
}

FileStamp StampOf(const struct stat& status) {
  return {static_cast<std::uint64_t>(status.st_size),
          std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec};
}

Rejection TooLarge(const std::string& bytes, std::uint64_t max_bytes) {
  return {Reason::kTooLarge, bytes + " bytes, more than the limit of " + std::to_string(max_bytes)};
}

std::optional<Rejection> CheckSize(std::uint64_t bytes, std::uint64_t max_bytes) {
  if (bytes == 0) return Rejection{Reason::kEmptyFile, "0 bytes"};
  if (bytes > max_bytes) return TooLarge(std::to_string(bytes), max_bytes);
  return std::nullopt;
}

// Looks before it opens, since opening a device can have effects; and again afterwards, since the
// name may have changed hands in between: then O_NONBLOCK keeps a FIFO from blocking.
Expected<OpenFile, Rejection> OpenRegular(const std::string& path, std::uint64_t max_bytes) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0) return DescribeError(path, errno);
  if (auto kind = DescribeKind(path, status.st_mode)) return *std::move(kind);
  Descriptor descriptor(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  if (descriptor.get() < 0) return DescribeError(path, errno);
  if (fstat(descriptor.get(), &status) != 0) return DescribeError(path, errno);
  if (auto kind = DescribeKind(path, status.st_mode)) return *std::move(kind);
  const FileStamp stamp = StampOf(status);
  if (auto size = CheckSize(stamp.bytes, max_bytes)) return *std::move(size);
  return OpenFile{std::move(descriptor), stamp};
}

// Reads until `count` bytes are there, or the end; how many there were.
Expected<std::size_t, Rejection> ReadFully(int descriptor, std::byte* to, std::size_t count) {
  std::size_t done = 0;
  while (done < count) {
    const ssize_t got = read(descriptor, to + done, count - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == ESTALE) {
      return Rejection{Reason::kVanished, std::generic_category().message(errno)};
    }
    if (got < 0) return Unreadable(errno);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

bool HasSize(int descriptor, std::uint64_t bytes) {
  struct stat status;
  return fstat(descriptor, &status) == 0 && static_cast<std::uint64_t>(status.st_size) == bytes;
}

// Fills the buffer, whose old bytes are overwritten rather than cleared first.
Expected<FileStamp, Rejection> ReadOpenFile(const OpenFile& file, std::size_t count,
                                            std::vector<std::byte>& buffer) {
  buffer.resize(static_cast<std::size_t>(std::min<std::uint64_t>(file.stamp.bytes, count)));
  const int descriptor = file.descriptor.get();
  const Expected<std::size_t, Rejection> got = ReadFully(descriptor, buffer.data(), buffer.size());
  if (!got) return got.error();
  if (*got != buffer.size() || !HasSize(descriptor, file.stamp.bytes)) {
    return Rejection{Reason::kVanished, "its size changed while it was read"};
  }
  return file.stamp;
}

Expected<FileStamp, Rejection> ReadAllOfStandardInput(std::uint64_t max_bytes,
                                                      std::vector<std::byte>& buffer) {
  std::size_t size = 0;
  while (size <= max_bytes) {
    buffer.resize(std::max(kFirstBlock, 2 * size));
    const std::size_t room = buffer.size() - size;
    const Expected<std::size_t, Rejection> got =
        ReadFully(STDIN_FILENO, buffer.data() + size, room);
    if (!got) return got.error();
    size += *got;
    if (*got == room) continue;
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
  const Expected<OpenFile, Rejection> file = OpenRegular(path, max_bytes);
  if (!file) return ClearIfRejected(file.error(), buffer);
  return ClearIfRejected(ReadOpenFile(*file, count, buffer), buffer);
}

Expected<FileStamp, Rejection> ReadStandardInput(std::uint64_t max_bytes,
                                                 std::vector<std::byte>& buffer) {
  return ClearIfRejected(ReadAllOfStandardInput(max_bytes, buffer), buffer);
}

}  // namespace fit299::source
