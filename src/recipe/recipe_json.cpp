#include "recipe/recipe_json.h"

#include <nlohmann/json.hpp>
#include <string_view>

namespace fit299 {
namespace {

using nlohmann::ordered_json;

// Zero stands for "not set" in a recipe, and null in JSON.
ordered_json OrNull(int value) { return value == 0 ? ordered_json() : ordered_json(value); }

}  // namespace

std::string HexColor(const Rgb& color) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text = "#";
  for (const std::uint8_t value : color) {
    text += kDigits[value >> 4];
    text += kDigits[value & 15];
  }
  return text;
}

std::string SizeText(cv::Size size) {
  return std::to_string(size.width) + "x" + std::to_string(size.height);
}

ordered_json ToJson(const Recipe& recipe) {
  ordered_json json;
  json["policy"] = Name(recipe.policy);
  json["size"] =
      recipe.policy == Policy::kNative ? ordered_json() : ordered_json(SizeText(recipe.size));
  json["resize_shorter"] = OrNull(recipe.resize_shorter);
  json["crop_fraction"] =
      recipe.crop_fraction ? ordered_json(*recipe.crop_fraction) : ordered_json();
  json["crop_to_aspect"] = recipe.crop_to_aspect;
  json["small"] = Name(recipe.small);
  json["anchor"] = Name(recipe.anchor);
  json["pad_mode"] = Name(recipe.pad_mode);
  json["pad_color"] = HexColor(recipe.pad_color);
  json["multiple_of"] = recipe.multiple_of;
  json["max_side"] = OrNull(recipe.max_side);
  json["rounding"] = Name(recipe.rounding);
  json["resample"] = Name(recipe.engine, recipe.filter);
  json["resample_on"] = Name(recipe.resample_on);
  json["reader"] = Name(recipe.reader);
  json["orientation"] = Name(recipe.orientation);
  json["icc"] = Name(recipe.icc);
  json["alpha"] = Name(recipe.alpha);
  json["background"] = HexColor(recipe.background);
  json["dct"] = Name(recipe.dct);
  json["upsampling"] = Name(recipe.upsampling);
  json["shrink_on_load"] =
      recipe.shrink_on_load == 0 ? ordered_json("off") : ordered_json(recipe.shrink_on_load);
  json["depth16"] = Name(recipe.depth16);
  json["frame"] = recipe.frame;
  json["normalize"] = Name(recipe.normalize);
  if (recipe.normalize == NormalizeMode::kCustom) {
    json["mean"] = recipe.mean;
    json["std"] = recipe.std;
  }
  json["dtype"] = Name(recipe.dtype);
  json["layout"] = Name(recipe.layout);
  return json;
}

}  // namespace fit299
