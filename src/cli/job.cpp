#include "cli/job.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>

#include "cli/commands.h"

namespace fit299::cli {
namespace {

Failure Usage(std::string message) { return {ExitStatus::kUsage, std::move(message)}; }

// --normalize and --mean/--std choose the same thing: the higher level wins, one level cannot say
// both.
Expected<void, Failure> SettleNormalize(Settings& settings) {
  const Level by_name = settings.LevelOf("normalize");
  const Level by_numbers = std::max(settings.LevelOf("mean"), settings.LevelOf("std"));
  if (by_numbers == Level::kDefault) return {};
  if (by_name == by_numbers) return Usage("choose one of --normalize and --mean with --std");
  if (by_name > by_numbers) {
    settings.Drop("mean");
    settings.Drop("std");
    return {};
  }
  settings.Drop("normalize");
  if (settings.Find("mean") == nullptr || settings.Find("std") == nullptr) {
    return Usage("--mean and --std go together");
  }
  return {};
}

Expected<Request, Failure> Apply(const Settings& settings) {
  Request request;
  for (const Option& option : Options()) {
    const Setting* setting = settings.Find(option.name);
    if (setting == nullptr) continue;
    const bool all = option.arity == Arity::kList;
    const std::size_t first = all ? 0 : setting->values.size() - 1;
    for (std::size_t i = first; i < setting->values.size(); ++i) {
      const auto done = option.apply(request, setting->values[i]);
      if (!done) return Usage(setting->origin + ": " + done.error());
    }
  }
  return request;
}

bool TakesAPart(const Recipe& recipe) {
  return recipe.policy == Policy::kCenterCrop && !recipe.crop_fraction;
}

bool MayPad(const Recipe& recipe) {
  return recipe.policy == Policy::kPad || recipe.multiple_of > 1 ||
         (TakesAPart(recipe) && recipe.small == Small::kPad);
}

bool MayPadConstant(const Recipe& recipe) {
  return MayPad(recipe) && recipe.pad_mode == PadMode::kConstant;
}

// An option that would change nothing was given by mistake, or its partner was forgotten: without
// --policy pad, --pad-color would stretch in silence.
struct Partner {
  std::string_view option;
  bool (*has_effect)(const Recipe& recipe);
  std::string_view goes_with;
};

constexpr std::array<Partner, 10> kPartners = {{
    {"size", [](const Recipe& r) { return r.policy != Policy::kNative; },
     "policies resize, center-crop and pad; native has --max-side and --multiple-of"},
    {"resize-shorter", [](const Recipe& r) { return r.policy == Policy::kCenterCrop; },
     "--policy center-crop"},
    {"crop-fraction", [](const Recipe& r) { return r.policy == Policy::kCenterCrop; },
     "--policy center-crop"},
    {"small", TakesAPart, "--policy center-crop, without --crop-fraction"},
    {"anchor", [](const Recipe& r) { return TakesAPart(r) || MayPad(r); },
     "--policy center-crop or pad, or native with --multiple-of"},
    {"pad-mode", MayPad,
     "--policy pad, center-crop with --small pad, or native with --multiple-of"},
    {"pad-color", MayPadConstant,
     "constant padding: --policy pad, center-crop with --small pad, or native with --multiple-of"},
    {"max-side", [](const Recipe& r) { return r.policy == Policy::kNative; }, "--policy native"},
    {"multiple-of", [](const Recipe& r) { return r.policy == Policy::kNative; }, "--policy native"},
    {"background", [](const Recipe& r) { return r.alpha == Alpha::kBlend; }, "--alpha blend"},
}};

// What was set at a lower level than the policy was meant for another policy, and may rest.
Expected<void, Failure> CheckPartners(const Settings& settings, const Recipe& recipe) {
  for (const Partner& partner : kPartners) {
    const Setting* setting = settings.Find(partner.option);
    if (setting == nullptr || setting->level < settings.LevelOf("policy")) continue;
    if (!partner.has_effect(recipe)) {
      return Usage(setting->origin + " goes with " + std::string(partner.goes_with));
    }
  }
  return {};
}

// Fields that rest do not enter the recipe.
void DropResting(Recipe& recipe) {
  const Recipe defaults;
  if (recipe.policy != Policy::kCenterCrop) {
    recipe.resize_shorter = 0;
    recipe.crop_fraction.reset();
    recipe.small = defaults.small;
  }
  if (recipe.policy != Policy::kNative) {
    recipe.max_side = 0;
    recipe.multiple_of = 1;
  }
}

Expected<void, Failure> ApplyCropPct(const Settings& settings, Request& request) {
  if (!request.crop_pct) return {};
  if (settings.Find("resize-shorter") != nullptr) {
    return Usage("choose one of --crop-pct and --resize-shorter");
  }
  Recipe& recipe = request.job.recipe;
  if (recipe.policy != Policy::kCenterCrop)
    return Usage("--crop-pct goes with --policy center-crop");
  // timm's rule: floor(img_size / crop_pct), for the shorter side.
  const int shorter = std::min(recipe.size.width, recipe.size.height);
  recipe.resize_shorter = static_cast<int>(std::floor(shorter / *request.crop_pct));
  return {};
}

// What the environment and a config file say to other commands is none of this one's business.
void DropForeign(const Command& command, Settings& settings) {
  for (const Option& option : Options()) {
    if ((option.commands & command.bit) == 0) settings.Drop(option.name);
  }
}

}  // namespace

Expected<Request, Failure> MakeRequest(const CommandLine& line) {
  Settings settings = line.settings;
  DropForeign(*line.command, settings);
  if (auto settled = SettleNormalize(settings); !settled) return std::move(settled).error();
  auto request = Apply(settings);
  if (!request) return request;
  request->command = line.command;
  request->operands = line.operands;
  if (auto checked = line.command->check(settings, *request); !checked) {
    return std::move(checked).error();
  }
  if (auto applied = ApplyCropPct(settings, *request); !applied) return std::move(applied).error();
  if (auto checked = CheckPartners(settings, request->job.recipe); !checked) {
    return std::move(checked).error();
  }
  DropResting(request->job.recipe);
  return request;
}

}  // namespace fit299::cli
