// Which recipe makes this tensor of this image: all that are likely are tried.
#ifndef FIT299_EXAMINE_RECIPE_SEARCH_H_
#define FIT299_EXAMINE_RECIPE_SEARCH_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "examine/hypothesis.h"
#include "fit299/preprocess.h"
#include "fit299/recipe.h"

namespace fit299::examine {

// A recipe that was tried.
struct TriedRecipe {
  std::string options;  // what it takes besides the options asked for: "--policy pad"; "" : nothing
  std::string besides;  // what no option makes: "channels swapped"; "" : nothing
  Explanation explanation;  // from the recipe's pixels to the tensor
};

struct RecipeSearch {
  std::vector<TriedRecipe> exact;    // that give it but for rounding, the simplest first
  std::vector<TriedRecipe> nearest;  // at most one, when none is exact
};

// Tries policies, resamplings, orientation, and on the pixels of each all ways of scaling, channel
// orders and turns. REQUIRES: FindRecipeError(asked) is empty.
RecipeSearch SearchRecipes(std::span<const std::byte> image, const Recipe& asked,
                           const Limits& limits, const Subject& tensor);

// "--policy pad --normalize unit": what has to be said to get from one recipe to another.
std::string OptionsBetween(const Recipe& from, const Recipe& to);

}  // namespace fit299::examine

#endif  // FIT299_EXAMINE_RECIPE_SEARCH_H_
