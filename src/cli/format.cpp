#include "cli/format.h"

#include <array>
#include <cmath>
#include <cstdio>

#include "record/escape.h"

namespace fit299::cli {
namespace {

template <class... Arguments>
std::string Print(const char* format, Arguments... arguments) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), format, arguments...);
  return text.data();
}

}  // namespace

std::string HumanBytes(std::uint64_t bytes) {
  static constexpr std::array<const char*, 5> kUnits = {"kB", "MB", "GB", "TB", "PB"};
  if (bytes < 1000) return std::to_string(bytes) + " bytes";
  double value = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  // 999.95 would be printed as 1000.0.
  while (value >= 999.95 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  return Print("%.1f %s", value, kUnits[unit]);
}

std::string HumanSeconds(double seconds) {
  if (seconds < 9.995) return Print("%.2f s", seconds);
  if (seconds < 59.5) return Print("%.0f s", seconds);
  const auto whole = static_cast<long long>(std::llround(seconds));
  if (whole < 3600) return Print("%lld min %02lld s", whole / 60, whole % 60);
  return Print("%lld h %02lld min", whole / 3600, whole % 3600 / 60);
}

std::string Count(std::uint64_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::string Listed(const std::map<std::string, std::uint64_t, std::less<>>& counts) {
  std::string text;
  for (const auto& [what, count] : counts) {
    text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + record::EscapeName(what);
  }
  return text;
}

}  // namespace fit299::cli
