#include "examine/recipe_search.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "examine/side.h"
#include "fit299/recipes.h"
#include "recipe/recipe_json.h"

namespace fit299::examine {
namespace {

// What is likely to have been done to the shape instead.
std::vector<Recipe> OtherShapes(const Recipe& asked) {
  Recipe plain = asked;
  plain.policy = Policy::kResize;
  plain.resize_shorter = 0;
  plain.crop_fraction.reset();
  plain.crop_to_aspect = false;
  plain.multiple_of = 1;
  plain.max_side = 0;
  plain.small = Small::kEnlarge;
  plain.anchor = Anchor::kCenter;
  plain.pad_mode = PadMode::kConstant;

  std::vector<Recipe> shapes = {plain};
  Recipe crop = plain;
  crop.policy = Policy::kCenterCrop;
  shapes.push_back(crop);
  const int shorter = std::min(asked.size.width, asked.size.height);
  for (const double share : {1.0, 0.8975, 0.875, 0.95}) {
    crop.resize_shorter = static_cast<int>(std::floor(shorter / share));
    shapes.push_back(crop);
  }
  crop.resize_shorter = shorter * 342 / 299;  // torchvision's 342 for 299
  shapes.push_back(crop);
  crop.resize_shorter = 0;
  crop.crop_fraction = 0.875;
  shapes.push_back(crop);
  Recipe pad = plain;
  pad.policy = Policy::kPad;
  for (const std::uint8_t gray : {0, 114, 127, 128, 255}) {
    pad.pad_color = {gray, gray, gray};
    shapes.push_back(pad);
  }
  pad.pad_color = {0, 0, 0};
  pad.pad_mode = PadMode::kEdge;
  shapes.push_back(pad);
  return shapes;
}

// A recipe, and how it is called where it has a name: "--recipe timm".
struct Candidate {
  Recipe recipe;  // to the pixels
  std::string name;
  NormalizeMode own;  // what a recipe with a name does with them
};

class CandidateList {
 public:
  CandidateList(const Header& header, cv::Size tensor)
      : turned_(header.orientation != 1), tensor_(tensor) {}

  // Where the image has an orientation, also with the other way to treat it.
  void Add(Recipe recipe, const std::string& name = "") {
    AddOne(recipe, name);
    if (!turned_) return;
    const bool applied = recipe.orientation != Orientation::kIgnore;
    const char* other = applied ? " --orientation ignore" : " --orientation apply";
    recipe.orientation = applied ? Orientation::kIgnore : Orientation::kApply;
    AddOne(recipe, name.empty() ? "" : name + other);
  }

  // The shape as it is, then by every way to resample.
  void AddResamplings(Recipe recipe) {
    Add(recipe);
    for (const Resampling& row : Resamplings()) {
      recipe.engine = row.engine;
      recipe.filter = row.filter;
      Add(recipe);
    }
  }

  // The same pixels of a decoder that cuts corners.
  void AddDecodings(const Recipe& recipe) {
    Recipe other = recipe;
    for (const double gap : {0.0, 1.0, 2.0}) {
      other.shrink_on_load = gap;
      for (const Choice<Dct>& dct : Dcts()) {
        for (const Choice<Upsampling>& upsampling : Upsamplings()) {
          other.dct = dct.value;
          other.upsampling = upsampling.value;
          Add(other);
        }
      }
    }
  }

  std::vector<Candidate> Take() { return std::move(list_); }

 private:
  void AddOne(Recipe recipe, const std::string& name) {
    const NormalizeMode own = recipe.normalize;
    // One that is asked for in another size, but for the size, is a candidate too.
    if (recipe.policy != Policy::kNative) recipe.size = tensor_;
    recipe.normalize = NormalizeMode::kNone;
    recipe.dtype = Dtype::kFloat32;
    recipe.layout = Layout::kNhwc;
    if (FindRecipeError(recipe)) return;
    if (std::ranges::find(list_, recipe, &Candidate::recipe) == list_.end()) {
      list_.push_back({recipe, name, own});
    }
  }

