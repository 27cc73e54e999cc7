#include "batch/input_finder.h"

#include <sys/stat.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "batch/plan.h"

namespace fit299::batch {

bool InputFinder::Entry::operator<(const Entry& other) const {
  return std::tie(device, inode, index) < std::tie(other.device, other.inode, other.index);
}

void InputFinder::Collect() {
  collected_ = true;
  if (plan_.job.standard_input) return;
  const source::ArchiveFile* last = nullptr;
  for (std::uint64_t i = 0; i < plan_.size(); ++i) {
    const source::ArchiveFile* archive = plan_.inputs.list.ArchiveOf(i);
    if (archive != nullptr && archive == std::exchange(last, archive)) continue;
    struct stat status = {};
    if (stat(plan_.inputs.list.OpenPath(i).c_str(), &status) == 0) {
      entries_.push_back({status.st_dev, status.st_ino, i});
    }
  }
  std::sort(entries_.begin(), entries_.end());
}

const std::string* InputFinder::Find(const std::string& path) {
  struct stat status = {};
  if (stat(path.c_str(), &status) != 0) return nullptr;
  if (!collected_) Collect();
  const Entry first{status.st_dev, status.st_ino, 0};
  const auto entry = std::lower_bound(entries_.begin(), entries_.end(), first);
  if (entry == entries_.end() || entry->device != first.device || entry->inode != first.inode) {
    return nullptr;
  }
  found_ = plan_.inputs.list.OpenPath(entry->index);
  return &found_;
}

}  // namespace fit299::batch
