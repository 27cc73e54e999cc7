#include "fit299/recipe.h"

#include <cmath>
#include <cstddef>

namespace fit299 {
namespace {

// The longest side of an output, in pixels. Far beyond what a network takes, and small enough that
// no sum of ours can overflow.
constexpr int kMaxOutputSide = 65'535;

std::optional<std::string> FindSizeError(const Recipe& recipe) {
  const auto in_range = [](int side) { return side >= 1 && side <= kMaxOutputSide; };
  if (!in_range(recipe.size.width) || !in_range(recipe.size.height)) {
    return "size: each side must be 1 to 65535 pixels";
  }
  if (recipe.resize_shorter != 0 && !in_range(recipe.resize_shorter)) {
    return "resize-shorter: must be 1 to 65535 pixels";
  }
  if (recipe.max_side != 0 && !in_range(recipe.max_side)) {
    return "max-side: must be 1 to 65535 pixels";
  }
  if (!in_range(recipe.multiple_of)) return "multiple-of: must be 1 to 65535";
  return std::nullopt;
}

std::optional<std::string> FindFrameError(const Recipe& recipe) {
  if (recipe.frame < 0) return "frame: must be 0 or more";
  return std::nullopt;
}

std::optional<std::string> FindCropError(const Recipe& recipe) {
  const bool crops = recipe.policy == Policy::kCenterCrop;
  if (recipe.resize_shorter != 0 && !crops) return "resize-shorter goes with policy center-crop";
  if (recipe.crop_to_aspect && !crops) return "crop-to-aspect goes with policy center-crop";
  if (recipe.crop_to_aspect && (recipe.resize_shorter != 0 || recipe.crop_fraction)) {
    return "choose one of crop-to-aspect, resize-shorter and crop-fraction";
  }
  if (!recipe.crop_fraction) return std::nullopt;
  if (!crops) return "crop-fraction goes with policy center-crop";
  if (recipe.resize_shorter != 0) return "choose one of resize-shorter and crop-fraction";
  if (!(*recipe.crop_fraction > 0 && *recipe.crop_fraction <= 1)) {
    return "crop-fraction: must be above 0, and at most 1";
  }
  return std::nullopt;
}

bool IsPillow(Engine engine) {
  return engine == Engine::kPillow || engine == Engine::kPillow12 || engine == Engine::kPillowFloat;
}

std::optional<std::string> FindResampleError(const Recipe& recipe) {
  if (Name(recipe.engine, recipe.filter).empty()) return "resample: this engine has no such filter";
  if (recipe.crop_to_aspect && recipe.rounding == Rounding::kPillow && !IsPillow(recipe.engine)) {
    return "crop-to-aspect with rounding pillow cuts at half pixels, which only the pillow engines "
           "can resample";
  }
  const bool takes_wide = recipe.engine == Engine::kTorch && recipe.filter == Filter::kBilinearAa &&
                          recipe.alpha == Alpha::kDrop;
  if (recipe.depth16 == Depth16::kKeep && !takes_wide) {
    return "depth16 keep goes with resample torch:bilinear-aa and alpha drop";
  }
  const bool takes_unit = recipe.engine == Engine::kTensorFlow || recipe.engine == Engine::kTorch;
  if (recipe.resample_on != ResampleOn::kPixels && (!takes_unit || !HasFloatPixels(recipe))) {
    return "resample-on goes with engines of float pixels: tf, and torch:bilinear";
  }
  return std::nullopt;
}

std::optional<std::string> FindShrinkError(const Recipe& recipe) {
  constexpr double kMostGap = 1000;
  if (recipe.shrink_on_load == 0) return std::nullopt;
  if (!(recipe.shrink_on_load >= 1 && recipe.shrink_on_load <= kMostGap)) {
    return "shrink-on-load: must be 1 to 1000 times the size, or off";
  }
  if (!IsPillow(recipe.engine)) {
    return "shrink-on-load makes crops that end between pixels, which only the pillow engines can "
           "resample";
  }
  return std::nullopt;
}

std::optional<std::string> FindNativeError(const Recipe& recipe) {
  if (recipe.policy != Policy::kNative) {
    if (recipe.max_side != 0) return "max-side goes with policy native";
    if (recipe.multiple_of != 1) return "multiple-of goes with policy native";
    return std::nullopt;
  }
  if (recipe.max_side != 0 && recipe.max_side % recipe.multiple_of != 0) {
    const int below = recipe.max_side / recipe.multiple_of * recipe.multiple_of;
    return "max-side must be a multiple of multiple-of, or the padding would exceed it: " +
           (below > 0 ? std::to_string(below) + " or " : std::string()) +
           std::to_string(below + recipe.multiple_of);
  }
  return std::nullopt;
}

std::optional<std::string> FindNormalizeError(const Recipe& recipe) {
  if (recipe.normalize != NormalizeMode::kCustom) return std::nullopt;
  for (const float mean : recipe.mean) {
    // Means of 0..255 pixels are the commonest slip, and would train without a word.
    if (!(mean >= 0 && mean <= 1)) {
      return "mean: must be 0 to 1, in units of x / 255 as in torchvision and timm; divide a mean "
             "of 0..255 pixels by 255";
    }
  }
  for (const float std : recipe.std) {
    if (!(std > 0 && std <= 1)) {
      return "std: must be above 0 and at most 1, in units of x / 255 as in torchvision and timm; "
             "divide a deviation of 0..255 pixels by 255";
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> FindRecipeError(const Recipe& recipe) {
  for (const auto find : {FindSizeError, FindFrameError, FindCropError, FindResampleError,
                          FindShrinkError, FindNativeError, FindNormalizeError}) {
    if (auto error = find(recipe)) return error;
  }
  return std::nullopt;
}

bool HasFloatPixels(const Recipe& recipe) {
  switch (recipe.engine) {
    case Engine::kPillow:
    case Engine::kPillow12:
    case Engine::kOpenCv: return false;
    case Engine::kPillowFloat: return true;
    case Engine::kTensorFlow: return recipe.filter != Filter::kNearest;
    case Engine::kTorch: return recipe.filter != Filter::kBilinearAa;
  }
  return false;
}

std::size_t BytesPerValue(Dtype dtype) {
  switch (dtype) {
    case Dtype::kFloat32: return 4;
    case Dtype::kFloat16:
    case Dtype::kBfloat16: return 2;
    case Dtype::kUint8: return 1;
  }
  return 0;
}

bool IsNormalized(const Recipe& recipe) {
  return recipe.dtype != Dtype::kUint8 && recipe.normalize != NormalizeMode::kNone;
}

}  // namespace fit299
