// --recipe: a built-in name or a file, whose values stand until options override them.
#ifndef FIT299_CLI_RECIPE_CHOICE_H_
#define FIT299_CLI_RECIPE_CHOICE_H_

#include <string>
#include <vector>

#include "cli/settings.h"
#include "fit299/exit_status.h"
#include "fit299/expected.h"
#include "fit299/recipe.h"

namespace fit299::cli {

struct RecipeChoice {
  Recipe base;                         // what options are applied to
  std::string name;                    // as the user wrote it; "" without --recipe
  std::vector<std::string> overrides;  // the options that change it
};

// Finds the recipe that the settings name, adapted to --size. Drops the recipe options of lower
// levels than --recipe itself, and adds those of a recipe file that no option overrides.
// Errors: kUsage (an unknown name, a file that cannot be read or is no recipe).
Expected<RecipeChoice, Failure> ChooseRecipe(Settings& settings);

// True for an option that is a field of a recipe.
bool IsRecipeOption(const Option& option);

}  // namespace fit299::cli

#endif  // FIT299_CLI_RECIPE_CHOICE_H_
