#include "examine/match.h"

#include <algorithm>
#include <deque>
#include <map>
#include <string>

namespace fit299::examine {
namespace {

using Indices = std::vector<std::uint64_t>;

Matching MatchByPosition(std::uint64_t a, std::uint64_t b) {
  Matching matching;
  matching.by_position = true;
  for (std::uint64_t i = 0; i < std::max(a, b); ++i) {
    if (i < a && i < b) {
      matching.pairs.emplace_back(i, i);
    } else {
      (i < a ? matching.only_a : matching.only_b).push_back(i);
    }
  }
  return matching;
}

std::string WithoutSuffix(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  const std::size_t slash = name.rfind('/');
  const bool suffix = dot != name.npos && dot > 0 && (slash == name.npos || dot > slash + 1);
  return suffix ? name.substr(0, dot) : name;
}

// Pairs what has the same key; those of one key in their order, or not at all when `unique`.
template <class Key>
void MatchBy(const Side& a, const Side& b, Key key, bool unique, Matching& matching) {
  std::map<std::string, std::deque<std::uint64_t>> left;
  std::map<std::string, int> of_a;
  for (const std::uint64_t i : matching.only_b) left[key(b.Name(i))].push_back(i);
  for (const std::uint64_t i : matching.only_a) ++of_a[key(a.Name(i))];
  Indices only_a;
  for (const std::uint64_t i : matching.only_a) {
    const std::string name = key(a.Name(i));
    const auto it = left.find(name);
    const bool several = it != left.end() && (it->second.size() > 1 || of_a[name] > 1);
    if (it == left.end() || it->second.empty() || (unique && several)) {
      only_a.push_back(i);
      continue;
    }
    matching.pairs.emplace_back(i, it->second.front());
    it->second.pop_front();
  }
  Indices only_b;
  for (const auto& [name, indices] : left) {
    only_b.insert(only_b.end(), indices.begin(), indices.end());
  }
  std::ranges::sort(only_b);
  matching.only_a = std::move(only_a);
  matching.only_b = std::move(only_b);
}

}  // namespace

Matching Match(const Side& a, const Side& b) {
  if (a.size() == 1 && b.size() == 1) return MatchByPosition(1, 1);
  if (!a.named() || !b.named()) return MatchByPosition(a.size(), b.size());
  Matching matching;
  for (std::uint64_t i = 0; i < a.size(); ++i) matching.only_a.push_back(i);
  for (std::uint64_t i = 0; i < b.size(); ++i) matching.only_b.push_back(i);
  MatchBy(
      a, b, [](const std::string& name) { return name; }, false, matching);
  MatchBy(a, b, WithoutSuffix, true, matching);
  std::ranges::sort(matching.pairs);
  return matching;
}

}  // namespace fit299::examine
