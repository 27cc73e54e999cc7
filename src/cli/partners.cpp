#include "cli/partners.h"

#include <algorithm>
#include <array>
#include <string>

namespace fit299::cli {
namespace {

bool TakesAPart(const Recipe& recipe) {
  return recipe.policy == Policy::kCenterCrop && !recipe.crop_fraction && !recipe.crop_to_aspect;
}

bool MayPad(const Recipe& recipe) {
  return recipe.policy == Policy::kPad || recipe.multiple_of > 1 ||
         (TakesAPart(recipe) && recipe.small == Small::kPad);
}

bool MayPadConstant(const Recipe& recipe) {
  return MayPad(recipe) && recipe.pad_mode == PadMode::kConstant;
}

bool MayShrink(const Recipe& recipe) {
  if (recipe.policy == Policy::kNative) return recipe.max_side != 0;
  return !TakesAPart(recipe) || recipe.resize_shorter != 0;
}

// An option that would change nothing was given by mistake, or its partner was forgotten: without
// --policy pad, --pad-color would stretch in silence.
struct Partner {
  std::string_view option;
  bool (*has_effect)(const Recipe& recipe);
  std::string_view goes_with;
};

constexpr std::array<Partner, 13> kPartners = {{
    {"size", [](const Recipe& r) { return r.policy != Policy::kNative; },
     "policies resize, center-crop and pad; native has --max-side and --multiple-of"},
    {"resize-shorter", [](const Recipe& r) { return r.policy == Policy::kCenterCrop; },
     "--policy center-crop"},
    {"crop-fraction", [](const Recipe& r) { return r.policy == Policy::kCenterCrop; },
     "--policy center-crop"},
    {"crop-to-aspect", [](const Recipe& r) { return r.policy == Policy::kCenterCrop; },
     "--policy center-crop"},
    {"small", TakesAPart, "--policy center-crop, without --crop-fraction and --crop-to-aspect"},
    {"rounding",
     [](const Recipe& r) { return r.policy == Policy::kPad || r.policy == Policy::kCenterCrop; },
     "--policy center-crop or pad"},
    {"anchor", [](const Recipe& r) { return TakesAPart(r) || MayPad(r) || r.crop_to_aspect; },
     "--policy center-crop or pad, or native with --multiple-of"},
    {"pad-mode", MayPad,
     "--policy pad, center-crop with --small pad, or native with --multiple-of"},
    {"pad-color", MayPadConstant,
     "constant padding: --policy pad, center-crop with --small pad, or native with --multiple-of"},
    {"max-side", [](const Recipe& r) { return r.policy == Policy::kNative; }, "--policy native"},
    {"multiple-of", [](const Recipe& r) { return r.policy == Policy::kNative; }, "--policy native"},
    {"shrink-on-load", [](const Recipe& r) { return r.shrink_on_load == 0 || MayShrink(r); },
     "a resize: --policy resize or pad, center-crop that resizes, or native with --max-side"},
    {"background", [](const Recipe& r) { return r.alpha == Alpha::kBlend; }, "--alpha blend"},
}};

}  // namespace

bool HasEffect(std::string_view option, const Recipe& recipe) {
  const auto partner = std::ranges::find(kPartners, option, &Partner::option);
  return partner == kPartners.end() || partner->has_effect(recipe);
}

Expected<void, Failure> CheckPartners(const Settings& settings, const Recipe& recipe) {
  for (const Partner& partner : kPartners) {
    const Setting* setting = settings.Find(partner.option);
    if (setting == nullptr || setting->level < settings.LevelOf("policy")) continue;
    if (!partner.has_effect(recipe)) {
      return Failure{ExitStatus::kUsage,
                     setting->origin + " goes with " + std::string(partner.goes_with)};
    }
  }
  return {};
}

}  // namespace fit299::cli
