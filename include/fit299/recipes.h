// The built-in recipes: what each framework does to an image, by name.
//
//   const fit299::BuiltinRecipe* row = fit299::FindBuiltinRecipe("keras-dataset-bilinear");
//   fit299::Preprocessor preprocessor(row->make({299, 299}));
//
// Each gives the framework's own bits, proven against the real one (docs/parity.md says which
// versions, and the few values that cannot be had).
#ifndef FIT299_RECIPES_H_
#define FIT299_RECIPES_H_

#include <opencv2/core/types.hpp>
#include <span>
#include <string_view>

#include "fit299/recipe.h"

namespace fit299 {

struct BuiltinRecipe {
  std::string_view name;   // "timm"
  std::string_view help;   // the call that it stands for, in a line
  std::string_view alias;  // another name, or ""
  bool square_only;        // the framework has another way for other sizes

  // The recipe for an output of this size, adapted as the framework does it.
  Recipe (*make)(cv::Size size);
};

// In the order of the list that users see.
std::span<const BuiltinRecipe> BuiltinRecipes();

// By its name or alias; nullptr: there is no such recipe.
const BuiltinRecipe* FindBuiltinRecipe(std::string_view name);

}  // namespace fit299

#endif  // FIT299_RECIPES_H_
