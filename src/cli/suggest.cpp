#include "cli/suggest.h"

#include <algorithm>
#include <cstddef>

namespace fit299::cli {
namespace {

// Damerau-Levenshtein distance (optimal string alignment), three rows at a time.
std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

}  // namespace

std::string_view Nearest(std::string_view name, std::span<const std::string_view> known) {
  std::string_view nearest;
  // The beginning of a name is meant for it.
  constexpr std::size_t kPrefix = 3;
  for (const std::string_view candidate : known) {
    if (name.size() >= kPrefix && candidate.starts_with(name)) return candidate;
  }
  std::size_t least = std::max<std::size_t>(1, name.size() / 3) + 1;
  for (const std::string_view candidate : known) {
    const std::size_t distance = EditDistance(name, candidate);
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

std::string UnknownName(std::string_view name, const std::vector<std::string_view>& known) {
  std::string text = "'" + std::string(name) + "' is unknown";
  if (const std::string_view nearest = Nearest(name, known); !nearest.empty()) {
    text += "; did you mean " + std::string(nearest) + "?";
  }
  text += " (one of: ";
  for (const std::string_view candidate : known) {
    if (candidate != known.front()) text += ", ";
    text += candidate;
  }
  return text + ")";
}

}  // namespace fit299::cli
