// From an option's text to its value. Errors are in words, and say what would have been right.
#ifndef FIT299_CLI_VALUES_H_
#define FIT299_CLI_VALUES_H_

#include <array>
#include <cstdint>
#include <opencv2/core/types.hpp>
#include <span>
#include <string>
#include <string_view>

#include "cli/suggest.h"
#include "fit299/expected.h"
#include "fit299/recipe.h"

namespace fit299::cli {

template <class T>
using Parsed = Expected<T, std::string>;

Parsed<std::int64_t> ParseInteger(const std::string& text, std::int64_t low, std::int64_t high);
Parsed<double> ParseNumber(const std::string& text);
Parsed<bool> ParseBool(const std::string& text);

// "4096", "256K", "256M", "2G": multiples of `unit` (1000 or 1024).
Parsed<std::uint64_t> ParseAmount(const std::string& text, std::uint64_t unit);

// "299", or "320x240": width, then height.
Parsed<cv::Size> ParseSize(const std::string& text);

// "#ff8000", "#f80", "255,128,0", "black", "white".
Parsed<Rgb> ParseColor(const std::string& text);

// "0.5" for all three channels, or "0.485,0.456,0.406".
Parsed<std::array<float, 3>> ParseChannels(const std::string& text);

// Lower case, without hyphens and underscores: "NorthWest", "north_west" and "north-west" are one.
std::string Plain(std::string_view text);

// A value by its name in a table.
template <class Enum>
Parsed<Enum> ParseChoice(const std::string& text, std::span<const Choice<Enum>> choices) {
  std::vector<std::string_view> names;
  for (const Choice<Enum>& choice : choices) {
    if (Plain(choice.name) == Plain(text)) return choice.value;
    names.push_back(choice.name);
  }
  return UnknownName(text, names);
}

}  // namespace fit299::cli

#endif  // FIT299_CLI_VALUES_H_
