#include "batch/collisions.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>
#include <system_error>
#include <tuple>
#include <utility>
#include <vector>

#include "batch/disk.h"
#include "batch/input_finder.h"
#include "batch/plan.h"
#include "batch/state.h"
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
        EscapeForDisplay(list.ShownPath(low)) + " and " + EscapeForDisplay(list.ShownPath(high)) +
        " have the same path in the record, and would both write " +
        EscapeForDisplay(plan.OpenFileOf(low)) + ". Name each once, or --name '{index}'");
  }
  return Conflict("two inputs would write " + EscapeForDisplay(plan.OpenFileOf(low)) + ": " +
                  EscapeForDisplay(list.ShownPath(low)) + " and " +
                  EscapeForDisplay(list.ShownPath(high)) +
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

// Every name stays inside the folder, and out of the run's own state.
Expected<void, Failure> CheckReservedNames(const Plan& plan) {
  for (std::uint64_t i = 0; i < plan.size(); ++i) {
    const std::string name = "/" + plan.FileOf(i) + "/";
    const bool leaves = name.find("/../") != name.npos || name.find("/./") != name.npos ||
                        name.find("//") != name.npos;
    if (leaves || name.starts_with("/.fit299/")) {
      return Conflict(EscapeForDisplay(plan.inputs.list.ShownPath(i)) + " would write " +
                      EscapeForDisplay(plan.OpenFileOf(i)) +
                      (leaves ? ", which leads out of the output folder"
                              : ", a name that fit299 needs itself"));
    }
  }
  return {};
}

// The manifest takes no other file's place, whichever way its path is written.
Expected<void, Failure> CheckManifestName(const Plan& plan, const std::vector<HashedName>& names) {
  if (plan.output.manifest_path.empty()) return {};
  const auto place = [](const std::string& path) {
    std::error_code ignored;
    const std::filesystem::path whole =
        std::filesystem::weakly_canonical(std::filesystem::absolute(path, ignored), ignored);
    return whole.empty() ? path : whole.string();
  };
  const std::string manifest = place(plan.output.manifest_path);
  const std::string output = place(plan.output.path);
  const std::string state = place(plan.output.state_folder);
  const std::string below = output + "/";
  const bool is_sample = plan.output.shape == Shape::kFolder && manifest.starts_with(below) &&
                         FindName(plan, names, manifest.substr(below.size())) != nullptr;
  const bool is_state = !plan.output.state_folder.empty() && manifest.starts_with(state + "/");
  if (manifest != output && !is_sample && !is_state) return {};
  return Conflict("--manifest " + EscapeForDisplay(plan.output.manifest_path) +
                  " would take the place of the output itself");
}

Expected<void, Failure> CheckOneExisting(const std::string& path, bool may_replace,
                                         InputFinder& inputs) {
  struct stat status = {};
  if (lstat(path.c_str(), &status) != 0) return {};
  if (S_ISDIR(status.st_mode)) return Conflict(EscapeForDisplay(path) + " is a folder");
  if (const std::string* input = inputs.Find(path)) {
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
  if (plan.output.shape != Shape::kFolder) return CheckManifestName(plan, {});
  const std::vector<HashedName> names = HashNames(plan);
  if (auto checked = CheckEqualNames(plan, names); !checked) return checked;
  if (auto checked = CheckFolderNames(plan, names); !checked) return checked;
  if (auto checked = CheckReservedNames(plan); !checked) return checked;
  return CheckManifestName(plan, names);
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
  const auto unfinished = FindUnfinishedPlan(plan);
  if (unfinished && *unfinished != plan.digest && !plan.job.overwrite) {
    return UnfinishedPlanFailure(plan);
  }
  const bool may_be_there = plan.job.overwrite || unfinished || plan.output.shape == Shape::kSingle;
  return CheckExisting(plan, may_be_there);
}

}  // namespace fit299::batch
