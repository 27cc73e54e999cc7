#include "batch/disk.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include "sink/private_file.h"

namespace fit299::batch {

bool Exists(const std::string& path) {
  struct stat status = {};
  return lstat(path.c_str(), &status) == 0;
}

bool IsFolder(const std::string& path) {
  struct stat status = {};
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

bool IsRegularFile(const std::string& path) {
  struct stat status = {};
  // A link that leads nowhere is a file yet to come.
  return stat(path.c_str(), &status) != 0 || S_ISREG(status.st_mode);
}

bool IsSameFile(const std::string& a, const std::string& b) {
  struct stat first = {};
  struct stat second = {};
  return stat(a.c_str(), &first) == 0 && stat(b.c_str(), &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

std::optional<std::uint64_t> FileBytes(const std::string& path) {
  struct stat status = {};
  if (stat(path.c_str(), &status) != 0) return std::nullopt;
  return static_cast<std::uint64_t>(status.st_size);
}

std::optional<std::uint64_t> FreeBytes(const std::string& path) {
  // The nearest folder above that exists.
  for (std::string folder = path;; folder = sink::ParentFolder(folder)) {
    struct statvfs status = {};
    if (statvfs(folder.empty() ? "." : folder.c_str(), &status) == 0) {
      return std::uint64_t{status.f_bavail} * status.f_frsize;
    }
    if (folder.empty() || folder == "/") return std::nullopt;
  }
}

}  // namespace fit299::batch
