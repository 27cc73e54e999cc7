// A recipe as JSON: every field, under the names of the command line.
#ifndef FIT299_RECIPE_RECIPE_JSON_H_
#define FIT299_RECIPE_RECIPE_JSON_H_

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "fit299/recipe.h"

namespace fit299 {

nlohmann::ordered_json ToJson(const Recipe& recipe);

// "#ff8000".
std::string HexColor(const Rgb& color);

// "299x299": width, then height.
std::string SizeText(cv::Size size);

}  // namespace fit299

#endif  // FIT299_RECIPE_RECIPE_JSON_H_
