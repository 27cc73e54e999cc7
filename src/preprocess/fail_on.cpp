#include "preprocess/fail_on.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

namespace fit299 {
namespace {

constexpr std::array<Choice<FailOn>, 3> kFailOns = {{
    {FailOn::kTruncated, "truncated", "missing or wrong pixels"},
    {FailOn::kWarning, "warning", "any damage, though all pixels are there"},
    {FailOn::kNever, "never", "only what cannot be decoded at all: missing pixels are gray"},
}};

// Damage that leaves the pixels whole: why an image with it is rejected where none is allowed.
struct Damage {
  Warning warning;
  Reason reason;
};
constexpr std::array<Damage, 5> kDamages = {{
    {Warning::kMissingEoi, Reason::kTruncated},
    {Warning::kTrailingData, Reason::kCorrupt},
    {Warning::kHeaderDamaged, Reason::kCorrupt},
    {Warning::kAncillaryDamaged, Reason::kCorrupt},
    {Warning::kExifIgnored, Reason::kCorrupt},
}};

}  // namespace

std::optional<Rejection> FindDamage(FailOn fail_on, const CodeSet<Warning>& warnings) {
  if (fail_on != FailOn::kWarning) return std::nullopt;
  for (const Damage& damage : kDamages) {
    if (!warnings.Contains(damage.warning)) continue;
    const CodeRow& row = Warnings()[static_cast<std::size_t>(damage.warning)];
    return Rejection{damage.reason, std::string(row.code) + ": " + std::string(row.meaning) +
                                        " (--fail-on warning)"};
  }
  return std::nullopt;
}

std::span<const Choice<FailOn>> FailOns() { return kFailOns; }

std::string_view Name(FailOn value) {
  return std::ranges::find(kFailOns, value, &Choice<FailOn>::value)->name;
}

}  // namespace fit299
