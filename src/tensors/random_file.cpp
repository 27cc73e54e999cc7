#include "tensors/random_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace fit299::tensors {
namespace {

std::string SystemWords(int code) { return std::generic_category().message(code); }

}  // namespace

Expected<RandomFile, std::string> RandomFile::Open(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return SystemWords(errno);
  RandomFile file(fd, 0);
  struct stat status = {};
  if (fstat(fd, &status) != 0) return SystemWords(errno);
  if (!S_ISREG(status.st_mode)) return std::string("it is not a regular file");
  file.size_ = static_cast<std::uint64_t>(status.st_size);
  return file;
}

RandomFile::RandomFile(RandomFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), size_(other.size_) {}

RandomFile& RandomFile::operator=(RandomFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(size_, other.size_);
  return *this;
}

RandomFile::~RandomFile() {
  if (fd_ >= 0) close(fd_);
}

Expected<void, std::string> RandomFile::ReadAt(std::uint64_t offset,
                                               std::span<std::byte> bytes) const {
  constexpr std::size_t kPiece = std::size_t{1} << 30;
  while (!bytes.empty()) {
    const ssize_t count =
        pread(fd_, bytes.data(), std::min(bytes.size(), kPiece), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return SystemWords(errno);
    if (count == 0) return std::string("it has become shorter while it was read");
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return {};
}

}  // namespace fit299::tensors
