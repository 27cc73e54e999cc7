#include "cli/recipes.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/partners.h"
#include "cli/result.h"
#include "fit299/recipes.h"
#include "recipe/recipe_json.h"
#include "record/escape.h"

namespace fit299::cli {
namespace {

using nlohmann::ordered_json;

template <class Rows>
std::string Table(const Rows& rows) {
  std::size_t width = 0;
  for (const auto& row : rows) width = std::max(width, row.name.size());
  std::string text;
  for (const auto& row : rows) {
    text += "  " + std::string(row.name);
    if (!row.help.empty()) {
      text.append(width - row.name.size() + 2, ' ');
      text += row.help;
    }
    text += "\n";
  }
  return text;
}

std::string ListText() {
  return "Recipes (--recipe NAME; `fit299 recipes NAME` shows one as options):\n" +
         Table(BuiltinRecipes()) + "\nWhose arithmetic resamples (--resample ENGINE:FILTER):\n" +
         Table(Resamplings());
}

ordered_json ListJson() {
  ordered_json json;
  json["recipes"] = ordered_json::array();
  for (const BuiltinRecipe& row : BuiltinRecipes()) {
    ordered_json recipe = {{"name", row.name}, {"help", row.help}};
    if (!row.alias.empty()) recipe["alias"] = row.alias;
    json["recipes"].push_back(std::move(recipe));
  }
  json["resample"] = ordered_json::array();
  for (const Resampling& row : Resamplings()) json["resample"].push_back(row.name);
  json["exit"] = 0;
  return json;
}

// The recipe as a file that --recipe reads: the options that have an effect, one a line.
std::string ToToml(const Recipe& recipe) {
  std::string text;
  const ordered_json fields = ToJson(recipe);
  for (const auto& [key, value] : fields.items()) {
    std::string option = key;
    std::ranges::replace(option, '_', '-');
    const bool by_numbers = option == "normalize" && recipe.normalize == NormalizeMode::kCustom;
    if (value.is_null() || by_numbers || !HasEffect(option, recipe)) continue;
    text += option + " = " + value.dump() + "\n";
  }
  return text;
}

}  // namespace

Expected<void, Failure> CheckRecipes(const Settings& settings, Request& request) {
  if (request.operands.size() > 1) {
    return Failure{ExitStatus::kUsage, "recipes shows one recipe at a time"};
  }
  if (request.operands.empty()) {
    if (settings.Find("size") == nullptr) return {};
    return Failure{ExitStatus::kUsage, "--size goes with a recipe's name"};
  }
  return {};
}

Expected<ExitStatus, Failure> RunRecipes(const Request& request, Console& console) {
  if (request.operands.empty()) {
    const std::string text = request.json ? ListJson().dump() + "\n" : ListText();
    return PrintResult(text, ExitStatus::kOk, console);
  }
  const Recipe& recipe = request.job.recipe;
  if (auto error = FindRecipeError(recipe)) return Failure{ExitStatus::kUsage, *error};
  if (!request.json) {
    const BuiltinRecipe* row = FindBuiltinRecipe(request.operands[0]);
    const std::string title = row == nullptr
                                  ? record::EscapeForDisplay(request.operands[0])
                                  : std::string(row->name) + ": " + std::string(row->help);
    return PrintResult("# " + title + "\n" + ToToml(recipe), ExitStatus::kOk, console);
  }
  ordered_json json;
  json["name"] = record::EscapeForJson(request.operands[0]);
  json["recipe"] = ToJson(recipe);
  json["exit"] = 0;
  return PrintResult(json.dump() + "\n", ExitStatus::kOk, console);
}

}  // namespace fit299::cli
