// The tables of everything that a recipe can choose from. Common choices first, the default on top.
#include <algorithm>
#include <array>

#include "fit299/recipe.h"

namespace fit299 {
namespace {

constexpr std::array<Choice<Policy>, 4> kPolicies = {{
    {Policy::kResize, "resize", "stretch to the size; the aspect changes"},
    {Policy::kCenterCrop, "center-crop", "cut the size out of the middle, pixels untouched"},
    {Policy::kPad, "pad", "fit inside the size, keep the aspect, fill the rest"},
    {Policy::kNative, "native", "keep each image's own size"},
}};

constexpr std::array<Choice<Small>, 3> kSmalls = {{
    {Small::kEnlarge, "enlarge", "resample until it covers the crop"},
    {Small::kPad, "pad", "fill what is missing"},
    {Small::kReject, "reject", "skip it as too-small"},
}};

constexpr std::array<Choice<Anchor>, 9> kAnchors = {{
    {Anchor::kCenter, "center", ""},
    {Anchor::kNorth, "north", ""},
    {Anchor::kNorthEast, "north-east", ""},
    {Anchor::kEast, "east", ""},
    {Anchor::kSouthEast, "south-east", ""},
    {Anchor::kSouth, "south", ""},
    {Anchor::kSouthWest, "south-west", ""},
    {Anchor::kWest, "west", ""},
    {Anchor::kNorthWest, "north-west", ""},
}};

constexpr std::array<Choice<PadMode>, 3> kPadModes = {{
    {PadMode::kConstant, "constant", "the pad color"},
    {PadMode::kEdge, "edge", "the edge pixels go on"},
    {PadMode::kReflect, "reflect", "mirrored at the edge pixels"},
}};

constexpr std::array<Choice<Reader>, 4> kReaders = {{
    {Reader::kStandard, "standard", "what the format says"},
    {Reader::kPillow, "pillow", "finds EXIF as exif_transpose does; always turns TIFF"},
    {Reader::kOpenCv, "opencv", "cv2.imread: its CMYK, its EXIF, its TIFF"},
    {Reader::kTensorFlow, "tensorflow", "tf.io.decode_image: its CMYK, its BMP"},
}};

constexpr std::array<Choice<Orientation>, 2> kOrientations = {{
    {Orientation::kApply, "apply", "turn upright by EXIF"},
    {Orientation::kIgnore, "ignore", "as stored, as most frameworks do"},
}};

constexpr std::array<Choice<Icc>, 2> kIccs = {{
    {Icc::kIgnore, "ignore", "left out and counted, as the frameworks do"},
    {Icc::kConvert, "convert", "colours to sRGB, by Little CMS"},
}};

constexpr std::array<Choice<Alpha>, 2> kAlphas = {{
    {Alpha::kBlend, "blend", "onto the background"},
    {Alpha::kDrop, "drop", "show the colour stored beneath, as most frameworks do"},
}};

constexpr std::array<Choice<Dct>, 2> kDcts = {{
    {Dct::kAccurate, "accurate", "Pillow, OpenCV, torchvision"},
    {Dct::kFast, "fast", "TensorFlow's default; about a level off, up to 24"},
}};

constexpr std::array<Choice<Upsampling>, 2> kUpsamplings = {{
    {Upsampling::kFancy, "fancy", "smooth: Pillow, OpenCV, torchvision, TensorFlow"},
    {Upsampling::kPlain, "plain", "pixels repeated, which is faster"},
}};

constexpr std::array<Choice<Depth16>, 3> kDepth16s = {{
    {Depth16::kHighByte, "high-byte", "the upper 8 bits"},
    {Depth16::kClipGray, "clip-gray", "gray cut off at 255, as Pillow's convert(\"RGB\") does"},
    {Depth16::kKeep, "keep", "torch:bilinear-aa only: all 16 bits"},
}};

constexpr std::array<Choice<Rounding>, 5> kRoundings = {{
    {Rounding::kHalfEven, "half-even", "to the nearest, ties to even"},
    {Rounding::kFloor, "floor", "down"},
    {Rounding::kPillow, "pillow", "as ImageOps: crops at half pixels"},
    {Rounding::kTensorFlow, "tensorflow", "as tf.image: float32, then down"},
    {Rounding::kTensorFlowGraph, "tensorflow-graph", "as tf.image inside tf.function"},
}};

constexpr std::array<Choice<ResampleOn>, 3> kResampleOns = {{
    {ResampleOn::kPixels, "pixels", "x, 0 to 255"},
    {ResampleOn::kUnit, "unit", "x / 255, as torchvision's ToTensor"},
    {ResampleOn::kUnitMultiplied, "unit-multiplied", "x * (1 / 255), as tf.image"},
}};

constexpr std::array<Choice<NormalizeMode>, 7> kNormalizeModes = {{
    {NormalizeMode::kTf, "tf", "x / 127.5 - 1: Inception, Inception-ResNet, Xception, MobileNet"},
    {NormalizeMode::kCaffe, "caffe", "turned to BGR, less 103.939, 116.779, 123.68: VGG, ResNet"},
    {NormalizeMode::kTorch, "torch", "(x / 255 - mean) / std of ImageNet: torchvision, DenseNet"},
    {NormalizeMode::kUnit, "unit", "x / 255"},
    {NormalizeMode::kFid, "fid", "(x - 128) / 128: the Inception graph of FID metrics"},
    {NormalizeMode::kNone, "none", "x, 0 to 255"},
    {NormalizeMode::kCustom, "custom", "(x / 255 - mean) / std, by --mean and --std"},
}};

constexpr std::array<Choice<Dtype>, 4> kDtypes = {{
    {Dtype::kFloat32, "float32", "4 bytes a value"},
    {Dtype::kFloat16, "float16", "2 bytes, rounded to nearest even"},
    {Dtype::kBfloat16, "bfloat16", "2 bytes, rounded to nearest even"},
    {Dtype::kUint8, "uint8", "1 byte: the pixels before normalization"},
}};

constexpr std::array<Choice<Layout>, 2> kLayouts = {{
    {Layout::kNhwc, "nhwc", "[height, width, channel]: TensorFlow, Keras"},
    {Layout::kNchw, "nchw", "[channel, height, width]: PyTorch"},
}};

constexpr std::array<Resampling, 39> kResamplings = {{
    {Engine::kPillow, Filter::kBilinear, "pillow:bilinear", "triangle, antialiased"},
    {Engine::kPillow, Filter::kBicubic, "pillow:bicubic", "cubic (a = -0.5), antialiased"},
    {Engine::kPillow, Filter::kLanczos, "pillow:lanczos", "windowed sinc (3 lobes), antialiased"},
    {Engine::kPillow, Filter::kBox, "pillow:box", "mean of the area, antialiased"},
    {Engine::kPillow, Filter::kHamming, "pillow:hamming", "sharper than bilinear, antialiased"},
    {Engine::kPillow, Filter::kNearest, "pillow:nearest", "nearest pixel"},
    {Engine::kPillow12, Filter::kBilinear, "pillow12:bilinear", "the same up to Pillow 12"},
    {Engine::kPillow12, Filter::kBicubic, "pillow12:bicubic", ""},
    {Engine::kPillow12, Filter::kLanczos, "pillow12:lanczos", ""},
    {Engine::kPillow12, Filter::kBox, "pillow12:box", ""},
    {Engine::kPillow12, Filter::kHamming, "pillow12:hamming", ""},
    {Engine::kPillow12, Filter::kNearest, "pillow12:nearest", ""},
    {Engine::kPillowFloat, Filter::kBilinear, "pillow-float:bilinear",
     "mode F: float pixels, cut to 0..255"},
    {Engine::kPillowFloat, Filter::kBicubic, "pillow-float:bicubic", ""},
    {Engine::kPillowFloat, Filter::kLanczos, "pillow-float:lanczos", ""},
    {Engine::kPillowFloat, Filter::kBox, "pillow-float:box", ""},
    {Engine::kPillowFloat, Filter::kHamming, "pillow-float:hamming", ""},
    {Engine::kOpenCv, Filter::kLinear, "opencv:linear", "cv2.INTER_LINEAR, not antialiased"},
    {Engine::kOpenCv, Filter::kArea, "opencv:area", "cv2.INTER_AREA, mean of the area"},
    {Engine::kOpenCv, Filter::kCubic, "opencv:cubic", "cv2.INTER_CUBIC, not antialiased"},
    {Engine::kOpenCv, Filter::kLanczos4, "opencv:lanczos4", "cv2.INTER_LANCZOS4, not antialiased"},
    {Engine::kOpenCv, Filter::kNearest, "opencv:nearest", "cv2.INTER_NEAREST"},
    {Engine::kTensorFlow, Filter::kBilinear, "tf:bilinear",
     "tf.image.resize: float pixels, not antialiased"},
    {Engine::kTensorFlow, Filter::kBilinearAa, "tf:bilinear-aa", "the same with antialias=True"},
    {Engine::kTensorFlow, Filter::kBilinearLegacy, "tf:bilinear-legacy",
     "without half-pixel centers, as TF 1"},
    {Engine::kTensorFlow, Filter::kBicubic, "tf:bicubic", "cubic (a = -0.5), not antialiased"},
    {Engine::kTensorFlow, Filter::kBicubicAa, "tf:bicubic-aa", ""},
    {Engine::kTensorFlow, Filter::kArea, "tf:area", "mean of the area"},
    {Engine::kTensorFlow, Filter::kNearest, "tf:nearest", "nearest pixel"},
    {Engine::kTensorFlow, Filter::kLanczos3, "tf:lanczos3", "not antialiased"},
    {Engine::kTensorFlow, Filter::kLanczos3Aa, "tf:lanczos3-aa", ""},
    {Engine::kTensorFlow, Filter::kLanczos5, "tf:lanczos5", "not antialiased"},
    {Engine::kTensorFlow, Filter::kLanczos5Aa, "tf:lanczos5-aa", ""},
    {Engine::kTensorFlow, Filter::kGaussian, "tf:gaussian", "not antialiased"},
    {Engine::kTensorFlow, Filter::kGaussianAa, "tf:gaussian-aa", ""},
    {Engine::kTensorFlow, Filter::kMitchellCubic, "tf:mitchellcubic", "not antialiased"},
    {Engine::kTensorFlow, Filter::kMitchellCubicAa, "tf:mitchellcubic-aa", ""},
    {Engine::kTorch, Filter::kBilinearAa, "torch:bilinear-aa",
     "torchvision's Resize of a uint8 tensor"},
    {Engine::kTorch, Filter::kBilinear, "torch:bilinear",
     "interpolate: float pixels, not antialiased"},
}};

template <class Enum, std::size_t N>
std::string_view Find(const std::array<Choice<Enum>, N>& table, Enum value) {
  return std::ranges::find(table, value, &Choice<Enum>::value)->name;
}

}  // namespace

std::span<const Choice<Policy>> Policies() { return kPolicies; }
std::span<const Choice<Small>> Smalls() { return kSmalls; }
std::span<const Choice<Anchor>> Anchors() { return kAnchors; }
std::span<const Choice<PadMode>> PadModes() { return kPadModes; }
std::span<const Choice<Reader>> Readers() { return kReaders; }
std::span<const Choice<Orientation>> Orientations() { return kOrientations; }
std::span<const Choice<Icc>> Iccs() { return kIccs; }
std::span<const Choice<Alpha>> Alphas() { return kAlphas; }
std::span<const Choice<Dct>> Dcts() { return kDcts; }
std::span<const Choice<Upsampling>> Upsamplings() { return kUpsamplings; }
std::span<const Choice<Depth16>> Depth16s() { return kDepth16s; }
std::span<const Choice<Rounding>> Roundings() { return kRoundings; }
std::span<const Choice<ResampleOn>> ResampleOns() { return kResampleOns; }
std::span<const Choice<NormalizeMode>> NormalizeModes() { return kNormalizeModes; }
std::span<const Choice<Dtype>> Dtypes() { return kDtypes; }
std::span<const Choice<Layout>> Layouts() { return kLayouts; }
std::span<const Resampling> Resamplings() { return kResamplings; }

std::string_view Name(Policy value) { return Find(kPolicies, value); }
std::string_view Name(Small value) { return Find(kSmalls, value); }
std::string_view Name(Anchor value) { return Find(kAnchors, value); }
std::string_view Name(PadMode value) { return Find(kPadModes, value); }
std::string_view Name(Reader value) { return Find(kReaders, value); }
std::string_view Name(Orientation value) { return Find(kOrientations, value); }
std::string_view Name(Icc value) { return Find(kIccs, value); }
std::string_view Name(Alpha value) { return Find(kAlphas, value); }
std::string_view Name(Dct value) { return Find(kDcts, value); }
std::string_view Name(Upsampling value) { return Find(kUpsamplings, value); }
std::string_view Name(Depth16 value) { return Find(kDepth16s, value); }
std::string_view Name(Rounding value) { return Find(kRoundings, value); }
std::string_view Name(ResampleOn value) { return Find(kResampleOns, value); }
std::string_view Name(NormalizeMode value) { return Find(kNormalizeModes, value); }
std::string_view Name(Dtype value) { return Find(kDtypes, value); }
std::string_view Name(Layout value) { return Find(kLayouts, value); }

std::string_view Name(Engine engine, Filter filter) {
  const auto row = std::ranges::find_if(kResamplings, [&](const Resampling& resampling) {
    return resampling.engine == engine && resampling.filter == filter;
  });
  return row == kResamplings.end() ? std::string_view() : row->name;
}

}  // namespace fit299
