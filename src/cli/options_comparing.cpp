// When two tensors count as the same.
#include <array>

#include "cli/option_effects.h"
#include "cli/option_groups.h"

namespace fit299::cli {
namespace {

// An option is easier to read in few lines.
// clang-format off
constexpr std::array kComparingOptions = {
    Option{"atol", 0, "X", Arity::kValue, Group::kComparing, kCompare, false, {},
           [] {
             return std::string(
                 "how far two values may be apart and count as the same (default: 0)");
           },
           [](Request& r, const std::string& v) -> Outcome {
             const auto tolerance = ParseNumber(v);
             if (!tolerance || *tolerance < 0) return "'" + v + "' is not a number from 0 on";
             r.tolerance = *tolerance;
             return {};
           }},
};
// clang-format on

}  // namespace

std::span<const Option> ComparingOptions() { return kComparingOptions; }

}  // namespace fit299::cli
