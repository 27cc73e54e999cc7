#include "batch/collisions.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "batch/disk.h"
#include "batch/plan.h"
#include "record/escape.h"

namespace fit299::batch {
namespace {

using record::EscapeForDisplay;

Failure Conflict(std::string message) { return {ExitStatus::kConflict, std::move(message)}; }

// Names are compared by hash first: a million strings would cost more than the paths themselves.
struct HashedName {
  std::size_t hash;
  std::uint64_t index;
  bool operator<(const HashedName& other) const {
    return std::tie(hash, index) < std::tie(other.hash, other.index);
  }
};

std::vector<HashedName> HashNames(const Plan& plan) {
  std::vector<HashedName> names;
  names.reserve(plan.size());
  for (std::uint64_t i = 0; i < plan.size(); ++i) {
    names.push_back({std::hash<std::string>()(plan.FileOf(i)), i});
  }
  std::sort(names.begin(), names.end());
  return names;
}

// The index of the input that writes `name`, or none.
const HashedName* FindName(const Plan& plan, const std::vector<HashedName>& names,
                           const std::string& name) {
  const std::size_t hash = std::hash<std::string>()(name);
  for (auto it = std::ranges::lower_bound(names, hash, {}, &HashedName::hash);
       it != names.end() && it->hash == hash; ++it) {
    if (plan.FileOf(it->index) == name) return &*it;
  }
  return nullptr;
}

Failure SameName(const Plan& plan, std::uint64_t first, std::uint64_t second) {
  const auto& list = plan.inputs.list;
  const auto [low, high] = std::minmax(first, second);
  if (list.Path(low) == list.Path(high)) {
    return Conflict(
        EscapeForDisplay(list.OpenPath(low)) + " and " + EscapeForDisplay(list.OpenPath(high)) +
        " have the same path in the record, and would both write " +
        EscapeForDisplay(plan.OpenFileOf(low)) + ". Name each once, or --name '{index}'");
  }
  return Conflict("two inputs would write " + EscapeForDisplay(plan.OpenFileOf(low)) + ": " +
                  EscapeForDisplay(list.OpenPath(low)) + " and " +
                  EscapeForDisplay(list.OpenPath(high)) +
                  ". Keep their names apart: --name '{path}', or '{index}'");
}

Expected<void, Failure> CheckEqualNames(const Plan& plan, const std::vector<HashedName>& names) {
  for (std::size_t i = 1; i < names.size(); ++i) {
    for (std::size_t k = i; k-- > 0 && names[k].hash == names[i].hash;) {
      if (plan.FileOf(names[k].index) == plan.FileOf(names[i].index)) {
        return SameName(plan, names[k].index, names[i].index);
      }
    }
  }
  return {};
}

// "x" and "x/y" cannot both be files.
Expected<void, Failure> CheckFolderNames(const Plan& plan, const std::vector<HashedName>& names) {
  std::string checked;  // neighbours mostly share their folder
  for (std::uint64_t i = 0; i < plan.size(); ++i) {
    const std::string name = plan.FileOf(i);
    const std::string folder = name.substr(0, std::min(name.rfind('/'), name.size()));
    if (folder == name || folder == checked) continue;
    for (std::size_t end = folder.find('/');; end = folder.find('/', end + 1)) {
      if (const HashedName* other = FindName(plan, names, folder.substr(0, end))) {
        return SameName(plan, other->index, i);
      }
      if (end == std::string::npos) break;
    }
    checked = folder;
  }
  return {};
}

Expected<void, Failure> CheckReservedNames(const Plan& plan) {
  for (std::uint64_t i = 0; i < plan.size(); ++i) {
    const std::string name = plan.FileOf(i);
    if (name.starts_with(".fit299/") || plan.OpenFileOf(i) == plan.output.manifest_path) {
      return Conflict(EscapeForDisplay(plan.inputs.list.OpenPath(i)) + " would write " +
                      EscapeForDisplay(plan.OpenFileOf(i)) + ", a name that fit299 needs itself");
    }
  }
  return {};
}

struct FileId {
  dev_t device;
  ino_t inode;
  bool operator==(const FileId& other) const {
    return device == other.device && inode == other.inode;
  }
  bool operator<(const FileId& other) const {
    return std::tie(device, inode) < std::tie(other.device, other.inode);
  }
};

// Which of the inputs a file is. Looks at the inputs only when it is asked for the first time.
class InputFinder {
 public:
  explicit InputFinder(const Plan& plan) : plan_(plan) {}

