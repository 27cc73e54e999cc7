// The inputs of a run, in their final order: index -> path. Compact, since there may be millions:
// 16 bytes an input and its path below the folder that it was found in.
#ifndef FIT299_SOURCE_INPUT_LIST_H_
#define FIT299_SOURCE_INPUT_LIST_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fit299::source {

class InputList {
 public:
  // Begins a group of inputs: what stands before their paths, on disk and in the record.
  // `open_prefix` is "photos/" or "" (the working directory), `name_prefix` "train/" or "".
  void BeginGroup(std::string open_prefix, std::string name_prefix);

  // REQUIRES: BeginGroup has been called; the path holds no NUL.
  void Add(std::string_view path);

  // Sorts the inputs from `first` on by the bytes of their path in the record.
  void SortFrom(std::size_t first);

  // Drops all inputs from `count` on.
  void Truncate(std::size_t count);

  std::size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }

  // The path in the record: relative, '/' between folders, any bytes but NUL.
  std::string Path(std::size_t index) const;

  // The path to open.
  std::string OpenPath(std::size_t index) const;

 private:
  struct Group {
    std::string open_prefix;
    std::string name_prefix;
  };
  struct Entry {
    std::uint64_t offset;  // into arena_
    std::uint32_t length;
    std::uint32_t group;
  };
  std::string_view Tail(const Entry& entry) const {
    return std::string_view(arena_).substr(entry.offset, entry.length);
  }

  std::vector<Group> groups_;
  std::vector<Entry> entries_;
  std::string arena_;
};

}  // namespace fit299::source

#endif  // FIT299_SOURCE_INPUT_LIST_H_
