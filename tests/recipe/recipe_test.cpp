#include "fit299/recipe.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "fit299/recipes.h"
#include "recipe/recipe_json.h"

namespace fit299 {
namespace {

template <class Row>
void ExpectUniqueNames(std::span<const Row> rows) {
  std::set<std::string_view> names;
  for (const Row& row : rows) {
    EXPECT_FALSE(row.name.empty());
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
  }
}

template <class Enum>
void ExpectRoundTrip(std::span<const Choice<Enum>> choices) {
  ExpectUniqueNames(choices);
  for (const Choice<Enum>& choice : choices) EXPECT_EQ(Name(choice.value), choice.name);
}

TEST(RecipeTables, NamesAreUniqueAndFoundAgain) {
  ExpectRoundTrip(Policies());
  ExpectRoundTrip(Smalls());
  ExpectRoundTrip(Anchors());
  ExpectRoundTrip(PadModes());
  ExpectRoundTrip(Orientations());
  ExpectRoundTrip(Alphas());
  ExpectRoundTrip(Dcts());
  ExpectRoundTrip(Upsamplings());
  ExpectRoundTrip(Readers());
  ExpectRoundTrip(Depth16s());
  ExpectRoundTrip(Iccs());
  ExpectRoundTrip(Roundings());
  ExpectRoundTrip(ResampleOns());
  ExpectRoundTrip(NormalizeModes());
  ExpectRoundTrip(Dtypes());
  ExpectRoundTrip(Layouts());
  ExpectUniqueNames(Resamplings());
  for (const Resampling& row : Resamplings()) EXPECT_EQ(Name(row.engine, row.filter), row.name);
}

TEST(FindRecipeError, AcceptsTheDefault) { EXPECT_EQ(FindRecipeError(Recipe{}), std::nullopt); }

TEST(FindRecipeError, NamesTheOptionThatIsWrong) {
  const auto error_of = [](auto change) {
    Recipe recipe;
    change(recipe);
    const std::string error = FindRecipeError(recipe).value_or("none");
    return error.substr(0, error.find_first_of(" :"));
  };
  EXPECT_EQ(error_of([](Recipe& r) { r.size = {0, 299}; }), "size");
  EXPECT_EQ(error_of([](Recipe& r) { r.size = {299, 70000}; }), "size");
  EXPECT_EQ(error_of([](Recipe& r) { r.resize_shorter = 333; }), "resize-shorter");
  EXPECT_EQ(error_of([](Recipe& r) { r.max_side = 333; }), "max-side");
  EXPECT_EQ(error_of([](Recipe& r) { r.multiple_of = 0; }), "multiple-of");
  EXPECT_EQ(error_of([](Recipe& r) {
              r.policy = Policy::kCenterCrop;
              r.crop_fraction = 1.5;
            }),
            "crop-fraction");
  EXPECT_EQ(error_of([](Recipe& r) {
              r.policy = Policy::kNative;
              r.max_side = 500;
              r.multiple_of = 32;
            }),
            "max-side");
  EXPECT_EQ(error_of([](Recipe& r) {
              r.normalize = NormalizeMode::kCustom;
              r.mean = {123.68F, 116.78F, 103.94F};
            }),
            "mean");
  EXPECT_EQ(error_of([](Recipe& r) {
              r.normalize = NormalizeMode::kCustom;
              r.std = {0, 1, 1};
            }),
            "std");
  EXPECT_EQ(error_of([](Recipe& r) { r.filter = Filter::kArea; }), "resample");
  EXPECT_EQ(error_of([](Recipe& r) { r.crop_to_aspect = true; }), "crop-to-aspect");
  EXPECT_EQ(error_of([](Recipe& r) {
              r.policy = Policy::kCenterCrop;
              r.crop_to_aspect = true;
              r.rounding = Rounding::kPillow;
              r.engine = Engine::kTensorFlow;
            }),
            "crop-to-aspect");
  EXPECT_EQ(error_of([](Recipe& r) { r.resample_on = ResampleOn::kUnit; }), "resample-on");
  EXPECT_EQ(error_of([](Recipe& r) { r.shrink_on_load = 0.5; }), "shrink-on-load");
  EXPECT_EQ(error_of([](Recipe& r) { r.shrink_on_load = std::nan(""); }), "shrink-on-load");
  EXPECT_EQ(error_of([](Recipe& r) {
              r.shrink_on_load = 2;
              r.engine = Engine::kTensorFlow;
            }),
            "shrink-on-load");
}

TEST(BuiltinRecipes, AreValidAtEverySizeAndHaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const BuiltinRecipe& row : BuiltinRecipes()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_FALSE(row.help.empty()) << row.name;
    if (!row.alias.empty()) {
      EXPECT_TRUE(names.insert(row.alias).second) << row.alias;
      EXPECT_EQ(FindBuiltinRecipe(row.alias), &row);
    }
    EXPECT_EQ(FindBuiltinRecipe(row.name), &row);
    for (const int side : {1, 224, 299, 331, 512}) {
      const Recipe recipe = row.make({side, side});
      EXPECT_EQ(FindRecipeError(recipe), std::nullopt) << row.name << " " << side;
      EXPECT_EQ(recipe.size, cv::Size(side, side)) << row.name;
    }
  }
  EXPECT_EQ(FindBuiltinRecipe("keras"), nullptr);
}

TEST(BuiltinRecipes, AdaptToTheSizeAsTheirFrameworks) {
  EXPECT_EQ(FindBuiltinRecipe("timm")->make({299, 299}).resize_shorter, 333);
  EXPECT_EQ(FindBuiltinRecipe("timm")->make({224, 224}).resize_shorter, 249);
  // Found by fuzzing: more than an int holds.
  constexpr int kMost = std::numeric_limits<int>::max();
  EXPECT_EQ(FindBuiltinRecipe("timm")->make({kMost, kMost}).resize_shorter, kMost);
  EXPECT_EQ(FindBuiltinRecipe("torchvision")->make({299, 299}).resize_shorter, 342);
  EXPECT_EQ(FindBuiltinRecipe("torchvision")->make({224, 224}).resize_shorter, 256);
}

TEST(IsNormalized, IsFalseForUint8AndNone) {
  Recipe recipe;
  EXPECT_TRUE(IsNormalized(recipe));
  recipe.dtype = Dtype::kUint8;
  EXPECT_FALSE(IsNormalized(recipe));
  recipe.dtype = Dtype::kFloat16;
  recipe.normalize = NormalizeMode::kNone;
  EXPECT_FALSE(IsNormalized(recipe));
}

TEST(RecipeJson, HoldsEveryFieldInAFixedOrder) {
  EXPECT_EQ(
      ToJson(Recipe{}).dump(),
      R"({"policy":"resize","size":"299x299","resize_shorter":null,"crop_fraction":null,)"
      R"("crop_to_aspect":false,"small":"enlarge","anchor":"center","pad_mode":"constant","pad_color":"#000000",)"
      R"("multiple_of":1,"max_side":null,"rounding":"half-even",)"
      R"("resample":"pillow:bilinear","resample_on":"pixels","reader":"standard","orientation":"apply",)"
      R"("icc":"ignore","alpha":"blend","background":"#ffffff","dct":"accurate",)"
      R"("upsampling":"fancy","shrink_on_load":"off",)"
      R"("depth16":"high-byte","frame":0,"normalize":"tf",)"
      R"("dtype":"float32","layout":"nhwc"})");
}

}  // namespace
}  // namespace fit299
