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

// Whose reading of a file counts where readers differ: what CMYK is in RGB, where EXIF is looked
// for and what is believed of it, and the habits in which a reader departs from the format
// (codec.h).
enum class Reader : std::uint8_t {
  kStandard,    // what the format says; CMYK by Pillow's formula
  kPillow,      // Pillow 13
  kOpenCv,      // imread of OpenCV 5.0
  kTensorFlow,  // tf.io.decode_image of TensorFlow 2.21
};

// Transparency: blended on a background, or dropped, which shows the colour stored beneath.
enum class Alpha : std::uint8_t { kBlend, kDrop };

// An ICC profile other than sRGB: left out, as the frameworks do, or the colours brought to sRGB by
// Little CMS with perceptual intent, as Pillow's ImageCms.profileToProfile.
enum class Icc : std::uint8_t { kIgnore, kConvert };

// The inverse cosine transform of JPEG. kFast is libjpeg's JDCT_IFAST, which TensorFlow decodes
// with: about 1 level off in two values of three.
enum class Dct : std::uint8_t { kAccurate, kFast };

// How the colour of JPEG, of which most files hold fewer pixels than of its brightness, comes to
// full size: kFancy mixes neighbours, kPlain repeats pixels.
enum class Upsampling : std::uint8_t { kFancy, kPlain };

// What becomes of 16 bits a channel.
enum class Depth16 : std::uint8_t {
  kHighByte,
  kClipGray,  // gray cut off at 255, as Pillow's convert("RGB") does; the high byte of all others
  kKeep,      // all 16 bits, resampled and scaled by 65535: torchvision's tensors
};

// How sizes and offsets become whole pixels. They differ by a pixel here and there, which shifts or
// scales the whole image.
enum class Rounding : std::uint8_t {
  kHalfEven,         // exact, then to the nearest integer, ties to even
  kFloor,            // exact, then down: Keras's load_img, tf.image.resize_with_crop_or_pad
  kPillow,           // ImageOps in double: crops at half pixels, sizes half to even
  kTensorFlow,       // tf.image in float32, as eager mode and tf.data compute it, then down
  kTensorFlowGraph,  // the same inside tf.function, where a division becomes a multiplication
};

// What is resampled: pixels of 0..255, or those scaled to 0..1 first. The order shows in the last
// bit of float32.
enum class ResampleOn : std::uint8_t {
  kPixels,
  kUnit,            // x / 255: torchvision's ToTensor
  kUnitMultiplied,  // x * (1 / 255): tf.image.convert_image_dtype
};

// Whose arithmetic resamples. kPillow is Pillow 13; up to Pillow 12 the axes came in another order.
// kPillowFloat is Pillow's mode F, cut to 0..255, as clean-fid uses it.
enum class Engine : std::uint8_t { kPillow, kPillow12, kPillowFloat, kOpenCv, kTensorFlow, kTorch };

// The names are the engines' own. Aa: antialiased, where an engine has both.
enum class Filter : std::uint8_t {
  kNearest,
  kBox,
  kBilinear,
  kBilinearAa,
  kBilinearLegacy,
  kHamming,
  kBicubic,
  kBicubicAa,
  kLanczos,
  kLinear,
  kArea,
  kCubic,
  kLanczos4,
  kLanczos3,
  kLanczos3Aa,
  kLanczos5,
  kLanczos5Aa,
  kGaussian,
  kGaussianAa,
  kMitchellCubic,
  kMitchellCubicAa,
};

// Pixel value x in 0..255 to the network's range; the names are Keras's.
enum class NormalizeMode : std::uint8_t {
  kTf,      // x / 127.5 - 1
  kCaffe,   // BGR, less ImageNet's mean
  kTorch,   // (x / 255 - mean) / std of ImageNet
  kUnit,    // x / 255
  kFid,     // (x - 128) / 128
  kNone,    // x
  kCustom,  // (x / 255 - mean) / std with the recipe's own mean and std
};

enum class Dtype : std::uint8_t { kFloat32, kFloat16, kBfloat16, kUint8 };