  const std::string* Find(const struct stat& status) {
    if (ids_.empty()) Collect();
    const FileId id{status.st_dev, status.st_ino};
    const auto it = std::lower_bound(
        ids_.begin(), ids_.end(), id,
        [](const Entry& entry, const FileId& wanted) { return entry.id < wanted; });
    if (it == ids_.end() || !(it->id == id)) return nullptr;
    found_ = plan_.inputs.list.OpenPath(it->index);
    return &found_;
  }

 private:
  struct Entry {
    FileId id;
    std::uint64_t index;
  };

  void Collect() {
    if (plan_.job.standard_input) return;
    for (std::uint64_t i = 0; i < plan_.size(); ++i) {
      struct stat status = {};
      if (stat(plan_.inputs.list.OpenPath(i).c_str(), &status) == 0) {
        ids_.push_back({{status.st_dev, status.st_ino}, i});
      }
    }
    std::sort(ids_.begin(), ids_.end(), [](const Entry& a, const Entry& b) { return a.id < b.id; });
  }

  const Plan& plan_;
  std::vector<Entry> ids_;
  std::string found_;
};

Expected<void, Failure> CheckOneExisting(const std::string& path, bool may_replace,
                                         InputFinder& inputs) {
  struct stat status = {};
  if (lstat(path.c_str(), &status) != 0) return {};
  if (S_ISDIR(status.st_mode)) return Conflict(EscapeForDisplay(path) + " is a folder");
  if (const std::string* input = inputs.Find(status)) {
    return Conflict("the output " + EscapeForDisplay(path) + " is the input " +
                    EscapeForDisplay(*input) + ". Inputs are never replaced: choose another -o");
  }
  if (!may_replace) {
    return Conflict(EscapeForDisplay(path) +
                    " is there already, and not from a finished run of this plan. --overwrite "
                    "replaces it");
  }
  return {};
}

}  // namespace

Expected<void, Failure> CheckNames(const Plan& plan) {
  if (plan.output.shape != Shape::kFolder) return {};
  const std::vector<HashedName> names = HashNames(plan);
  if (auto checked = CheckEqualNames(plan, names); !checked) return checked;
  if (auto checked = CheckFolderNames(plan, names); !checked) return checked;
  return CheckReservedNames(plan);
}

Expected<void, Failure> CheckExisting(const Plan& plan, bool may_replace) {
  struct stat status = {};
  if (plan.output.shape == Shape::kStdout || lstat(plan.output.path.c_str(), &status) != 0) {
    return {};
  }
  InputFinder inputs(plan);
  if (plan.output.shape != Shape::kFolder) {
    return CheckOneExisting(plan.output.path, may_replace, inputs);
  }
  for (std::uint64_t i = 0; i < plan.size(); ++i) {
    auto checked = CheckOneExisting(plan.OpenFileOf(i), may_replace, inputs);
    if (!checked) return checked;
  }
  return {};
}

Expected<void, Failure> CheckOutput(const Plan& plan) {
  const std::string& state = plan.output.state_folder;
  const bool unfinished = !state.empty() && Exists(state + "/plan.json");
  const bool may_be_there = plan.job.overwrite || unfinished || plan.output.shape == Shape::kSingle;
  return CheckExisting(plan, may_be_there);
}

}  // namespace fit299::batch
