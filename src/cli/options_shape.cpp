// How an image is brought to the size.
#include <array>

#include "cli/option_effects.h"
#include "cli/option_groups.h"

namespace fit299::cli {
namespace {

// img2dataset's --resize_mode has other words for what our policies do, with other defaults.
std::string PolicyHint(const std::string& text) {
  const std::string plain = Plain(text);
  if (plain == "border") return " (img2dataset's border is --policy pad --pad-color white)";
  if (plain == "no") return " (img2dataset's no is --policy native)";
  if (plain == "keepratiolargest") {
    return " (img2dataset's keep_ratio_largest is --policy native --max-side N)";
  }
  return "";
}

Outcome ApplyPolicy(Request& request, const std::string& text) {
  Outcome done = PutChoice(text, Policies(), request.job.recipe.policy);
  if (!done) return done.error() + PolicyHint(text);
  return done;
}

Outcome ApplyCropPct(Request& request, const std::string& text) {
  const auto fraction = ParseNumber(text);
  if (!fraction || *fraction <= 0 || *fraction > 1) {
    return "'" + text + "' is not a fraction above 0 and up to 1";
  }
  request.crop_pct = *fraction;
  return {};
}

// Other tools' names for the same thing.
constexpr std::array<std::string_view, 3> kSizeAliases = {"image-size", "img-size", "target-size"};
constexpr std::array<std::string_view, 1> kPolicyAliases = {"resize-mode"};
constexpr std::array<std::string_view, 1> kAspectAliases = {"crop-to-aspect-ratio"};
constexpr std::array<std::string_view, 1> kAnchorAliases = {"gravity"};

// An option is easier to read in few lines.
// clang-format off
constexpr std::array kShapeOptions = {
    Option{"recipe", 0, "NAME|FILE", Arity::kValue, Group::kShape, kImages, false, {},
           [] {
             return std::string("all of this section and the next two as a framework has it;\n"
                                "`fit299 recipes` lists them. Options beside it override");
           },
           [](Request&, const std::string&) -> Outcome { return {}; }},
    Option{"policy", 0, "P", Arity::kValue, Group::kShape, kImages, false, kPolicyAliases,
           [] { return "how an image is brought to the size (default: resize)" + Lines(Policies()); },
           ApplyPolicy},
    Option{"size", 0, "N|WxH", Arity::kValue, Group::kShape, kImages | kRecipes, false, kSizeAliases,
           [] { return std::string("the size, in pixels (default: 299)"); },
           [](Request& r, const std::string& v) { return Put(ParseSize(v), r.job.recipe.size); }},
    Option{"resize-shorter", 0, "N", Arity::kValue, Group::kShape, kImages, false, {},
           [] {
             return std::string("center-crop: first resize the shorter side to N, the longer to\n"
                                "int(N * long / short)");
           },
           [](Request& r, const std::string& v) {
             return PutInteger(v, 1, r.job.recipe.resize_shorter);
           }},
    Option{"crop-fraction", 0, "F", Arity::kValue, Group::kShape, kImages, false, {},
           [] {
             return std::string("center-crop: cut out the central fraction F of each side, then "
                                "resize");
           },
           [](Request& r, const std::string& v) {
             return Put(ParseNumber(v), r.job.recipe.crop_fraction);
           }},
    Option{"crop-to-aspect", 0, "", Arity::kFlag, Group::kShape, kImages, false, kAspectAliases,
           [] {
             return std::string("center-crop: cut out the largest part that has the size's aspect,\n"
                                "then resize");
           },
           [](Request& r, const std::string& v) {
             return Put(ParseBool(v), r.job.recipe.crop_to_aspect);
           }},
    Option{"crop-pct", 0, "P", Arity::kValue, Group::kShape, kImages, true, {},
           [] { return std::string("timm's: --resize-shorter floor(size / P)"); }, ApplyCropPct},
    Option{"small", 0, "HOW", Arity::kValue, Group::kShape, kImages, false, {},
           [] {
             return "center-crop: an image smaller than the crop (default: enlarge)" +
                    Lines(Smalls());
           },
           [](Request& r, const std::string& v) {
             return PutChoice(v, Smalls(), r.job.recipe.small);
           }},
    Option{"anchor", 0, "A", Arity::kValue, Group::kShape, kImages, false, kAnchorAliases,
           [] {
             return std::string(
                 "where the crop is taken, or the image is placed (default: center):\n"
                 "north, north-east, east, south-east, south, south-west, west, north-west");
           },
           [](Request& r, const std::string& v) {
             return PutChoice(v, Anchors(), r.job.recipe.anchor);
           }},
    Option{"pad-mode", 0, "M", Arity::kValue, Group::kShape, kImages, false, {},
           [] { return "what fills the rest (default: constant)" + Lines(PadModes()); },
           [](Request& r, const std::string& v) {
             return PutChoice(v, PadModes(), r.job.recipe.pad_mode);
           }},
    Option{"pad-color", 0, "COLOR", Arity::kValue, Group::kShape, kImages, false, {},
           [] { return std::string("the color of constant padding (default: #000000)"); },
           [](Request& r, const std::string& v) {
             return Put(ParseColor(v), r.job.recipe.pad_color);
           }},
    Option{"max-side", 0, "N", Arity::kValue, Group::kShape, kImages, false, {},
           [] { return std::string("native: shrink until the longer side is at most N"); },
           [](Request& r, const std::string& v) {
             return PutInteger(v, 1, r.job.recipe.max_side);
           }},
    Option{"multiple-of", 0, "M", Arity::kValue, Group::kShape, kImages, false, {},
           [] { return std::string("native: pad each side up to a multiple of M"); },
           [](Request& r, const std::string& v) {
             return PutInteger(v, 1, r.job.recipe.multiple_of);
           }},
    Option{"rounding", 0, "R", Arity::kValue, Group::kShape, kImages, false, {},
           [] {
             return "how sizes and offsets become whole pixels (default: half-even)" +
                    Lines(Roundings());
           },
           [](Request& r, const std::string& v) {
             return PutChoice(v, Roundings(), r.job.recipe.rounding);
           }},
};
// clang-format on

}  // namespace

std::span<const Option> ShapeOptions() { return kShapeOptions; }

}  // namespace fit299::cli
