#include "batch/entry_stream.h"

#include <algorithm>
#include <utility>

#include "source/archive.h"

namespace fit299::batch {
namespace {

// More threads than this never wait for each other's entries.
constexpr std::uint64_t kMostPassed = 256;

// The last entries of one archive and the first of the next are read side by side.
constexpr std::size_t kMostOpen = 2;

}  // namespace

// The first input that a slower thread may still ask for.
std::uint64_t EntryStream::FirstIndex(std::uint64_t index) const {
  const source::ArchiveFile* archive = list_.ArchiveOf(index);
  std::uint64_t first = index;
  while (first > 0 && index - first < kMostPassed && list_.ArchiveOf(first - 1) == archive &&
         list_.EntryAt(first - 1) < list_.EntryAt(first)) {
    --first;
  }
  return first;
}

Expected<EntryStream::Open*, Rejection> EntryStream::FindOpen(std::uint64_t index) {
  const source::ArchiveFile* archive = list_.ArchiveOf(index);
  const auto found = std::find_if(open_.begin(), open_.end(),
                                  [&](const Open& open) { return open.archive == archive; });
  if (found != open_.end()) {
    const bool is_ahead = !found->at || list_.EntryAt(index) > *found->at;
    if (is_ahead || found->passed.contains(index)) return &*found;
    open_.erase(found);  // from the front again
  }
  auto reader = source::OpenCompressedTar(list_.OpenPath(index), *archive);
  if (!reader) return std::move(reader).error();
  open_.push_front({archive, *std::move(reader), FirstIndex(index)});
  if (open_.size() > kMostOpen) open_.pop_back();
  return &open_.front();
}

Expected<source::FileStamp, Rejection> EntryStream::ReadNext(Open& open, std::uint64_t index,
                                                             std::vector<std::byte>& bytes) const {
  const std::uint64_t at = list_.EntryAt(index);
  bytes.clear();
  while (!open.end && (!open.at || *open.at < at)) {
    auto entry = open.reader.Next();
    if (!entry) {
      open.end = std::move(entry).error();
    } else if (!*entry) {
      open.end = Rejection{Reason::kTruncated, "the archive ends before it"};
    } else {
      open.at = (*entry)->at;
    }
  }
  if (open.at == at) return open.reader.Read(max_bytes_, bytes);
  return open.end.value_or(
      Rejection{Reason::kVanished, "the archive has changed since its entries were listed"});
}

Expected<source::FileStamp, Rejection> EntryStream::Read(std::uint64_t index,
                                                         std::vector<std::byte>& bytes) {
  const std::lock_guard lock(mutex_);
  auto found = FindOpen(index);
  if (!found) {
    bytes.clear();
    return std::move(found).error();
  }
  Open& open = **found;
  if (auto passed = open.passed.extract(index)) {
    bytes.swap(passed.mapped().bytes);
    return std::move(passed.mapped().stamp);
  }
  if (index - open.next_index > kMostPassed) open.next_index = index;
  for (; open.next_index < index; ++open.next_index) {
    std::vector<std::byte> kept;
    auto stamp = ReadNext(open, open.next_index, kept);
    open.passed.insert_or_assign(open.next_index, Passed{std::move(stamp), std::move(kept)});
    if (open.passed.size() > kMostPassed) open.passed.erase(open.passed.begin());
  }
  open.next_index = index + 1;
  return ReadNext(open, index, bytes);
}

}  // namespace fit299::batch
