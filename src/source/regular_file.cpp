#include "source/regular_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <system_error>

namespace fit299::source {
namespace {

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

constexpr std::int64_t kSecond = 1'000'000'000;

FileIdentity IdentityOf(const struct stat& status) {
  return {status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
          ToNanoseconds(status.st_mtim.tv_sec, status.st_mtim.tv_nsec)};
}

}  // namespace

std::int64_t ToNanoseconds(std::int64_t seconds, std::int64_t nanoseconds) {
  if (seconds >= INT64_MAX / kSecond) return INT64_MAX;
  if (seconds <= INT64_MIN / kSecond) return INT64_MIN;
  return seconds * kSecond + nanoseconds;
}

// Looks before it opens, since opening a device can have effects; and again afterwards, since the
// name may have changed hands in between: then O_NONBLOCK keeps a FIFO from blocking.
Expected<RegularFile, Rejection> RegularFile::Open(const std::string& path) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0) return DescribeError(path, errno);
  if (auto kind = DescribeKind(path, status.st_mode)) return *std::move(kind);
  const int descriptor = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (descriptor < 0) return DescribeError(path, errno);
  RegularFile file(descriptor, {});
  if (fstat(descriptor, &status) != 0) return DescribeError(path, errno);
  if (auto kind = DescribeKind(path, status.st_mode)) return *std::move(kind);
  file.identity_ = IdentityOf(status);
  return file;
}

RegularFile::~RegularFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

Expected<std::size_t, Rejection> RegularFile::ReadAt(std::uint64_t offset,
                                                     std::span<std::byte> to) const {
  // The system calls a place that no file has an error, and not an end.
  constexpr std::uint64_t kBeyondAllFiles = 1ULL << 62;
  if (offset >= kBeyondAllFiles) return std::size_t{0};
  std::size_t done = 0;
  while (done < to.size()) {
    const ssize_t got =
        pread(descriptor_, to.data() + done, to.size() - done, static_cast<off_t>(offset + done));
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

std::optional<std::size_t> RegularFile::ReadCached(std::span<std::byte> to) const {
  const iovec part = {to.data(), to.size()};
  const ssize_t got = preadv2(descriptor_, &part, 1, 0, RWF_NOWAIT);
  if (got >= 0) return static_cast<std::size_t>(got);
  if (errno == EAGAIN) return 0;
  return std::nullopt;
}

void RegularFile::Prefetch() const { (void)posix_fadvise(descriptor_, 0, 0, POSIX_FADV_WILLNEED); }

bool RegularFile::HasSameSize() const {
  struct stat status;
  return fstat(descriptor_, &status) == 0 &&
         static_cast<std::uint64_t>(status.st_size) == identity_.bytes;
}

}  // namespace fit299::source
