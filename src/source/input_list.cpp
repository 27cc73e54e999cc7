#include "source/input_list.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace fit299::source {
namespace {

// Compares two texts that come in two pieces each, without joining them.
int CompareJoined(std::array<std::string_view, 2> a, std::array<std::string_view, 2> b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    const std::size_t common = std::min(a[i].size(), b[j].size());
    const int order = a[i].substr(0, common).compare(b[j].substr(0, common));
    if (order != 0) return order;
    a[i].remove_prefix(common);
    b[j].remove_prefix(common);
    while (i < a.size() && a[i].empty()) ++i;
    while (j < b.size() && b[j].empty()) ++j;
  }
  return static_cast<int>(i < a.size()) - static_cast<int>(j < b.size());
}

}  // namespace

void InputList::BeginGroup(std::string open_prefix, std::string name_prefix) {
  // Files named one by one mostly come from the same few folders.
  if (!groups_.empty() && !groups_.back().archive && !groups_.back().rejection &&
      groups_.back().open_prefix == open_prefix && groups_.back().name_prefix == name_prefix) {
    return;
  }
  groups_.push_back({std::move(open_prefix), std::move(name_prefix)});
}

void InputList::Add(std::string_view path) {
  entries_.push_back({arena_.size(), static_cast<std::uint32_t>(path.size()),
                      static_cast<std::uint32_t>(groups_.size() - 1)});
  arena_.append(path);
}

void InputList::BeginArchive(std::string path, const ArchiveFile& archive,
                             std::string name_prefix) {
  groups_.push_back({std::move(path), std::move(name_prefix), archive});
}

void InputList::AddEntry(std::string_view path, std::uint64_t at) {
  std::array<char, sizeof at> place;
  std::memcpy(place.data(), &at, sizeof at);
  arena_.append(place.data(), place.size());
  Add(path);
}

void InputList::AddRejected(std::string open_prefix, std::string_view name, Rejection rejection) {
  groups_.push_back({std::move(open_prefix), "", std::nullopt, std::move(rejection)});
  Add(name);
}

void InputList::SortFrom(std::size_t first) {
  const auto before = [this](const Entry& a, const Entry& b) {
    const std::string_view a_name = groups_[a.group].name_prefix;
    const std::string_view b_name = groups_[b.group].name_prefix;
    const int order = a_name == b_name ? Tail(a).compare(Tail(b))
                                       : CompareJoined({a_name, Tail(a)}, {b_name, Tail(b)});
    if (order != 0) return order < 0;
    // Two folders of the same name: the one named first goes first.
    return a.group < b.group;
  };
  std::sort(entries_.begin() + static_cast<std::ptrdiff_t>(first), entries_.end(), before);
}

void InputList::Truncate(std::size_t count) {
  if (count < entries_.size()) entries_.resize(count);
}

std::string InputList::Path(std::size_t index) const {
  const Entry& entry = entries_[index];
  return std::string(groups_[entry.group].name_prefix).append(Tail(entry));
}

std::string InputList::OpenPath(std::size_t index) const {
  const Group& group = GroupOf(index);
  if (group.archive) return group.open_prefix;
  return std::string(group.open_prefix).append(Tail(entries_[index]));
}

std::string InputList::ShownPath(std::size_t index) const {
  const Group& group = GroupOf(index);
  if (!group.archive) return OpenPath(index);
  return std::string(group.open_prefix).append(":").append(Tail(entries_[index]));
}

const ArchiveFile* InputList::ArchiveOf(std::size_t index) const {
  const Group& group = GroupOf(index);
  return group.archive ? &*group.archive : nullptr;
}

std::uint64_t InputList::EntryAt(std::size_t index) const {
  std::uint64_t at = 0;
  std::memcpy(&at, arena_.data() + entries_[index].offset - sizeof at, sizeof at);
  return at;
}

const Rejection* InputList::RejectionOf(std::size_t index) const {
  const Group& group = GroupOf(index);
  return group.rejection ? &*group.rejection : nullptr;
}

}  // namespace fit299::source
