#include "cli/job.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "cli/commands.h"
#include "cli/decoder.h"
#include "cli/partners.h"
#include "cli/recipe_choice.h"

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

Expected<void, Failure> Apply(const Settings& settings, Request& request) {
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
  return {};
}

// Fields that rest do not enter the recipe.
void DropResting(Recipe& recipe) {
  const Recipe defaults;
  if (recipe.policy != Policy::kCenterCrop) {
    recipe.resize_shorter = 0;
    recipe.crop_fraction.reset();
    recipe.crop_to_aspect = false;
    recipe.small = defaults.small;
  }
  if (recipe.policy != Policy::kNative) {
    recipe.max_side = 0;
    recipe.multiple_of = 1;
  }
  if (!HasEffect("shrink-on-load", recipe)) recipe.shrink_on_load = 0;
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
  constexpr double kMost = std::numeric_limits<int>::max();
  recipe.resize_shorter =
      static_cast<int>(std::min(std::floor(shorter / *request.crop_pct), kMost));
  return {};
}

// What the environment and a config file say to other commands is none of this one's business.
void DropForeign(const Command& command, Settings& settings) {
  for (const Option& option : Options()) {
    if ((option.commands & command.bit) == 0) settings.Drop(option.name);
  }
}

// preprocess_input and rescale together are the bug that trains to chance: never both.
Expected<void, Failure> ApplyRescale(const Settings& settings, Request& request) {
  if (!request.rescale) return {};
  const Setting& rescale = *settings.Find("rescale");
  for (const std::string_view name : {"normalize", "mean", "std", "recipe"}) {
    if (const Setting* other = settings.Find(name)) {
      return Usage(rescale.origin + " and " + other->origin +
                   " together would scale the values twice, as preprocess_input and rescale=1/255 "
                   "do in Keras, which trains to chance: leave out " +
                   rescale.origin);
    }
  }
  request.job.recipe.normalize = NormalizeMode::kUnit;
  return {};
}

bool GivesRecipe(const Settings& settings, Level least) {
  return std::ranges::any_of(Options(), [&](const Option& option) {
    const bool of_recipe = option.group == Group::kShape || option.group == Group::kPixels ||
                           option.group == Group::kValues;
    return of_recipe && settings.LevelOf(option.name) >= least;
  });
}

}  // namespace

Expected<Request, Failure> MakeRequest(const CommandLine& line) {
  Settings settings = line.settings;
  DropForeign(*line.command, settings);
  if (line.command->bit == kRecipes && line.operands.size() == 1) {
    // `recipes NAME` shows what --recipe NAME would be.
    settings.Add(*FindOption("recipe"), Level::kFlag, "recipes", line.operands[0]);
  }
  auto choice = ChooseRecipe(settings);
  if (!choice) return std::move(choice).error();
  if (auto settled = SettleNormalize(settings); !settled) return std::move(settled).error();
  Request request;
  request.command = line.command;
  request.operands = line.operands;
  request.job.limits.decoder = FindDecoder();
  request.job.recipe = choice->base;
  request.job.recipe_name = std::move(choice->name);
  request.job.recipe_overrides = std::move(choice->overrides);
  if (auto applied = Apply(settings, request); !applied) return std::move(applied).error();
  request.recipe_given = GivesRecipe(settings, Level::kConfig);
  request.recipe_by_flag = GivesRecipe(settings, Level::kFlag);
  if (auto applied = ApplyRescale(settings, request); !applied) return std::move(applied).error();
  if (auto checked = line.command->check(settings, request); !checked) {
    return std::move(checked).error();
  }
  if (auto applied = ApplyCropPct(settings, request); !applied) return std::move(applied).error();
  if (auto checked = CheckPartners(settings, request.job.recipe); !checked) {
    return std::move(checked).error();
  }
  DropResting(request.job.recipe);
  return request;
}

}  // namespace fit299::cli
