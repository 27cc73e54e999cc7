// The common effects of options: parse, then put in place; and the lines of help that list choices.
#ifndef FIT299_CLI_OPTION_EFFECTS_H_
#define FIT299_CLI_OPTION_EFFECTS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "cli/options.h"
#include "cli/values.h"

namespace fit299::cli {

using Outcome = Expected<void, std::string>;
inline constexpr std::int64_t kUnlimited = std::numeric_limits<std::int64_t>::max();

template <class T, class Target>
Outcome Put(Parsed<T> parsed, Target& target) {
  if (!parsed) return std::move(parsed).error();
  target = static_cast<Target>(*parsed);
  return {};
}

template <class T, class Target>
Outcome Put(Parsed<T> parsed, std::optional<Target>& target) {
  if (!parsed) return std::move(parsed).error();
  target = static_cast<Target>(*parsed);
  return {};
}

inline Outcome PutInteger(const std::string& text, std::int64_t low, int& target) {
  return Put(ParseInteger(text, low, std::numeric_limits<int>::max()), target);
}

template <class Enum>
Outcome PutChoice(const std::string& text, std::span<const Choice<Enum>> choices, Enum& target) {
  return Put(ParseChoice(text, choices), target);
}

// One indented line for each choice, with its own help.
template <class Row>
std::string Lines(std::span<const Row> rows) {
  std::size_t width = 0;
  for (const Row& row : rows) width = std::max(width, row.name.size());
  std::string lines;
  for (const Row& row : rows) {
    lines += "\n  " + std::string(row.name) + std::string(width - row.name.size() + 2, ' ') +
             std::string(row.help);
  }
  return lines;
}

}  // namespace fit299::cli

#endif  // FIT299_CLI_OPTION_EFFECTS_H_
