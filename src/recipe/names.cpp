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

constexpr std::array<Choice<Orientation>, 2> kOrientations = {{
    {Orientation::kApply, "apply", "turn upright by EXIF"},
    {Orientation::kIgnore, "ignore", "as stored, as most frameworks do"},
}};

constexpr std::array<Choice<Alpha>, 2> kAlphas = {{
    {Alpha::kBlend, "blend", "onto the background"},
    {Alpha::kDrop, "drop", "show the colour stored beneath, as most frameworks do"},
}};

constexpr std::array<Choice<NormalizeMode>, 6> kNormalizeModes = {{
    {NormalizeMode::kTf, "tf", "x / 127.5 - 1: Inception, Inception-ResNet, Xception, MobileNet"},
    {NormalizeMode::kCaffe, "caffe", "BGR less 103.939, 116.779, 123.68: VGG, Keras's ResNet"},
    {NormalizeMode::kTorch, "torch", "(x / 255 - mean) / std of ImageNet: torchvision, DenseNet"},
    {NormalizeMode::kUnit, "unit", "x / 255"},
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

constexpr std::array<Resampling, 11> kResamplings = {{
    {Engine::kPillow, Filter::kBilinear, "pillow:bilinear", "triangle, antialiased"},
    {Engine::kPillow, Filter::kBicubic, "pillow:bicubic", "cubic (a = -0.5), antialiased"},
    {Engine::kPillow, Filter::kLanczos, "pillow:lanczos", "windowed sinc (3 lobes), antialiased"},
    {Engine::kPillow, Filter::kBox, "pillow:box", "mean of the area, antialiased"},
    {Engine::kPillow, Filter::kHamming, "pillow:hamming", "sharper than bilinear, antialiased"},
    {Engine::kPillow, Filter::kNearest, "pillow:nearest", "nearest pixel"},
    {Engine::kOpenCv, Filter::kLinear, "opencv:linear", "cv2.INTER_LINEAR, not antialiased"},
    {Engine::kOpenCv, Filter::kArea, "opencv:area", "cv2.INTER_AREA, mean of the area"},
    {Engine::kOpenCv, Filter::kCubic, "opencv:cubic", "cv2.INTER_CUBIC, not antialiased"},
    {Engine::kOpenCv, Filter::kLanczos4, "opencv:lanczos4", "cv2.INTER_LANCZOS4, not antialiased"},
    {Engine::kOpenCv, Filter::kNearest, "opencv:nearest", "cv2.INTER_NEAREST"},
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
std::span<const Choice<Orientation>> Orientations() { return kOrientations; }
std::span<const Choice<Alpha>> Alphas() { return kAlphas; }
std::span<const Choice<NormalizeMode>> NormalizeModes() { return kNormalizeModes; }
std::span<const Choice<Dtype>> Dtypes() { return kDtypes; }
std::span<const Choice<Layout>> Layouts() { return kLayouts; }
std::span<const Resampling> Resamplings() { return kResamplings; }

std::string_view Name(Policy value) { return Find(kPolicies, value); }
std::string_view Name(Small value) { return Find(kSmalls, value); }
std::string_view Name(Anchor value) { return Find(kAnchors, value); }
std::string_view Name(PadMode value) { return Find(kPadModes, value); }
std::string_view Name(Orientation value) { return Find(kOrientations, value); }
std::string_view Name(Alpha value) { return Find(kAlphas, value); }
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
