#include "source/selection.h"

#include <fnmatch.h>
#include <strings.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace fit299::source {
namespace {

// A number behind a dot is no suffix, but looks like one, and there may be a million of them.
constexpr std::size_t kMostSuffixes = 1000;
constexpr std::size_t kLongestSuffix = 64;

constexpr std::array<std::string_view, 7> kJunk = {"__MACOSX",     "Thumbs.db",
                                                   "ehthumbs.db",  "desktop.ini",
                                                   "$RECYCLE.BIN", "System Volume Information",
                                                   "@eaDir"};

bool MatchesAny(const std::vector<std::string>& globs, const std::string& path) {
  return std::any_of(globs.begin(), globs.end(), [&path](const std::string& glob) {
    return fnmatch(glob.c_str(), path.c_str(), 0) == 0;
  });
}

std::string_view SuffixOf(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? std::string_view() : name.substr(dot);
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// Whichever way they come, those that stay are the same: the first in order.
void CountIgnored(const std::string& suffix, std::map<std::string, std::uint64_t>& counts) {
  ++counts[suffix.size() > kLongestSuffix ? std::string(kOtherSuffixes) : suffix];
  if (counts.size() <= kMostSuffixes + 1) return;
  const auto others = counts.try_emplace(std::string(kOtherSuffixes)).first;
  const auto last = std::prev(others);  // a suffix begins with a dot, which is before all letters
  others->second += last->second;
  counts.erase(last);
}

}  // namespace

bool IsHidden(std::string_view name) {
  if (name.starts_with('.')) return true;
  return std::any_of(kJunk.begin(), kJunk.end(), [name](std::string_view junk) {
    return name.size() == junk.size() && strncasecmp(name.data(), junk.data(), junk.size()) == 0;
  });
}

bool IsExcludedFolder(const InputQuery& query, const std::string& path) {
  return !query.exclude.empty() &&
         (MatchesAny(query.exclude, path) || MatchesAny(query.exclude, path + '/'));
}

bool TakesFile(const InputQuery& query, const std::string& path, FoundInputs& found) {
  if (MatchesAny(query.exclude, path) ||
      (!query.include.empty() && !MatchesAny(query.include, path))) {
    ++found.excluded;
    return false;
  }
  const std::string_view suffix = SuffixOf(path);
  if (query.include.empty() && !query.is_image_suffix(suffix)) {
    CountIgnored(LowerCase(suffix), found.ignored_by_suffix);
    return false;
  }
  return true;
}

}  // namespace fit299::source
