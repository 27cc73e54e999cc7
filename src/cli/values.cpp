#include "cli/values.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <vector>

namespace fit299::cli {
namespace {

// The whole text as a number, or false.
template <class T>
bool ReadWhole(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

std::vector<std::string> Split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t end = 0; end != std::string::npos; begin = end + 1) {
    end = text.find(separator, begin);
    std::string part = text.substr(begin, end == std::string::npos ? end : end - begin);
    std::erase(part, ' ');
    parts.push_back(std::move(part));
  }
  return parts;
}

std::string Quoted(const std::string& text) { return "'" + text + "'"; }

bool ParseHexColor(std::string_view digits, Rgb& color) {
  if (digits.size() != 6 && digits.size() != 3) return false;
  const std::size_t width = digits.size() / 3;
  for (std::size_t i = 0; i < 3; ++i) {
    unsigned value = 0;
    const std::string_view part = digits.substr(i * width, width);
    const auto [end, error] = std::from_chars(part.data(), part.data() + width, value, 16);
    if (error != std::errc() || end != part.data() + width) return false;
    color[i] = static_cast<std::uint8_t>(width == 1 ? value * 17 : value);
  }
  return true;
}

}  // namespace

Parsed<std::int64_t> ParseInteger(const std::string& text, std::int64_t low, std::int64_t high) {
  std::int64_t value = 0;
  if (ReadWhole(text, value) && value >= low && value <= high) return value;
  std::string expected = "a whole number";
  if (high == std::numeric_limits<std::int64_t>::max()) {
    expected += ", at least " + std::to_string(low);
  } else {
    expected += " from " + std::to_string(low) + " to " + std::to_string(high);
  }
  return Quoted(text) + " is not " + expected;
}

Parsed<double> ParseNumber(const std::string& text) {
  double value = 0;
  if (ReadWhole(text, value) && std::isfinite(value)) return value;
  return Quoted(text) + " is not a number";
}

Parsed<bool> ParseBool(const std::string& text) {
  const std::string plain = Plain(text);
  if (plain == "true" || plain == "1" || plain == "yes" || plain == "on") return true;
  if (plain == "false" || plain == "0" || plain == "no" || plain == "off") return false;
  return Quoted(text) + " is neither true nor false";
}

Parsed<std::uint64_t> ParseAmount(const std::string& text, std::uint64_t unit) {
  static constexpr std::string_view kUnits = "KMGT";
  std::string digits = text;
  std::uint64_t factor = 1;
  if (!digits.empty()) {
    const auto letter = static_cast<char>(std::toupper(static_cast<unsigned char>(digits.back())));
    if (const std::size_t power = kUnits.find(letter); power != std::string_view::npos) {
      for (std::size_t i = 0; i <= power; ++i) factor *= unit;
      digits.pop_back();
    }
  }
  std::uint64_t count = 0;
  const bool fits =
      ReadWhole(std::string_view(digits), count) &&
      count <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) / factor;
  if (fits && count > 0) return count * factor;
  return Quoted(text) + " is not an amount like 4096, 256K, 256M or 2G";
}

Parsed<cv::Size> ParseSize(const std::string& text) {
  const std::vector<std::string> parts = Split(text, 'x');
  int width = 0;
  int height = 0;
  const bool square = parts.size() == 1 && ReadWhole(std::string_view(parts[0]), width);
  const bool both = parts.size() == 2 && ReadWhole(std::string_view(parts[0]), width) &&
                    ReadWhole(std::string_view(parts[1]), height);
  if (square) return cv::Size(width, width);
  if (both) return cv::Size(width, height);
  return Quoted(text) + " is not a size like 299, or 320x240 (width, then height)";
}

Parsed<Rgb> ParseColor(const std::string& text) {
  Rgb color{};
  if (text == "black") return color;
  if (text == "white") return Rgb{255, 255, 255};
  if (text.starts_with('#') && ParseHexColor(std::string_view(text).substr(1), color)) return color;
  const std::vector<std::string> parts = Split(text, ',');
  const bool three = parts.size() == 3 && std::ranges::all_of(parts, [&](const std::string& part) {
                       return ReadWhole(std::string_view(part),
                                        color[static_cast<std::size_t>(&part - &parts[0])]);
                     });
  if (three) return color;
  return Quoted(text) + " is not a color like '#ff8000', 255,128,0, black or white";
}

Parsed<std::array<float, 3>> ParseChannels(const std::string& text) {
  const std::vector<std::string> parts = Split(text, ',');
  std::array<float, 3> values{};
  const auto read = [](const std::string& part, float& value) {
    return ReadWhole(std::string_view(part), value) && std::isfinite(value);
  };
  if (parts.size() == 1 && read(parts[0], values[0])) {
    values.fill(values[0]);
    return values;
  }
  if (parts.size() == 3 && read(parts[0], values[0]) && read(parts[1], values[1]) &&
      read(parts[2], values[2])) {
    return values;
  }
  return Quoted(text) + " is neither one number nor three like 0.485,0.456,0.406";
}

std::string Plain(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (c != '-' && c != '_') {
      plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return plain;
}

}  // namespace fit299::cli
