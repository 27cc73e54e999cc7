// A Recipe: the complete, immutable set of choices that turn an image's bytes into a tensor.
//
// Every field has the default of the command line. Two images fitted with equal recipes by equal
// decoders have equal bytes, whatever machine, thread or run made them.
#ifndef FIT299_RECIPE_H_
#define FIT299_RECIPE_H_

#include <array>
#include <cstdint>
#include <opencv2/core/types.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace fit299 {

// How an image's shape is brought to the target.
enum class Policy : std::uint8_t { kResize, kCenterCrop, kPad, kNative };

// What center-crop does with an image that is smaller than the crop.
enum class Small : std::uint8_t { kEnlarge, kPad, kReject };

// Where the crop is taken, or the image is placed.
enum class Anchor : std::uint8_t {
  kCenter,
  kNorth,
  kNorthEast,
  kEast,
  kSouthEast,
  kSouth,
  kSouthWest,
  kWest,
  kNorthWest,
};

// What fills the canvas around the image. kReflect does not repeat the edge pixel, as numpy's and
// torchvision's "reflect".
enum class PadMode : std::uint8_t { kConstant, kEdge, kReflect };

// EXIF orientation 2..8: turned upright, or left as stored.
enum class Orientation : std::uint8_t { kApply, kIgnore };

// Transparency: blended on a background, or dropped, which shows the colour stored beneath.
enum class Alpha : std::uint8_t { kBlend, kDrop };

// Whose arithmetic resamples.
enum class Engine : std::uint8_t { kPillow, kOpenCv };

enum class Filter : std::uint8_t {
  kNearest,
  kBox,
  kBilinear,
  kHamming,
  kBicubic,
  kLanczos,
  kLinear,
  kArea,
  kCubic,
  kLanczos4,
};

// Pixel value x in 0..255 to the network's range; the names are Keras's.
enum class NormalizeMode : std::uint8_t {
  kTf,      // x / 127.5 - 1
  kCaffe,   // BGR, less ImageNet's mean
  kTorch,   // (x / 255 - mean) / std of ImageNet
  kUnit,    // x / 255
  kNone,    // x
  kCustom,  // (x / 255 - mean) / std with the recipe's own mean and std
};

enum class Dtype : std::uint8_t { kFloat32, kFloat16, kBfloat16, kUint8 };

// Order of a tensor's axes: [height, width, channel] or [channel, height, width].
enum class Layout : std::uint8_t { kNhwc, kNchw };

using Rgb = std::array<std::uint8_t, 3>;

struct Recipe {
  // Decoding: to upright 8-bit RGB.
  Orientation orientation = Orientation::kApply;
  Alpha alpha = Alpha::kBlend;
  Rgb background = {255, 255, 255};  // beneath transparent pixels

  // Shape.
  Policy policy = Policy::kResize;
  cv::Size size = {299, 299};           // not used by kNative
  int resize_shorter = 0;               // kCenterCrop: the shorter side first to this; 0: not
  std::optional<double> crop_fraction;  // kCenterCrop: this fraction of each side, then resize
  Small small = Small::kEnlarge;
  Anchor anchor = Anchor::kCenter;
  PadMode pad_mode = PadMode::kConstant;
  Rgb pad_color = {0, 0, 0};
  int multiple_of = 1;  // kNative: sides padded up to a multiple of this
  int max_side = 0;     // kNative: the longer side shrunk to this; 0: no limit

  // Pixels.
  Engine engine = Engine::kPillow;
  Filter filter = Filter::kBilinear;

  // Values.
  NormalizeMode normalize = NormalizeMode::kTf;
  std::array<float, 3> mean = {0, 0, 0};  // kCustom: in units of x / 255, per channel R, G, B
  std::array<float, 3> std = {1, 1, 1};   // kCustom: likewise
  Dtype dtype = Dtype::kFloat32;          // kUint8 holds the pixels before normalization
  Layout layout = Layout::kNhwc;

  bool operator==(const Recipe&) const = default;
};

// A choice as users write it, with a line of help.
template <class Enum>
struct Choice {
  Enum value;
  std::string_view name;
  std::string_view help;
};

// One way to resample: ENGINE:FILTER.
struct Resampling {
  Engine engine;
  Filter filter;
  std::string_view name;
  std::string_view help;
};

// The tables that the command line, its help, the manifest and the tests read.
std::span<const Choice<Policy>> Policies();
std::span<const Choice<Small>> Smalls();
std::span<const Choice<Anchor>> Anchors();
std::span<const Choice<PadMode>> PadModes();
std::span<const Choice<Orientation>> Orientations();
std::span<const Choice<Alpha>> Alphas();
std::span<const Choice<NormalizeMode>> NormalizeModes();
std::span<const Choice<Dtype>> Dtypes();
std::span<const Choice<Layout>> Layouts();
std::span<const Resampling> Resamplings();

// The name of a value in its table.
std::string_view Name(Policy value);
std::string_view Name(Small value);
std::string_view Name(Anchor value);
std::string_view Name(PadMode value);
std::string_view Name(Orientation value);
std::string_view Name(Alpha value);
std::string_view Name(NormalizeMode value);
std::string_view Name(Dtype value);
std::string_view Name(Layout value);
std::string_view Name(Engine engine, Filter filter);

// Why the fields contradict each other or are out of range, in words for the user; nullopt: they
// do not, and every function that takes a recipe accepts this one.
std::optional<std::string> FindRecipeError(const Recipe& recipe);

// Bytes of one value: 4, 2, 2, 1.
std::size_t BytesPerValue(Dtype dtype);

// True when the tensors hold the network's range, false when they hold plain pixel values and
// whoever reads them still has to normalize (uint8), or nothing is to be done (kNone).
bool IsNormalized(const Recipe& recipe);

}  // namespace fit299

#endif  // FIT299_RECIPE_H_
