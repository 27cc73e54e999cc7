// The built-in recipes. A new one is a row here, and its golden (tests/golden).
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "fit299/recipes.h"

namespace fit299 {
namespace {

// How a framework reads an image. None of them blends transparency.

Recipe ReadByPillow(cv::Size size) {
  Recipe recipe;
  recipe.size = size;
  recipe.reader = Reader::kPillow;
  recipe.orientation = Orientation::kIgnore;
  recipe.alpha = Alpha::kDrop;
  recipe.depth16 = Depth16::kClipGray;
  return recipe;
}

Recipe ReadByTensorFlow(cv::Size size) {
  Recipe recipe;
  recipe.size = size;
  recipe.reader = Reader::kTensorFlow;
  recipe.orientation = Orientation::kIgnore;
  recipe.alpha = Alpha::kDrop;
  recipe.dct = Dct::kFast;
  recipe.engine = Engine::kTensorFlow;
  return recipe;
}

Recipe ReadByOpenCv(cv::Size size) {
  Recipe recipe;
  recipe.size = size;
  recipe.reader = Reader::kOpenCv;
  recipe.alpha = Alpha::kDrop;
  recipe.engine = Engine::kOpenCv;
  return recipe;
}

// keras.utils.load_img.
template <Filter kFilter>
Recipe LoadImg(cv::Size size) {
  Recipe recipe = ReadByPillow(size);
  recipe.filter = kFilter;
  return recipe;
}

template <Filter kFilter>
Recipe LoadImgKeepAspect(cv::Size size) {
  Recipe recipe = LoadImg<kFilter>(size);
  recipe.policy = Policy::kCenterCrop;
  recipe.crop_to_aspect = true;
  recipe.rounding = Rounding::kFloor;
  return recipe;
}

// keras.utils.image_dataset_from_directory, and tf.image.resize in eager mode.
template <Filter kFilter>
Recipe TensorFlow(cv::Size size) {
  Recipe recipe = ReadByTensorFlow(size);
  recipe.filter = kFilter;
  return recipe;
}

template <Filter kFilter>
Recipe DatasetCrop(cv::Size size) {
  Recipe recipe = TensorFlow<kFilter>(size);
  recipe.policy = Policy::kCenterCrop;
  recipe.crop_to_aspect = true;
  recipe.rounding = Rounding::kTensorFlow;
  return recipe;
}

template <Filter kFilter, Rounding kRounding>
Recipe TensorFlowPad(cv::Size size) {
  Recipe recipe = TensorFlow<kFilter>(size);
  recipe.policy = Policy::kPad;
  recipe.rounding = kRounding;
  return recipe;
}

Recipe SlimEval(cv::Size size) {
  Recipe recipe = TensorFlow<Filter::kBilinearLegacy>(size);
  recipe.policy = Policy::kCenterCrop;
  recipe.crop_fraction = 0.875;
  recipe.resample_on = ResampleOn::kUnitMultiplied;
  return recipe;
}

Recipe TensorFlowCropOrPad(cv::Size size) {
  Recipe recipe = ReadByTensorFlow(size);
  recipe.policy = Policy::kCenterCrop;
  recipe.small = Small::kPad;
  recipe.rounding = Rounding::kFloor;
  return recipe;
}

Recipe PillowFit(cv::Size size) {
  Recipe recipe = ReadByPillow(size);
  recipe.filter = Filter::kBicubic;
  recipe.policy = Policy::kCenterCrop;
  recipe.crop_to_aspect = true;
  recipe.rounding = Rounding::kPillow;
  return recipe;
}

Recipe PillowFitExif(cv::Size size) {
  Recipe recipe = PillowFit(size);
  recipe.orientation = Orientation::kApply;
  return recipe;
}

Recipe PillowPad(cv::Size size) {
  Recipe recipe = ReadByPillow(size);
  recipe.filter = Filter::kBicubic;
  recipe.policy = Policy::kPad;
  recipe.rounding = Rounding::kPillow;
  return recipe;
}

template <Filter kFilter>
Recipe OpenCvResize(cv::Size size) {
  Recipe recipe = ReadByOpenCv(size);
  recipe.filter = kFilter;
  return recipe;
}

Recipe OpenCvCenterCrop(cv::Size size) {
  Recipe recipe = OpenCvResize<Filter::kLinear>(size);
  recipe.policy = Policy::kCenterCrop;
  recipe.small = Small::kReject;
  return recipe;
}

int Shorter(cv::Size size) { return std::min(size.width, size.height); }

// timm 1.0: crop_pct 0.8975. Its mean and std of 0.5 give all 256 values of the mode tf.
Recipe Timm(cv::Size size) {
  constexpr double kCropPct = 0.8975;
  Recipe recipe = ReadByPillow(size);
  recipe.filter = Filter::kBicubic;
  recipe.policy = Policy::kCenterCrop;
  // (Sizes beyond all memory are refused later.)
  constexpr double kMost = std::numeric_limits<int>::max();
  recipe.resize_shorter = static_cast<int>(std::min(std::floor(Shorter(size) / kCropPct), kMost));
  recipe.layout = Layout::kNchw;
  return recipe;
}

// torchvision's presets: 342 for 299, 256 for 224.
Recipe TorchvisionInception(Recipe recipe, cv::Size size) {
  constexpr double kCropShare = 0.875;
  recipe.policy = Policy::kCenterCrop;
  recipe.resize_shorter = static_cast<int>(std::lround(Shorter(size) / kCropShare));
  recipe.normalize = NormalizeMode::kTorch;
  recipe.layout = Layout::kNchw;
  return recipe;
}

Recipe TorchvisionInceptionPil(cv::Size size) {
  return TorchvisionInception(ReadByPillow(size), size);
}

Recipe TorchvisionInceptionTensor(cv::Size size) {
  Recipe recipe = TorchvisionInception(ReadByPillow(size), size);
  recipe.depth16 = Depth16::kKeep;
  recipe.engine = Engine::kTorch;
  recipe.filter = Filter::kBilinearAa;
  return recipe;
}

Recipe CleanFid(cv::Size size) {
  Recipe recipe = ReadByPillow(size);
  recipe.engine = Engine::kPillowFloat;
  recipe.filter = Filter::kBicubic;
  recipe.normalize = NormalizeMode::kFid;
  recipe.layout = Layout::kNchw;
  return recipe;
}

Recipe PytorchFid(cv::Size size) {
  Recipe recipe = ReadByPillow(size);
  recipe.engine = Engine::kTorch;
  recipe.filter = Filter::kBilinear;
  recipe.resample_on = ResampleOn::kUnit;
  recipe.layout = Layout::kNchw;
  return recipe;
}

constexpr std::array kBuiltinRecipes = {
    BuiltinRecipe{"keras-load-img-nearest",
                  "load_img, ImageDataGenerator, flow_from_directory (nearest is their default)",
                  "keras-load-img", false, LoadImg<Filter::kNearest>},
    BuiltinRecipe{"keras-load-img-nearest-keepar", "load_img(keep_aspect_ratio=True)", "", false,
                  LoadImgKeepAspect<Filter::kNearest>},
    BuiltinRecipe{"keras-load-img-bilinear", "load_img(interpolation=\"bilinear\")", "", false,
                  LoadImg<Filter::kBilinear>},
    BuiltinRecipe{"keras-load-img-bilinear-keepar",
                  "load_img(interpolation=\"bilinear\", keep_aspect_ratio=True)", "", false,
                  LoadImgKeepAspect<Filter::kBilinear>},
    BuiltinRecipe{"keras-load-img-bicubic",
                  "load_img(interpolation=\"bicubic\"), PIL's Image.resize", "", false,
                  LoadImg<Filter::kBicubic>},
    BuiltinRecipe{"keras-load-img-bicubic-keepar",
                  "load_img(interpolation=\"bicubic\", keep_aspect_ratio=True)", "", false,
                  LoadImgKeepAspect<Filter::kBicubic>},
    BuiltinRecipe{"keras-load-img-lanczos", "load_img(interpolation=\"lanczos\")", "", false,
                  LoadImg<Filter::kLanczos>},
    BuiltinRecipe{"keras-load-img-lanczos-keepar",
                  "load_img(interpolation=\"lanczos\", keep_aspect_ratio=True)", "", false,
                  LoadImgKeepAspect<Filter::kLanczos>},
    BuiltinRecipe{"keras-load-img-box", "load_img(interpolation=\"box\")", "", false,
                  LoadImg<Filter::kBox>},
    BuiltinRecipe{"keras-load-img-box-keepar",
                  "load_img(interpolation=\"box\", keep_aspect_ratio=True)", "", false,
                  LoadImgKeepAspect<Filter::kBox>},
    BuiltinRecipe{"keras-load-img-hamming", "load_img(interpolation=\"hamming\")", "", false,
                  LoadImg<Filter::kHamming>},
    BuiltinRecipe{"keras-load-img-hamming-keepar",
                  "load_img(interpolation=\"hamming\", keep_aspect_ratio=True)", "", false,
                  LoadImgKeepAspect<Filter::kHamming>},
    BuiltinRecipe{"keras-dataset-bilinear", "image_dataset_from_directory(image_size=...)",
                  "keras-dataset", false, TensorFlow<Filter::kBilinear>},
    BuiltinRecipe{"keras-dataset-nearest",
                  "image_dataset_from_directory(interpolation=\"nearest\")", "", false,
                  TensorFlow<Filter::kNearest>},
    BuiltinRecipe{"keras-dataset-bicubic",
                  "image_dataset_from_directory(interpolation=\"bicubic\")", "", false,
                  TensorFlow<Filter::kBicubic>},
    BuiltinRecipe{"keras-dataset-area", "image_dataset_from_directory(interpolation=\"area\")", "",
                  false, TensorFlow<Filter::kArea>},
    BuiltinRecipe{"keras-dataset-lanczos3",
                  "image_dataset_from_directory(interpolation=\"lanczos3\")", "", false,
                  TensorFlow<Filter::kLanczos3>},
    BuiltinRecipe{"keras-dataset-lanczos5",
                  "image_dataset_from_directory(interpolation=\"lanczos5\")", "", false,
                  TensorFlow<Filter::kLanczos5>},
    BuiltinRecipe{"keras-dataset-gaussian",
                  "image_dataset_from_directory(interpolation=\"gaussian\")", "", false,
                  TensorFlow<Filter::kGaussian>},
    BuiltinRecipe{"keras-dataset-mitchellcubic",
                  "image_dataset_from_directory(interpolation=\"mitchellcubic\")", "", false,
                  TensorFlow<Filter::kMitchellCubic>},
    BuiltinRecipe{"keras-dataset-bilinear-crop",
                  "image_dataset_from_directory(crop_to_aspect_ratio=True)", "", false,
                  DatasetCrop<Filter::kBilinear>},
    BuiltinRecipe{"keras-dataset-bilinear-pad",
                  "image_dataset_from_directory(pad_to_aspect_ratio=True)", "", false,
                  TensorFlowPad<Filter::kBilinear, Rounding::kTensorFlow>},
    BuiltinRecipe{
        "keras-dataset-bicubic-crop",
        "image_dataset_from_directory(interpolation=\"bicubic\", crop_to_aspect_ratio=True)", "",
        false, DatasetCrop<Filter::kBicubic>},
    BuiltinRecipe{
        "keras-dataset-bicubic-pad",
        "image_dataset_from_directory(interpolation=\"bicubic\", pad_to_aspect_ratio=True)", "",
        false, TensorFlowPad<Filter::kBicubic, Rounding::kTensorFlow>},
    BuiltinRecipe{"slim-eval", "TF-slim's Inception evaluation: central 87.5 %, legacy bilinear",
                  "", false, SlimEval},
    BuiltinRecipe{"tf-resize-with-pad", "tf.image.resize_with_pad, eager or in tf.data", "", false,
                  TensorFlowPad<Filter::kBilinear, Rounding::kTensorFlow>},
    BuiltinRecipe{"tf-resize-with-pad-graph", "tf.image.resize_with_pad inside tf.function", "",
                  false, TensorFlowPad<Filter::kBilinear, Rounding::kTensorFlowGraph>},
    BuiltinRecipe{"tf-crop-or-pad", "tf.image.resize_with_crop_or_pad", "", false,
                  TensorFlowCropOrPad},
    BuiltinRecipe{"tf-resize-bilinear-aa", "tf.image.resize(antialias=True)", "", false,
                  TensorFlow<Filter::kBilinearAa>},
    BuiltinRecipe{"tf-resize-bicubic-aa", "tf.image.resize(method=\"bicubic\", antialias=True)", "",
                  false, TensorFlow<Filter::kBicubicAa>},
    BuiltinRecipe{"tf-resize-lanczos3-aa", "tf.image.resize(method=\"lanczos3\", antialias=True)",
                  "", false, TensorFlow<Filter::kLanczos3Aa>},
    BuiltinRecipe{"pil-pad", "PIL.ImageOps.pad", "", false, PillowPad},
    BuiltinRecipe{"pil-fit", "PIL.ImageOps.fit", "", false, PillowFit},
    BuiltinRecipe{"pil-fit-exif", "PIL.ImageOps.fit after exif_transpose", "", false,
                  PillowFitExif},
    BuiltinRecipe{"opencv-center-crop", "a slice of the size out of cv2.imread's middle", "", false,
                  OpenCvCenterCrop},
    BuiltinRecipe{"opencv-resize-linear", "cv2.imread, cv2.resize (INTER_LINEAR, the default)",
                  "opencv-resize", false, OpenCvResize<Filter::kLinear>},
    BuiltinRecipe{"opencv-resize-area", "cv2.imread, cv2.resize (INTER_AREA)", "", false,
                  OpenCvResize<Filter::kArea>},
    BuiltinRecipe{"opencv-resize-cubic", "cv2.imread, cv2.resize (INTER_CUBIC)", "", false,
                  OpenCvResize<Filter::kCubic>},
    BuiltinRecipe{"opencv-resize-lanczos4", "cv2.imread, cv2.resize (INTER_LANCZOS4)", "", false,
                  OpenCvResize<Filter::kLanczos4>},
    BuiltinRecipe{"opencv-resize-nearest", "cv2.imread, cv2.resize (INTER_NEAREST)", "", false,
                  OpenCvResize<Filter::kNearest>},
    BuiltinRecipe{"torchvision-inception-pil",
                  "torchvision's Inception_V3_Weights.transforms() on a PIL image", "torchvision",
                  false, TorchvisionInceptionPil},
    BuiltinRecipe{"torchvision-inception-tensor",
                  "torchvision's Inception_V3_Weights.transforms() on decode_image's tensor", "",
                  false, TorchvisionInceptionTensor},
    BuiltinRecipe{"timm", "timm's inception_resnet_v2.tf_in1k evaluation",
                  "timm-inception-resnet-v2", true, Timm},
    BuiltinRecipe{"clean-fid", "clean-fid's mode \"clean\", scaled already, as its network has it",
                  "", false, CleanFid},
    BuiltinRecipe{"pytorch-fid", "pytorch-fid, scaled already, as its network has it", "", false,
                  PytorchFid},
};

}  // namespace

std::span<const BuiltinRecipe> BuiltinRecipes() { return kBuiltinRecipes; }

const BuiltinRecipe* FindBuiltinRecipe(std::string_view name) {
  const auto row = std::ranges::find_if(kBuiltinRecipes, [&](const BuiltinRecipe& recipe) {
    return recipe.name == name || (!recipe.alias.empty() && recipe.alias == name);
  });
  return row == kBuiltinRecipes.end() ? nullptr : &*row;
}

}  // namespace fit299
