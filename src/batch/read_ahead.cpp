#include "batch/read_ahead.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <system_error>

#include "source/regular_file.h"

namespace fit299::batch {
namespace {

// A disk with the latency of a millisecond gives thousands of photos a second by that.
constexpr std::uint64_t kFilesAhead = 32;

// What is larger the system reads ahead by itself.
constexpr std::uint64_t kMostBytes = 16 << 20;

// As many files in the page cache, one after the other, and the rest is taken to be there, too.
constexpr int kEnoughCached = 256;

}  // namespace

ReadAhead::~ReadAhead() {
  {
    const std::lock_guard lock(mutex_);
    stops_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void ReadAhead::Note(std::uint64_t index, bool waited) {
  if (!waited && !is_on_) return;
  {
    const std::lock_guard lock(mutex_);
    is_on_ = true;
    next_ = std::max(next_, index + 1);
    end_ = std::min<std::uint64_t>(std::max(end_, index + 1 + kFilesAhead), list_.size());
    Start();
  }
  changed_.notify_one();
}

// A system without another thread has its files read when it is their turn.
void ReadAhead::Start() {
  if (thread_.joinable()) return;
  try {
    thread_ = std::thread([this] { Run(); });
  } catch (const std::system_error&) {
    is_on_ = false;
  }
}

// The next one; nullopt: there will be none. Waits where those that read are not near enough.
std::optional<std::uint64_t> ReadAhead::Claim() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stops_ || next_ < end_; });
  if (stops_) return std::nullopt;
  return next_++;
}

void ReadAhead::Run() {
  int cached = 0;
  while (const auto index = Claim()) {
    cached = Fetch(*index) ? cached + 1 : 0;
    if (cached >= kEnoughCached) is_on_ = false;
  }
}

// True: it is there already, or will not be read. A FIFO or a device is not opened.
bool ReadAhead::Fetch(std::uint64_t index) const {
  if (list_.RejectionOf(index) != nullptr || list_.ArchiveOf(index) != nullptr) return true;
  const auto file = source::RegularFile::Open(list_.OpenPath(index));
  if (!file || file->bytes() > kMostBytes) return true;
  std::array<std::byte, 1> first;
  if (file->ReadCached(first).value_or(1) > 0) return true;
  file->Prefetch();
  return false;
}

}  // namespace fit299::batch