  bool turned_;
  cv::Size tensor_;
  std::vector<Candidate> list_;
};

// The recipes with a name, and the shape asked for in every way to resample.
std::vector<Candidate> LikelyCandidates(const Recipe& asked, const Header& header,
                                        cv::Size tensor) {
  CandidateList candidates(header, tensor);
  candidates.Add(asked);
  for (const BuiltinRecipe& row : BuiltinRecipes()) {
    if (row.square_only && tensor.width != tensor.height) continue;
    candidates.Add(row.make(tensor), "--recipe " + std::string(row.name));
  }
  candidates.AddResamplings(asked);
  candidates.AddDecodings(asked);
  return candidates.Take();
}

// Every shape in every way to resample: ten times as many.
std::vector<Candidate> OtherCandidates(const Recipe& asked, const Header& header, cv::Size tensor) {
  CandidateList candidates(header, tensor);
  for (const Recipe& shape : OtherShapes(asked)) candidates.AddResamplings(shape);
  return candidates.Take();
}

std::optional<Subject> FitAs(const Recipe& recipe, const Limits& limits,
                             std::span<const std::byte> image) {
  Preprocessor preprocessor(recipe, limits);
  const auto prepared = preprocessor.Prepare(image);
  if (!prepared || FindWaste(*prepared, image.size())) return std::nullopt;
  std::vector<std::byte> made(prepared->tensor_bytes);
  if (!preprocessor.Fit(image, *prepared, made)) return std::nullopt;
  tensors::Tensor tensor;
  TakeTensor(recipe, prepared->geometry.canvas, made, tensor);
  auto picture = ToPicture(tensor, recipe.layout);
  if (!picture) return std::nullopt;
  return Subject{*std::move(picture), tensor.type};
}

std::string Besides(const Hypothesis& hypothesis) {
  std::string text(hypothesis.turn->name);
  const auto add = [&](std::string_view part) {
    if (!text.empty()) text += ", ";
    text += part;
  };
  if (hypothesis.swaps_colors()) add("channels swapped (RGB/BGR)");
  if (hypothesis.to != nullptr && !hypothesis.to->mode) add(hypothesis.to->words);
  return text;
}

TriedRecipe Describe(const Recipe& asked, Candidate candidate, Explanation explanation) {
  Recipe& recipe = candidate.recipe;
  recipe.dtype = asked.dtype;
  recipe.layout = asked.layout;
  recipe.normalize = asked.normalize;
  const Scaling* to = explanation.hypothesis.to;
  if (to != nullptr && to->mode) recipe.normalize = *to->mode;
  std::string options = OptionsBetween(asked, recipe);
  if (!candidate.name.empty()) {
    options = candidate.name;
    if (to != nullptr && to->mode && to->mode != candidate.own) {
      options += " --normalize " + std::string(to->name);
    }
  }
  return {std::move(options), Besides(explanation.hypothesis), explanation};
}

// What has to be said more, is believed less.
std::size_t Length(const TriedRecipe& tried) {
  return tried.options.size() + 3 * tried.besides.size();
}

void Try(const Candidate& candidate, std::span<const std::byte> image, const Recipe& asked,
         const Limits& limits, const Subject& tensor, RecipeSearch& search) {
  const auto pixels = FitAs(candidate.recipe, limits, image);
  if (!pixels) return;
  const auto best = FindBest(*pixels, tensor, FindScaling(NormalizeMode::kNone));
  if (!best) return;
  TriedRecipe tried = Describe(asked, candidate, *best);
  if (best->after.exact) {
    search.exact.push_back(std::move(tried));
  } else if (search.nearest.empty()) {
    search.nearest.push_back(std::move(tried));
  } else if (best->after.mean_levels() <
             search.nearest[0].explanation.after.mean_levels() * 0.999) {
    search.nearest[0] = std::move(tried);
  }
}

}  // namespace

std::string OptionsBetween(const Recipe& from, const Recipe& to) {
  std::string options;
  const nlohmann::ordered_json before = ToJson(from);
  const nlohmann::ordered_json after = ToJson(to);
  for (const auto& [field, value] : after.items()) {
    // Its value is optional on the command line.
    const char* equals = field == "shrink_on_load" ? "=" : " ";
    if (value.is_null() || before.value(field, nlohmann::ordered_json()) == value) continue;
    std::string name = field;
    std::ranges::replace(name, '_', '-');
    if (!options.empty()) options += " ";
    options += "--" + name + equals + (value.is_string() ? value.get<std::string>() : value.dump());
  }
  return options;
}

RecipeSearch SearchRecipes(std::span<const std::byte> image, const Recipe& asked,
                           const Limits& limits, const Subject& tensor) {
  RecipeSearch search;
  const auto prepared = Preprocessor(asked, limits).Prepare(image);
  if (!prepared) return search;
  const cv::Size size(static_cast<int>(tensor.picture.width),
                      static_cast<int>(tensor.picture.height));
  for (const auto candidates : {LikelyCandidates, OtherCandidates}) {
    for (const Candidate& candidate : candidates(asked, prepared->header, size)) {
      Try(candidate, image, asked, limits, tensor, search);
    }
    if (!search.exact.empty()) break;
  }
  std::ranges::stable_sort(search.exact, {}, Length);
  if (!search.exact.empty()) search.nearest.clear();
  return search;
}

}  // namespace fit299::examine
