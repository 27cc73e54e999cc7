#include "source/find_inputs.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "source/folder_prefix.h"
#include "source/quote.h"
#include "source/read_list.h"
#include "source/walk.h"
#include "source/walk_archive.h"

namespace fit299::source {
namespace {

// So many suffixes are told apart in a message.
constexpr std::size_t kSuffixesShown = 5;

bool IsFolder(const std::string& path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

// A path in two: "photos/a.jpg" -> "photos/", "a.jpg".
struct SplitPath {
  std::string folder;
  std::string name;
};

SplitPath Split(std::string_view path) {
  path = WithoutTrailingSlashes(path);
  const std::size_t slash = path.rfind('/');
  const std::size_t begin = slash == std::string_view::npos ? 0 : slash + 1;
  return {std::string(path.substr(0, begin)), std::string(path.substr(begin))};
}

bool NamesItself(std::string_view name) { return !name.empty() && name != "." && name != ".."; }

// The folder's own name, and where it lies. "." and ".." have a name only as real paths; the root
// of the file system has none.
Expected<SplitPath, Failure> SplitFolder(const std::string& folder) {
  SplitPath split = Split(folder);
  if (NamesItself(split.name)) return split;
  std::error_code error;
  const std::filesystem::path real = std::filesystem::canonical(folder, error);
  if (!error) return Split(real.native());
  return Failure{ExitStatus::kFailure,
                 "cannot find the name of " + Quoted(folder) + ": " + error.message()};
}

Expected<void, Failure> AddNamedFile(const std::string& operand, InputList& list) {
  SplitPath split = Split(operand);
  if (!NamesItself(split.name)) {
    return Failure{ExitStatus::kUsage, Quoted(operand) + " is no file and no folder"};
  }
  list.BeginGroup(std::move(split.folder), "");
  list.Add(split.name);
  return {};
}

Expected<void, Failure> AddFolder(const InputQuery& query, const std::string& folder,
                                  FoundInputs& found) {
  Expected<SplitPath, Failure> split = SplitFolder(folder);
  if (!split) return std::move(split).error();
  const bool named = query.operands.size() > 1 && !split->name.empty();
  const std::string open_prefix = FolderPrefix(folder);
  found.list.BeginGroup(open_prefix, named ? split->name + '/' : "");
  const Expected<bool, Failure> walked = WalkFolder(query, open_prefix, found);
  if (!walked) return walked.error();
  if (*walked) return {};
  found.list.BeginGroup(split->folder, "");
  found.list.Add(split->name.empty() ? "." : split->name);
  return {};
}

// Files and archives, one after another; folders are left for later.
Expected<void, Failure> AddNamed(const InputQuery& query, const std::string& operand,
                                 FoundInputs& found) {
  if (const auto archive = RecognizeArchive(operand)) {
    SplitPath split = Split(operand);
    const std::string name_prefix = query.operands.size() > 1 ? split.name + '/' : "";
    if (auto damage = WalkArchive(query, {operand, *archive, name_prefix}, found)) {
      found.list.AddRejected(std::move(split.folder), split.name, *std::move(damage));
    }
    return {};
  }
  return AddNamedFile(operand, found.list);
}

Expected<void, Failure> AddOperands(const InputQuery& query, FoundInputs& found) {
  std::vector<const std::string*> folders;
  for (const std::string& operand : query.operands) {
    if (operand.empty()) return Failure{ExitStatus::kUsage, "an input's name is empty"};
    if (IsFolder(operand)) {
      folders.push_back(&operand);
    } else if (Expected<void, Failure> added = AddNamed(query, operand, found); !added) {
      return added;
    }
  }
  const std::size_t first_walked = found.list.size();
  for (const std::string* folder : folders) {
    if (Expected<void, Failure> added = AddFolder(query, *folder, found); !added) return added;
  }
  found.list.SortFrom(first_walked);
  return {};
}

void ApplyLimit(std::uint64_t limit, FoundInputs& found) {
  const std::size_t all = found.list.size();
  if (all <= limit) return;
  found.list.Truncate(static_cast<std::size_t>(limit));
  found.beyond_limit = all - limit;
}

using SuffixCount = std::pair<std::string, std::uint64_t>;

std::vector<SuffixCount> MostFrequentFirst(const std::map<std::string, std::uint64_t>& counts) {
  std::vector<SuffixCount> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const SuffixCount& a, const SuffixCount& b) { return a.second > b.second; });
  return sorted;
}

// "4 .txt", "1 without a suffix", "and 3 more kinds".
std::vector<std::string> DescribeSuffixes(const FoundInputs& found) {
  std::vector<std::string> parts;
  const std::vector<SuffixCount> counts = MostFrequentFirst(found.ignored_by_suffix);
  for (const auto& [suffix, count] : counts) {
    if (parts.size() == kSuffixesShown) break;
    parts.push_back(std::to_string(count) + ' ' +
                    (suffix.empty()             ? "without a suffix"
                     : suffix == kOtherSuffixes ? "with other suffixes"
                                                : Printable(suffix)));
  }
  if (counts.size() <= kSuffixesShown) return parts;
  const std::size_t more = counts.size() - kSuffixesShown;
  parts.push_back("and " + std::to_string(more) + (more == 1 ? " more kind" : " more kinds"));
  return parts;
}

std::string Joined(const std::vector<std::string>& parts) {
  std::string joined;
  for (const std::string& part : parts) joined.append(joined.empty() ? "" : ", ").append(part);
  return joined;
}

}  // namespace

Expected<FoundInputs, Failure> FindInputs(const InputQuery& query) {
  FoundInputs found;
  Expected<void, Failure> added =
      query.files_from ? ReadList(query, found.list) : AddOperands(query, found);
  if (!added) return std::move(added).error();
  ApplyLimit(query.limit, found);
  return found;
}

std::string DescribeIgnored(const FoundInputs& found) {
  std::vector<std::string> parts = DescribeSuffixes(found);
  std::uint64_t files = found.hidden + found.excluded + found.beyond_limit;
  for (const auto& [suffix, count] : found.ignored_by_suffix) files += count;
  if (found.hidden > 0) parts.push_back(std::to_string(found.hidden) + " hidden");
  if (found.excluded > 0) parts.push_back(std::to_string(found.excluded) + " excluded");
  if (found.beyond_limit > 0)
    parts.push_back(std::to_string(found.beyond_limit) + " beyond --limit");

  std::string sentence;
  if (files > 0) {
    sentence = std::to_string(files) + (files == 1 ? " file was seen: " : " files were seen: ") +
               Joined(parts);
  }
  if (found.folder_links == 0) return sentence;
  const bool one = found.folder_links == 1;
  return sentence + (sentence.empty() ? "" : "; ") + std::to_string(found.folder_links) +
         (one ? " link to a folder was not followed" : " links to folders were not followed");
}

}  // namespace fit299::source
