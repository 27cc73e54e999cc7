// Groups of inputs that belong together, without a list for each: there may be a million.
#ifndef FIT299_AUDIT_GROUPS_H_
#define FIT299_AUDIT_GROUPS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace fit299::audit {

class Groups {
 public:
  // REQUIRES: the members ascend, and there are two at least.
  void Add(std::span<const std::uint32_t> members) {
    ranges_.push_back(
        {static_cast<std::uint32_t>(members_.size()), static_cast<std::uint32_t>(members.size())});
    members_.insert(members_.end(), members.begin(), members.end());
  }

  // By the first member of each.
  void Sort() {
    std::ranges::sort(ranges_, {}, [this](const Range& range) { return members_[range.begin]; });
  }

  std::size_t size() const { return ranges_.size(); }
  bool empty() const { return ranges_.empty(); }

  std::span<const std::uint32_t> operator[](std::size_t i) const {
    return std::span(members_).subspan(ranges_[i].begin, ranges_[i].size);
  }

  // The members that would go if one of each group were kept.
  std::size_t surplus() const { return members_.size() - ranges_.size(); }

 private:
  struct Range {
    std::uint32_t begin;
    std::uint32_t size;
  };
  std::vector<std::uint32_t> members_;
  std::vector<Range> ranges_;
};

}  // namespace fit299::audit

#endif  // FIT299_AUDIT_GROUPS_H_
