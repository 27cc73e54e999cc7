// --recipe and `fit299 recipes`: names and files that stand for options.
#include <gtest/gtest.h>

#include "cli/program.h"
#include "fit299/recipes.h"

namespace fit299 {
namespace {

using Strings = std::vector<std::string>;

class Recipes : public testing::Test {
 protected:
  Recipes() { WriteImage(folder_ / "a.jpg", 60, 40); }

  // The manifest's recipe of a run with these options.
  nlohmann::json RecipeOf(Strings options, Strings environment = {}) {
    Invocation invocation;
    invocation.folder = folder_.path();
    invocation.arguments = {"fit", "a.jpg", "-o", "x.npy", "--manifest", "m.jsonl", "--overwrite"};
    invocation.arguments.insert(invocation.arguments.end(), options.begin(), options.end());
    invocation.environment = std::move(environment);
    const Ended ended = RunProgram(invocation);
    EXPECT_EQ(ended.exit, 0) << ended.err;
    return ended.exit == 0 ? ManifestLines(folder_ / "m.jsonl").at(0).at("recipe")
                           : nlohmann::json();
  }

  std::string ErrorOf(Strings arguments) {
    const Ended ended = Fit299(folder_.path(), std::move(arguments));
    EXPECT_EQ(ended.exit, 2) << ended.err;
    return ended.err;
  }

  TemporaryFolder folder_;
};

TEST_F(Recipes, TheListHasEveryRecipeAndEngine) {
  const Ended ended = Fit299(folder_.path(), {"recipes"});
  EXPECT_EQ(ended.exit, 0);
  for (const BuiltinRecipe& row : BuiltinRecipes()) {
    EXPECT_NE(ended.out.find("  " + std::string(row.name) + " "), std::string::npos) << row.name;
  }
  for (const Resampling& row : Resamplings()) {
    EXPECT_NE(ended.out.find("  " + std::string(row.name)), std::string::npos) << row.name;
  }
  const auto json = Fit299(folder_.path(), {"recipes", "--json"}).Json();
  EXPECT_EQ(json.at("recipes").size(), BuiltinRecipes().size());
}

TEST_F(Recipes, WhatIsPrintedIsAFileThatMeansTheSame) {
  for (const BuiltinRecipe& row : BuiltinRecipes()) {
    const std::string name(row.name);
    const Ended ended = Fit299(folder_.path(), {"recipes", name});
    ASSERT_EQ(ended.exit, 0) << ended.err;
    WriteFile(folder_ / "mine.toml", ended.out);
    const auto json = Fit299(folder_.path(), {"recipes", "mine.toml", "--json"}).Json();
    EXPECT_EQ(json.value("recipe", nlohmann::json()),
              Fit299(folder_.path(), {"recipes", name, "--json"}).Json().at("recipe"))
        << name;
  }
}

TEST_F(Recipes, OptionsOverrideAndTheManifestSaysSo) {
  const auto recipe = RecipeOf({"--recipe", "slim-eval", "--normalize", "unit", "--size", "64"});
  EXPECT_EQ(recipe.at("name"), "slim-eval");
  EXPECT_EQ(recipe.at("overrides"), (Strings{"size", "normalize"}));
  EXPECT_EQ(recipe.at("size"), "64x64");
  EXPECT_EQ(recipe.at("normalize"), "unit");
  EXPECT_EQ(recipe.at("dct"), "fast");
  EXPECT_FALSE(RecipeOf({}).contains("name"));
}

TEST_F(Recipes, AnOptionOfALowerLevelDoesNotOverride) {
  const auto recipe = RecipeOf({"--recipe", "timm"}, {"FIT299_POLICY=pad", "FIT299_SIZE=64"});
  EXPECT_EQ(recipe.at("policy"), "center-crop");
  EXPECT_EQ(recipe.at("resize_shorter"), 71) << "the size is not the recipe's: floor(64 / 0.8975)";
  EXPECT_EQ(RecipeOf({"--policy", "pad"}, {"FIT299_RECIPE=timm"}).at("policy"), "pad");
}

TEST_F(Recipes, OneWayToCropReplacesAnother) {
  const auto recipe = RecipeOf({"--recipe", "timm", "--crop-to-aspect"});
  EXPECT_EQ(recipe.at("crop_to_aspect"), true);
  EXPECT_EQ(recipe.at("resize_shorter"), nullptr);
  EXPECT_EQ(RecipeOf({"--recipe", "pil-fit", "--crop-pct", "0.5"}).at("resize_shorter"), 598);
}

TEST_F(Recipes, AFileMayBeginWithABuiltinAndIsOverriddenByOptions) {
  WriteFile(folder_ / "mine.toml",
            "recipe = 'keras-dataset-bilinear'\nnormalize = 'torch'\nlayout = 'nchw'\n");
  const auto recipe = RecipeOf({"--recipe", "mine.toml", "--mean", "0.5", "--std", "0.5"});
  EXPECT_EQ(recipe.at("resample"), "tf:bilinear");
  EXPECT_EQ(recipe.at("layout"), "nchw");
  EXPECT_EQ(recipe.at("normalize"), "custom") << "--mean takes the place of the file's normalize";
}

TEST_F(Recipes, ARunSaysWhenItsPixelsAreNotTheRecipesAnyMore) {
  const auto words_of = [this](Strings options) {
    options.insert(options.begin(), {"fit", "a.jpg", "-o", "x.npy", "--overwrite", "--recipe"});
    return Fit299(folder_.path(), std::move(options)).err;
  };
  EXPECT_NE(words_of({"timm", "--policy", "pad"}).find("recipe: timm, but for --policy"),
            std::string::npos);
  EXPECT_EQ(words_of({"timm", "--size", "64", "--layout", "nhwc"}).find("but for"),
            std::string::npos);
  EXPECT_NE(words_of({"keras-dataset-bilinear", "--dtype", "uint8"}).find("rounded to 8 bits"),
            std::string::npos);
  EXPECT_EQ(words_of({"keras-load-img", "--dtype", "uint8"}).find("rounded"), std::string::npos);
}

TEST_F(Recipes, ErrorsSayWhatToDo) {
  EXPECT_NE(ErrorOf({"fit", "a.jpg", "-o", "x.npy", "--recipe", "tim"}).find("did you mean timm"),
            std::string::npos);
  EXPECT_NE(ErrorOf({"recipes", "./none.toml"}).find("none.toml"), std::string::npos);
  EXPECT_NE(ErrorOf({"recipes", "timm", "--size", "300x200"}).find("square"), std::string::npos);
  EXPECT_NE(ErrorOf({"fit", "a.jpg", "-o", "x.npy", "--recipe", "keras"}).find("beginning of"),
            std::string::npos);
  EXPECT_NE(ErrorOf({"recipes", "./none.toml"}).find("No such file"), std::string::npos);
  WriteFile(folder_ / "job.toml", "jobs = 2\n");
  EXPECT_NE(ErrorOf({"recipes", "job.toml"}).find("jobs is no part of a recipe"),
            std::string::npos);
}

}  // namespace
}  // namespace fit299
