#include "source/walk_archive.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "source/selection.h"

namespace fit299::source {
namespace {

// Calls `see` for each name between slashes.
template <class See>
void ForEachName(std::string_view path, See see) {
  while (!path.empty()) {
    const std::string_view name = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), name.size() + 1));
    see(name);
  }
}

// ".." is no hidden folder, but one that the entry would have if it were a path.
bool HasHiddenName(std::string_view path) {
  bool hidden = false;
  ForEachName(path,
              [&](std::string_view name) { hidden = hidden || (name != ".." && IsHidden(name)); });
  return hidden;
}

bool IsInExcludedFolder(const InputQuery& query, const std::string& path) {
  if (query.exclude.empty()) return false;
  for (std::size_t end = path.find('/'); end != std::string::npos; end = path.find('/', end + 1)) {
    if (IsExcludedFolder(query, path.substr(0, end))) return true;
  }
  return false;
}

bool Takes(const InputQuery& query, const std::string& path, FoundInputs& found) {
  if (!query.hidden && HasHiddenName(path)) {
    ++found.hidden;
    return false;
  }
  if (IsInExcludedFolder(query, path)) {
    ++found.excluded;
    return false;
  }
  return TakesFile(query, path, found);
}

// The paths that were taken from one archive. No real one has many that are as long as this, but a
// megabyte that was made to can hold hundreds of megabytes of them.
class TakenPaths {
 public:
  void Add(std::string_view path) {
    ++count_;
    bytes_ += path.size();
  }
  bool are_too_long() const { return bytes_ > kMost && bytes_ / count_ > kMostEach; }
  Rejection TooLong() const {
    return {Reason::kTooLarge, "the names in the archive are too long: those of the first " +
                                   std::to_string(count_) + " images take " +
                                   std::to_string(bytes_) + " bytes; the rest is left out"};
  }

 private:
  static constexpr std::uint64_t kMost = 32 << 20;
  static constexpr std::uint64_t kMostEach = 512;
  std::uint64_t count_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace

std::string EntryPath(std::string_view name) {
  std::string path = name.starts_with('/') ? "/" : "";
  ForEachName(name, [&](std::string_view part) {
    if (part.empty() || part == ".") return;
    if (!path.empty() && path.back() != '/') path += '/';
    path += part;
  });
  return path;
}

std::optional<Rejection> WalkArchive(const InputQuery& query, const NamedArchive& archive,
                                     FoundInputs& found) {
  found.list.BeginArchive(archive.path, archive.file, archive.name_prefix);
  TakenPaths taken;
  auto damage = ListArchive(archive.path, archive.file, [&](const ArchiveEntry& entry) {
    if (entry.kind == EntryKind::kFolder) return true;
    const std::string path = EntryPath(entry.name);
    if (path.empty() || path == "/") {
      ++found.ignored_by_suffix[""];  // an entry without a name
    } else if (Takes(query, path, found)) {
      found.list.AddEntry(path, entry.at);
      taken.Add(path);
    }
    return !taken.are_too_long();
  });
  return taken.are_too_long() ? taken.TooLong() : std::move(damage);
}

}  // namespace fit299::source
