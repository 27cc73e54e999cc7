#include "sink/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cassert>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace fit299::sink {
namespace {

// Larger writes want larger blocks of page cache, which a virtual machine may have to fetch from
// its host first: 1 MB at once was measured to cost a third more than four pieces. A piece ends
// where a multiple of it does in the file: pages that two calls write to cost a fifth more.
constexpr std::size_t kPiece = 256 * 1024;

std::string PrivateName() {
  static std::atomic<std::uint32_t> counter{0};
  return ".fit299-" + std::to_string(getpid()) + "-" + std::to_string(counter++);
}

bool RenameWithoutReplacing(const std::string& from, const std::string& to) {
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
  if (errno != EINVAL && errno != ENOSYS) return false;
  // A file system that cannot (NFS, some of FUSE): link() never replaces either.
  return link(from.c_str(), to.c_str()) == 0 && unlink(from.c_str()) == 0;
}

bool Rename(const std::string& from, const std::string& to, bool replace) {
  return replace ? std::rename(from.c_str(), to.c_str()) == 0 : RenameWithoutReplacing(from, to);
}

}  // namespace

bool IsResourceError(int code) {
  switch (code) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
    case EIO:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case EROFS: return true;
    default: return false;
  }
}

WriteError MakeWriteError(int code, const std::string& doing, const std::string& path) {
  return {code, "cannot " + doing + " " + path + ": " + std::strerror(code)};
}

std::string ParentFolder(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return "";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Expected<void, WriteError> MakeFolders(const std::string& path) {
  if (path.empty() || mkdir(path.c_str(), 0777) == 0) return {};
  if (errno == ENOENT) {
    const std::string parent = ParentFolder(path);
    if (parent.empty() || parent == path) return MakeWriteError(ENOENT, "make the folder", path);
    if (auto made = MakeFolders(parent); !made) return made;
    if (mkdir(path.c_str(), 0777) == 0) return {};
  }
  const int code = errno;
  struct stat status = {};
  if (code == EEXIST && stat(path.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) return {};
    return MakeWriteError(ENOTDIR, "make the folder", path);
  }
  return MakeWriteError(code, "make the folder", path);
}

Expected<void, WriteError> WriteAll(int fd, std::span<const std::byte> bytes,
                                    const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), std::min(bytes.size(), kPiece));
    if (written < 0) {
      if (errno == EINTR) continue;
      return MakeWriteError(errno, "write", path);
    }
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

Expected<PrivateFile, WriteError> PrivateFile::Create(const std::string& folder) {
  const std::string prefix = folder.empty() ? "" : folder + "/";
  while (true) {
    std::string path = prefix + PrivateName();
    const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0) return PrivateFile(fd, std::move(path));
    if (errno == EEXIST) continue;  // left by a killed run with the same process id
    if (errno != ENOENT || folder.empty()) {
      return MakeWriteError(errno, "create a file in", folder.empty() ? "." : folder);
    }
    if (auto made = MakeFolders(folder); !made) return std::move(made).error();
  }
}

PrivateFile::PrivateFile(PrivateFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), path_(std::exchange(other.path_, {})) {}

PrivateFile& PrivateFile::operator=(PrivateFile&& other) noexcept {
  if (this != &other) {
    Discard();
    fd_ = std::exchange(other.fd_, -1);
    path_ = std::exchange(other.path_, {});
  }
  return *this;
}

PrivateFile::~PrivateFile() { Discard(); }

void PrivateFile::Discard() {
  if (fd_ >= 0) close(fd_);
  if (!path_.empty()) unlink(path_.c_str());
  fd_ = -1;
  path_.clear();
}

Expected<void, WriteError> PrivateFile::Append(std::span<const std::byte> bytes) {
  return WriteAll(fd_, bytes, path_);
}

Expected<void, WriteError> PrivateFile::WriteWhole(std::span<const std::byte> head,
                                                   std::span<const std::byte> body) {
  assert(head.size() < kPiece);
  const std::size_t first = std::min(body.size(), kPiece - head.size());
  const std::array<iovec, 2> parts = {{{const_cast<std::byte*>(head.data()), head.size()},
                                       {const_cast<std::byte*>(body.data()), first}}};
  const ssize_t result = writev(fd_, parts.data(), static_cast<int>(parts.size()));
  if (result < 0 && errno != EINTR) return MakeWriteError(errno, "write", path_);
  const std::size_t written = result < 0 ? 0 : static_cast<std::size_t>(result);
  if (written < head.size()) {
    if (auto done = Append(head.subspan(written)); !done) return done;
    return Append(body);
  }
  return Append(body.subspan(written - head.size()));
}

Expected<void, WriteError> PrivateFile::WriteAt(std::uint64_t offset,
                                                std::span<const std::byte> bytes) const {
  while (!bytes.empty()) {
    const std::size_t piece = std::min<std::uint64_t>(bytes.size(), kPiece - offset % kPiece);
    const ssize_t written = pwrite(fd_, bytes.data(), piece, static_cast<off_t>(offset));
    if (written < 0) {
      if (errno == EINTR) continue;
      return MakeWriteError(errno, "write", path_);
    }
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
  return {};
}

Expected<void, WriteError> PrivateFile::Publish(const std::string& path, bool replace) {
  // Network file systems report a failed write only here.
  if (fd_ >= 0 && close(std::exchange(fd_, -1)) != 0) return MakeWriteError(errno, "write", path);
  if (!Rename(path_, path, replace)) {
    if (errno != ENOENT) return MakeWriteError(errno, "create", path);
    if (auto made = MakeFolders(ParentFolder(path)); !made) return made;
    if (!Rename(path_, path, replace)) return MakeWriteError(errno, "create", path);
  }
  path_.clear();
  return {};
}

}  // namespace fit299::sink
