#include "batch/run_start.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <optional>
#include <thread>
#include <tuple>

namespace fit299::batch {
namespace {

// FAT counts in two seconds.
constexpr std::chrono::seconds kLongestTick{3};

bool IsLess(const timespec& a, const timespec& b) {
  return std::tie(a.tv_sec, a.tv_nsec) < std::tie(b.tv_sec, b.tv_nsec);
}

// When a file was written and given its name: the earlier of both times, since the later one alone
// may be a wrong clock's, or that of a new link to an old file.
std::optional<timespec> TimeOf(const std::string& path) {
  struct stat status = {};
  if (lstat(path.c_str(), &status) != 0) return std::nullopt;
  return std::min(status.st_mtim, status.st_ctim, IsLess);
}

// What a file gets that is written now.
Expected<timespec, sink::WriteError> Now(const std::string& folder) {
  auto file = sink::PrivateFile::Create(folder);
  if (!file) return std::move(file).error();
  const auto time = TimeOf(file->path());
  if (!time) return sink::MakeWriteError(errno, "look at", file->path());
  return *time;
}

}  // namespace

Expected<RunStart, sink::WriteError> RunStart::Mark(const std::string& folder) {
  const auto end = std::chrono::steady_clock::now() + kLongestTick;
  const auto start = Now(folder);
  if (!start) return start.error();
  while (std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const auto now = Now(folder);
    if (!now) return now.error();
    if (IsLess(*start, *now)) break;
  }
  return RunStart(*start);
}

bool RunStart::IsBefore(const std::string& path) const {
  const auto time = TimeOf(path);
  return time && IsLess(time_, *time);
}

Expected<void, sink::WriteError> RunStart::Publish(sink::PrivateFile& file,
                                                   const std::string& path) const {
  auto done = file.Publish(path, /*replace=*/false);
  if (done || done.error().code != EEXIST) return done;
  const std::lock_guard lock(*mutex_);
  if (IsBefore(path)) return done;
  return file.Publish(path, /*replace=*/true);
}

}  // namespace fit299::batch
