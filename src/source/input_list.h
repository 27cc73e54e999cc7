// The inputs of a run, in their final order: index -> path. Compact, since there may be millions:
// 16 bytes an input (24 for an entry of an archive) and its path below the folder or in the archive
// that it was found in.
#ifndef FIT299_SOURCE_INPUT_LIST_H_
#define FIT299_SOURCE_INPUT_LIST_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fit299/status.h"
#include "source/archive.h"

namespace fit299::source {

class InputList {
 public:
  // Begins a group of inputs: what stands before their paths, on disk and in the record.
  // `open_prefix` is "photos/" or "" (the working directory), `name_prefix` "train/" or "".
  void BeginGroup(std::string open_prefix, std::string name_prefix);

  // REQUIRES: BeginGroup has been called; the path holds no NUL.
  void Add(std::string_view path);

  // Begins a group of entries of an archive, which lies at `path`.
  void BeginArchive(std::string path, const ArchiveFile& archive, std::string name_prefix);

  // REQUIRES: BeginArchive has been called, and no BeginGroup after it; the path holds no NUL.
  void AddEntry(std::string_view path, std::uint64_t at);

  // An input that stands for what cannot be found: the rest of a damaged archive. `open_prefix` and
  // `name` as for a file.
  void AddRejected(std::string open_prefix, std::string_view name, Rejection rejection);

  // Sorts the inputs from `first` on by the bytes of their path in the record.
  void SortFrom(std::size_t first);

  // Drops all inputs from `count` on.
  void Truncate(std::size_t count);

  std::size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }

  // The path in the record: relative, '/' between folders, any bytes but NUL.
  std::string Path(std::size_t index) const;

  // The path to open: the archive's for its entries.
  std::string OpenPath(std::size_t index) const;

  // The path for messages: as the user can open it, "photos.tar:a/b.jpg" for an entry.
  std::string ShownPath(std::size_t index) const;

  // The archive that it is an entry of, or nullptr. One address for all entries of an archive.
  const ArchiveFile* ArchiveOf(std::size_t index) const;

  // What finds it in its archive (ArchiveEntry::at). REQUIRES: ArchiveOf(index) is not nullptr.
  std::uint64_t EntryAt(std::size_t index) const;

  // Why it was rejected when it was added, or nullptr.
  const Rejection* RejectionOf(std::size_t index) const;

 private:
  struct Group {
    std::string open_prefix;
    std::string name_prefix;
    std::optional<ArchiveFile> archive = std::nullopt;  // open_prefix is its path
    std::optional<Rejection> rejection = std::nullopt;  // of the one input in this group
  };
  struct Entry {
    std::uint64_t offset;  // into arena_
    std::uint32_t length;
    std::uint32_t group;
  };
  std::string_view Tail(const Entry& entry) const {
    return std::string_view(arena_).substr(entry.offset, entry.length);
  }

  const Group& GroupOf(std::size_t index) const { return groups_[entries_[index].group]; }

  std::deque<Group> groups_;  // they keep their addresses
  std::vector<Entry> entries_;
  std::string arena_;  // paths; before an entry's, eight bytes hold its place
};

}  // namespace fit299::source

#endif  // FIT299_SOURCE_INPUT_LIST_H_
