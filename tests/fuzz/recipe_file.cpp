// Any bytes as a recipe file or a config file (TOML).
//
// The bytes' number chooses which of both. A recipe that is accepted is one that every function
// takes: it comes back from a manifest's header as it was, and fits a picture.
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/environment.h"
#include "cli/job.h"
#include "codec/encode.h"
#include "fit299/preprocess.h"
#include "fuzz/fuzz.h"
#include "fuzz/memory_file.h"
#include "record/manifest.h"

namespace fit299::cli {
namespace {

using fuzz::MemoryFile;
using fuzz::Require;

// A command that takes the options of a recipe, and has nothing to say to them.
Expected<void, Failure> Accept(const Settings& /*settings*/, Request& /*request*/) { return {}; }
constexpr Command kShowing = {kRecipes, "recipes", "", "", "", "", Accept, nullptr};
constexpr Command kAllOptions = {kAllCommands, "fit", "", "", "", "", Accept, nullptr};

Expected<Recipe, Failure> Choose(const Settings& settings, const Command& command = kShowing) {
  CommandLine line;
  line.command = &command;
  line.settings = settings;
  const auto request = MakeRequest(line);
  if (!request) return request.error();
  if (auto error = FindRecipeError(request->job.recipe)) {
    return Failure{ExitStatus::kUsage, *std::move(error)};
  }
  return request->job.recipe;
}

// As `fit299 compare` takes it from a manifest.
void CheckManifest(const Recipe& recipe) {
  record::ManifestHeader header;
  header.recipe = recipe;
  const std::string line = record::HeaderLine(header);
  const MemoryFile file({reinterpret_cast<const std::uint8_t*>(line.data()), line.size()});
  const auto options = record::ReadRecipeOptions(file.path());
  Require(options.ok());
  Request request;
  for (const auto& [name, text] : *options) {
    const Option* option = FindOption(name);
    Require(option != nullptr);
    Require(option->apply(request, text).ok());
  }
  Require(request.job.recipe == recipe);
}

std::vector<std::byte> Picture() {
  constexpr int kWidth = 31;
  constexpr int kHeight = 17;
  std::vector<std::byte> pixels(std::size_t{3} * kWidth * kHeight);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::byte>(i * 29);
  return *codec::EncodePng(pixels, {kWidth, kHeight});
}

// Canvases that take long, or longer than they may, are not for here.
bool IsSmall(const Recipe& recipe) {
  constexpr int kMostSide = 64;
  return recipe.size.width <= kMostSide && recipe.size.height <= kMostSide &&
         recipe.resize_shorter <= kMostSide && recipe.multiple_of <= kMostSide;
}

void CheckPicture(const Recipe& recipe) {
  static const std::vector<std::byte> picture = Picture();
  Preprocessor preprocessor(recipe);
  const auto prepared = preprocessor.Prepare(picture);
  if (!prepared) return;
  std::vector<std::byte> tensor(prepared->tensor_bytes);
  const auto report = preprocessor.Fit(picture, *prepared, tensor);
  Require(report.ok() || report.error().reason != Reason::kInternalError);
}

Expected<Recipe, Failure> ReadRecipe(const std::string& path) {
  Settings settings;
  settings.Add(*FindOption("recipe"), Level::kFlag, "--recipe", path);
  return Choose(settings);
}

Expected<Recipe, Failure> ReadConfig(const std::string& path) {
  Settings settings;
  if (auto added = AddToml("--config", path, settings); !added) return std::move(added).error();
  return Choose(settings, kAllOptions);
}

void Check(const Expected<Recipe, Failure>& recipe) {
  if (!recipe) {
    Require(recipe.error().status == ExitStatus::kUsage && !recipe.error().message.empty());
    return;
  }
  CheckManifest(*recipe);
  if (IsSmall(*recipe)) CheckPicture(*recipe);
}

}  // namespace
}  // namespace fit299::cli

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fit299::fuzz::MemoryFile file({data, size});
  const auto read = size % 2 == 0 ? fit299::cli::ReadRecipe : fit299::cli::ReadConfig;
  fit299::cli::Check(read(file.path()));
  return 0;
}
