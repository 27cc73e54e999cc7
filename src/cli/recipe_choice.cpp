#include "cli/recipe_choice.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "cli/environment.h"
#include "cli/suggest.h"
#include "cli/values.h"
#include "fit299/recipes.h"
#include "record/escape.h"

namespace fit299::cli {
namespace {

constexpr std::string_view kRecipe = "recipe";

// Of each group one option replaces the others.
constexpr std::array<std::string_view, 4> kCropWays = {"resize-shorter", "crop-fraction",
                                                       "crop-to-aspect", "crop-pct"};
constexpr std::array<std::string_view, 3> kNormalizeWays = {"normalize", "mean", "std"};

Failure Usage(std::string message) { return {ExitStatus::kUsage, std::move(message)}; }

bool HasAny(const Settings& settings, std::span<const std::string_view> names) {
  return std::ranges::any_of(names,
                             [&](std::string_view name) { return settings.Find(name) != nullptr; });
}

// True when an option that is set already takes the place of `name`.
bool IsReplaced(const Settings& settings, std::string_view name) {
  for (const std::span<const std::string_view> ways :
       {std::span<const std::string_view>(kCropWays),
        std::span<const std::string_view>(kNormalizeWays)}) {
    if (std::ranges::find(ways, name) != ways.end()) return HasAny(settings, ways);
  }
  return settings.Find(name) != nullptr;
}

bool LooksLikeAFile(std::string_view text) {
  return text.find('/') != text.npos || text.ends_with(".toml");
}

Failure UnknownRecipe(const std::string& origin, const std::string& text) {
  std::vector<std::string_view> names;
  for (const BuiltinRecipe& row : BuiltinRecipes()) names.push_back(row.name);
  std::string message = origin + ": " + record::EscapeForDisplay(text) + " is no built-in recipe";
  const auto begin_alike = std::ranges::count_if(
      names, [&](std::string_view name) { return name.starts_with(text + "-"); });
  if (begin_alike > 1) {
    return Usage(message + ", but the beginning of " + std::to_string(begin_alike) +
                 "; `fit299 recipes` says which calls they stand for");
  }
  const std::string_view nearest = Nearest(text, names);
  if (!nearest.empty()) message += "; did you mean " + std::string(nearest) + "?";
  return Usage(message + " (`fit299 recipes` lists them; a file's name has a / or ends in .toml)");
}

Expected<cv::Size, Failure> ChosenSize(const Settings& settings) {
  const Setting* setting = settings.Find("size");
  if (setting == nullptr) return Recipe().size;
  auto size = ParseSize(setting->values.back());
  if (!size) return Usage(setting->origin + ": " + size.error());
  return *size;
}

Expected<Recipe, Failure> MakeBuiltin(const std::string& origin, const std::string& name,
                                      const Settings& settings) {
  const BuiltinRecipe* row = FindBuiltinRecipe(name);
  if (row == nullptr) return UnknownRecipe(origin, name);
  const auto size = ChosenSize(settings);
  if (!size) return size.error();
  if (row->square_only && size->width != size->height) {
    return Usage(origin + ": " + name + " is for square sizes only");
  }
  return row->make(*size);
}

// Adds the file's options, and returns the recipe that they change.
Expected<Recipe, Failure> ReadRecipeFile(const Setting& chosen, Settings& settings) {
  const std::string path = chosen.values.back();
  Settings file;
  if (auto read = AddToml(chosen.origin, path, file); !read) return std::move(read).error();
  Settings added;
  std::string base;
  for (const Option& option : Options()) {
    const Setting* setting = file.Find(option.name);
    if (setting == nullptr) continue;
    if (option.name == kRecipe) {
      base = setting->values.back();
      continue;
    }
    if (!IsRecipeOption(option)) {
      return Usage(setting->origin + " is no part of a recipe; it belongs into a --config file");
    }
    if (IsReplaced(settings, option.name)) continue;
    for (const std::string& value : setting->values) {
      added.Add(option, chosen.level, setting->origin, value);
    }
  }
  const std::string origin = record::EscapeForDisplay(path) + ": recipe";
  for (const Option& option : Options()) {
    const Setting* setting = added.Find(option.name);
    if (setting == nullptr) continue;
    for (const std::string& value : setting->values) {
      settings.Add(option, chosen.level, setting->origin, value);
    }
  }
  return base.empty() ? Expected<Recipe, Failure>(Recipe()) : MakeBuiltin(origin, base, settings);
}

}  // namespace

bool IsRecipeOption(const Option& option) {
  return option.name != kRecipe &&
         (option.group == Group::kShape || option.group == Group::kPixels ||
          option.group == Group::kValues);
}

Expected<RecipeChoice, Failure> ChooseRecipe(Settings& settings) {
  const Setting* setting = settings.Find(kRecipe);
  if (setting == nullptr) return RecipeChoice{};
  const Setting chosen = *setting;
  RecipeChoice choice;
  choice.name = chosen.values.back();
  for (const Option& option : Options()) {
    if (!IsRecipeOption(option) || settings.Find(option.name) == nullptr) continue;
    if (settings.LevelOf(option.name) < chosen.level && option.name != "size") {
      settings.Drop(option.name);
    } else {
      choice.overrides.emplace_back(option.name);
    }
  }
  const bool has_crop = HasAny(settings, kCropWays);
  auto base = LooksLikeAFile(choice.name) ? ReadRecipeFile(chosen, settings)
                                          : MakeBuiltin(chosen.origin, choice.name, settings);
  if (!base) return std::move(base).error();
  choice.base = *base;
  if (has_crop) {
    choice.base.resize_shorter = 0;
    choice.base.crop_fraction.reset();
    choice.base.crop_to_aspect = false;
  }
  return choice;
}

}  // namespace fit299::cli
