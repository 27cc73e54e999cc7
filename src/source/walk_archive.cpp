#include "source/walk_archive.h"

#include <algorithm>
#include <cstddef>

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
  return ListArchive(archive.path, archive.file, [&](const ArchiveEntry& entry) {
    if (entry.kind == EntryKind::kFolder) return;
    const std::string path = EntryPath(entry.name);
    if (path.empty() || path == "/") {
      ++found.ignored_by_suffix[""];  // an entry without a name
    } else if (Takes(query, path, found)) {
      found.list.AddEntry(path, entry.at);
    }
  });
}

}  // namespace fit299::source