// Order of a tensor's axes: [height, width, channel] or [channel, height, width].
enum class Layout : std::uint8_t { kNhwc, kNchw };

using Rgb = std::array<std::uint8_t, 3>;

struct Recipe {
  // Decoding: to upright 8-bit RGB.
  Reader reader = Reader::kStandard;
  Orientation orientation = Orientation::kApply;
  Icc icc = Icc::kIgnore;
  Alpha alpha = Alpha::kBlend;
  Rgb background = {255, 255, 255};  // beneath transparent pixels
  Dct dct = Dct::kAccurate;
  Upsampling upsampling = Upsampling::kFancy;
  double shrink_on_load =
      0;  // JPEG's decoder may shrink, to this many times `scaled`; 0: it may not
  Depth16 depth16 = Depth16::kHighByte;
  int frame = 0;  // of an animation, or page; they count from 0

  // Shape.
  Policy policy = Policy::kResize;
  cv::Size size = {299, 299};           // not used by kNative
  int resize_shorter = 0;               // kCenterCrop: the shorter side first to this; 0: not
  std::optional<double> crop_fraction;  // kCenterCrop: this fraction of each side, then resize
  bool crop_to_aspect = false;          // kCenterCrop: the largest part of size's aspect, resized
  Small small = Small::kEnlarge;
  Anchor anchor = Anchor::kCenter;
  PadMode pad_mode = PadMode::kConstant;
  Rgb pad_color = {0, 0, 0};
  int multiple_of = 1;  // kNative: sides padded up to a multiple of this
  int max_side = 0;     // kNative: the longer side shrunk to this; 0: no limit
  Rounding rounding = Rounding::kHalfEven;

  // Pixels.
  Engine engine = Engine::kPillow;
  Filter filter = Filter::kBilinear;
  ResampleOn resample_on = ResampleOn::kPixels;

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
std::span<const Choice<Reader>> Readers();
std::span<const Choice<Orientation>> Orientations();
std::span<const Choice<Icc>> Iccs();
std::span<const Choice<Alpha>> Alphas();
std::span<const Choice<Dct>> Dcts();
std::span<const Choice<Upsampling>> Upsamplings();
std::span<const Choice<Depth16>> Depth16s();
std::span<const Choice<Rounding>> Roundings();
std::span<const Choice<ResampleOn>> ResampleOns();
std::span<const Choice<NormalizeMode>> NormalizeModes();
std::span<const Choice<Dtype>> Dtypes();
std::span<const Choice<Layout>> Layouts();
std::span<const Resampling> Resamplings();

// The name of a value in its table.
std::string_view Name(Policy value);
std::string_view Name(Small value);
std::string_view Name(Anchor value);
std::string_view Name(PadMode value);
std::string_view Name(Reader value);
std::string_view Name(Orientation value);
std::string_view Name(Icc value);
std::string_view Name(Alpha value);
std::string_view Name(Dct value);
std::string_view Name(Upsampling value);
std::string_view Name(Depth16 value);
std::string_view Name(Rounding value);
std::string_view Name(ResampleOn value);
std::string_view Name(NormalizeMode value);
std::string_view Name(Dtype value);
std::string_view Name(Layout value);
std::string_view Name(Engine engine, Filter filter);

// Why the fields contradict each other or are out of range, in words for the user; nullopt: they
// do not, and every function that takes a recipe accepts this one.
std::optional<std::string> FindRecipeError(const Recipe& recipe);

// True when the engine gives float pixels, which no table of 256 entries can normalize.
bool HasFloatPixels(const Recipe& recipe);

// Bytes of one value: 4, 2, 2, 1.
std::size_t BytesPerValue(Dtype dtype);

// True when the tensors hold the network's range, false when they hold plain pixel values and
// whoever reads them still has to normalize (uint8), or nothing is to be done (kNone).
bool IsNormalized(const Recipe& recipe);

}  // namespace fit299

#endif  // FIT299_RECIPE_H_
