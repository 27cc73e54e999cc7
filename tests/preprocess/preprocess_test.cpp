// The library as a server would call it: bytes in, tensor out.
#include "fit299/preprocess.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "codec/encode.h"

namespace fit299 {
namespace {

using Bytes = std::vector<std::byte>;

// Pixel (x, y) is (x, y, 7): it says itself where it comes from.
Bytes Map(int width, int height) {
  Bytes pixels;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (const int value : {x, y, 7}) pixels.push_back(static_cast<std::byte>(value));
    }
  }
  return *codec::EncodePng(pixels, {width, height});
}

Recipe Uint8(Policy policy, cv::Size size) {
  Recipe recipe;
  recipe.policy = policy;
  recipe.size = size;
  recipe.dtype = Dtype::kUint8;
  return recipe;
}

Bytes Fit(const Recipe& recipe, const Bytes& image) {
  Preprocessor preprocessor(recipe);
  const auto prepared = preprocessor.Prepare(image);
  EXPECT_TRUE(prepared.ok());
  if (!prepared) return {};
  Bytes tensor(prepared->tensor_bytes);
  EXPECT_TRUE(preprocessor.Fit(image, *prepared, tensor).ok());
  return tensor;
}

// The pixels of a row, as (x, y) pairs of where they come from.
std::vector<std::pair<int, int>> Row(const Bytes& tensor, int width, int row) {
  std::vector<std::pair<int, int>> places;
  for (int x = 0; x < width; ++x) {
    const std::size_t i = static_cast<std::size_t>(row * width + x) * 3;
    places.emplace_back(static_cast<int>(tensor[i]), static_cast<int>(tensor[i + 1]));
  }
  return places;
}

using Places = std::vector<std::pair<int, int>>;

TEST(Preprocessor, CenterCropCopiesPixelsUntouched) {
  // (7 - 4) / 2 = 1.5 -> 2; (6 - 3) / 2 = 1.5 -> 2.
  const Bytes tensor = Fit(Uint8(Policy::kCenterCrop, {4, 3}), Map(7, 6));
  EXPECT_EQ(Row(tensor, 4, 0), (Places{{2, 2}, {3, 2}, {4, 2}, {5, 2}}));
  EXPECT_EQ(Row(tensor, 4, 2), (Places{{2, 4}, {3, 4}, {4, 4}, {5, 4}}));
}

TEST(Preprocessor, PadModesFillAroundTheImage) {
  Recipe recipe = Uint8(Policy::kCenterCrop, {6, 1});
  recipe.small = Small::kPad;
  recipe.pad_color = {90, 91, 92};
  const auto row_with = [&](PadMode mode) {
    recipe.pad_mode = mode;
    return Row(Fit(recipe, Map(3, 1)), 6, 0);  // (6 - 3) / 2 = 1.5 -> 2 before, 1 after
  };
  EXPECT_EQ(row_with(PadMode::kConstant),
            (Places{{90, 91}, {90, 91}, {0, 0}, {1, 0}, {2, 0}, {90, 91}}));
  EXPECT_EQ(row_with(PadMode::kEdge), (Places{{0, 0}, {0, 0}, {0, 0}, {1, 0}, {2, 0}, {2, 0}}));
  EXPECT_EQ(row_with(PadMode::kReflect), (Places{{2, 0}, {1, 0}, {0, 0}, {1, 0}, {2, 0}, {1, 0}}))
      << "the edge pixel is not repeated, as numpy's reflect";
}

TEST(Preprocessor, ReflectGoesOnWhereTheImageIsShorterThanThePadding) {
  Recipe recipe = Uint8(Policy::kCenterCrop, {9, 1});
  recipe.small = Small::kPad;
  recipe.pad_mode = PadMode::kReflect;
  // numpy.pad([0, 1], (4, 3), "reflect")
  EXPECT_EQ(Row(Fit(recipe, Map(2, 1)), 9, 0),
            (Places{{0, 0}, {1, 0}, {0, 0}, {1, 0}, {0, 0}, {1, 0}, {0, 0}, {1, 0}, {0, 0}}));
}

TEST(Preprocessor, PadReachesTheAnchor) {
  Recipe recipe = Uint8(Policy::kPad, {4, 4});
  recipe.anchor = Anchor::kSouth;
  recipe.pad_color = {90, 91, 92};
  const Bytes tensor = Fit(recipe, Map(4, 2));
  EXPECT_EQ(Row(tensor, 4, 1), (Places{{90, 91}, {90, 91}, {90, 91}, {90, 91}}));
  EXPECT_EQ(Row(tensor, 4, 2), (Places{{0, 0}, {1, 0}, {2, 0}, {3, 0}}));
}

TEST(Preprocessor, CropFractionLooksAtNothingOutsideTheCrop) {
  Recipe recipe = Uint8(Policy::kCenterCrop, {1, 1});
  recipe.crop_fraction = 0.5;
  recipe.filter = Filter::kBox;
  // Of 8 pixels the middle 4: 2, 3, 4, 5, whose mean is 3.5.
  EXPECT_EQ(Row(Fit(recipe, Map(8, 8)), 1, 0), (Places{{4, 4}}));
}

TEST(Preprocessor, MultipleOfPadsWithoutResampling) {
  Recipe recipe = Uint8(Policy::kNative, {1, 1});
  recipe.multiple_of = 4;
  recipe.anchor = Anchor::kNorthWest;
  recipe.pad_mode = PadMode::kEdge;
  EXPECT_EQ(Row(Fit(recipe, Map(3, 1)), 4, 0), (Places{{0, 0}, {1, 0}, {2, 0}, {2, 0}}));
}

TEST(Preprocessor, NormalizesToTheNetworksRange) {
  const Bytes tensor = Fit(Recipe{}, Map(2, 2));
  ASSERT_EQ(tensor.size(), 299U * 299 * 3 * 4);
  float first = 0;
  std::memcpy(&first, tensor.data(), sizeof first);
  EXPECT_EQ(first, -1.0F);
}

TEST(Preprocessor, ReportsWhatItChanged) {
  Preprocessor preprocessor{Recipe{}};
  const Bytes image = Map(10, 20);
  const auto prepared = preprocessor.Prepare(image);
  Bytes tensor(prepared->tensor_bytes);
  const auto report = preprocessor.Fit(image, *prepared, tensor);
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->changes.Contains(Change::kEnlarged));
  EXPECT_TRUE(report->changes.Contains(Change::kAspectChanged));
  EXPECT_FALSE(report->changes.Contains(Change::kRotated));
}

TEST(Preprocessor, RejectsByTheHeaderAlone) {
  Limits limits;
  limits.max_pixels = 199;
  const Preprocessor preprocessor(Recipe{}, limits);
  const auto rejected = preprocessor.Prepare(Map(10, 20));
  ASSERT_FALSE(rejected.ok());
  EXPECT_EQ(rejected.error().reason, Reason::kTooLarge);
  const Bytes text(20, std::byte{'x'});
  EXPECT_EQ(preprocessor.Prepare(text).error().reason, Reason::kNotAnImage);
  EXPECT_EQ(preprocessor.Prepare({}).error().reason, Reason::kEmptyFile);
}

Bytes operator+(Bytes bytes, std::string_view tail) {
  for (const char c : tail) bytes.push_back(static_cast<std::byte>(c));
  return bytes;
}

// The code of what an image gets, "ok" when it is taken.
std::string Verdict(const Bytes& image, const Limits& limits) {
  Preprocessor preprocessor(Recipe{}, limits);
  const auto prepared = preprocessor.Prepare(image);
  if (!prepared) return std::string(Code(prepared.error().reason));
  Bytes tensor(prepared->tensor_bytes);
  const auto report = preprocessor.Fit(image, *prepared, tensor);
  return report.ok() ? "ok" : std::string(Code(report.error().reason));
}

TEST(Preprocessor, FailOnMovesTheLineOfDamage) {
  const Bytes whole = Map(40, 300);
  const Bytes odd = whole + "trailing";
  const Bytes cut(whole.begin(), whole.end() - 40);
  Limits limits;
  EXPECT_EQ(Verdict(whole, limits), "ok");
  EXPECT_EQ(Verdict(odd, limits), "ok");
  EXPECT_EQ(Verdict(cut, limits), "truncated");
  limits.fail_on = FailOn::kWarning;
  EXPECT_EQ(Verdict(whole, limits), "ok");
  EXPECT_EQ(Verdict(odd, limits), "corrupt");
  EXPECT_EQ(Verdict(cut, limits), "truncated");
  limits.fail_on = FailOn::kNever;
  EXPECT_EQ(Verdict(odd, limits), "ok");
  EXPECT_EQ(Verdict(cut, limits), "ok");
}

// Brighter to the right and to the bottom, evenly, so that a picture that is a little too large or
// has been moved a little shows. Its sides leave a rest when they are divided by 8.
Bytes Slope(int orientation) {
  const cv::Size size(801, 601);
  Bytes pixels;
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      for (const int value : {250 * x / size.width, 250 * y / size.height, 128}) {
        pixels.push_back(static_cast<std::byte>(value));
      }
    }
  }
  const std::string exif = std::string(
                               "\xFF\xE1\0\x22"
                               "Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0",
                               28) +
                           static_cast<char>(orientation) + std::string(7, '\0');
  const Bytes jpeg = *codec::EncodeJpeg(pixels, size, 100);
  Bytes file(jpeg.begin(), jpeg.begin() + 2);
  for (const char c : exif) file.push_back(static_cast<std::byte>(c));
  file.insert(file.end(), jpeg.begin() + 2, jpeg.end());
  return file;
}

int MostApart(const Bytes& a, const Bytes& b) {
  int most = a.size() == b.size() ? 0 : 256;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    most = std::max(most, std::abs(static_cast<int>(a[i]) - static_cast<int>(b[i])));
  }
  return most;
}

int ShrinkOf(const Recipe& recipe, const Bytes& image) {
  return Preprocessor(recipe).Prepare(image)->geometry.shrink;
}

TEST(Preprocessor, MissingPixelsComeBeforeWhatTheHeaderHas) {
  Limits limits;
  limits.fail_on = FailOn::kWarning;
  Bytes odd = Slope(1);
  odd[12] = std::byte{'X'};  // of its EXIF, where the order of bytes stands
  EXPECT_EQ(Verdict(odd, limits), "corrupt");
  EXPECT_EQ(Verdict(Bytes(odd.begin(), odd.end() - 400), limits), "truncated");
}

// What the decoder has shrunk lies where it lay.
TEST(ShrinkOnLoad, MovesNothingWhicheverWayThePictureIsStored) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    SCOPED_TRACE(orientation);
    const Bytes image = Slope(orientation);
    Recipe stretched = Uint8(Policy::kResize, {50, 40});
    Recipe cut = Uint8(Policy::kCenterCrop, {50, 40});
    cut.crop_fraction = 0.7;
    Recipe inside = Uint8(Policy::kCenterCrop, {50, 40});
    inside.crop_to_aspect = true;
    inside.rounding = Rounding::kPillow;
    Recipe part = Uint8(Policy::kCenterCrop, {40, 40});
    part.resize_shorter = 50;
    part.anchor = Anchor::kSouthEast;
    Recipe apart = Uint8(Policy::kPad, {60, 60});  // its pixels come all at once
    apart.engine = Engine::kPillowFloat;
    for (Recipe recipe : {stretched, cut, inside, part, apart}) {
      const Bytes exact = Fit(recipe, image);
      recipe.shrink_on_load = 1;
      EXPECT_EQ(ShrinkOf(recipe, image), 8);
      // A pixel on an edge may have a part of what lies beyond.
      const int most = recipe.policy == Policy::kCenterCrop ? 2 : 1;
      EXPECT_LE(MostApart(Fit(recipe, image), exact), most) << Name(recipe.policy);
    }
  }
}

TEST(ShrinkOnLoad, KeepsTheGap) {
  Recipe recipe = Uint8(Policy::kResize, {50, 50});
  const Bytes image = Slope(1);
  EXPECT_EQ(ShrinkOf(recipe, image), 1);
  recipe.shrink_on_load = 2;
  EXPECT_EQ(ShrinkOf(recipe, image), 4);
  recipe.shrink_on_load = 13;
  EXPECT_EQ(ShrinkOf(recipe, image), 1);
  EXPECT_EQ(Fit(recipe, image), Fit(Uint8(Policy::kResize, {50, 50}), image));
}

TEST(ShrinkOnLoad, IsForJpegOnly) {
  Recipe recipe = Uint8(Policy::kResize, {5, 5});
  const Bytes exact = Fit(recipe, Map(80, 60));
  recipe.shrink_on_load = 1;
  EXPECT_EQ(ShrinkOf(recipe, Map(80, 60)), 1);
  EXPECT_EQ(Fit(recipe, Map(80, 60)), exact);
}

TEST(ShrinkOnLoad, TakesLessMemory) {
  Recipe recipe = Uint8(Policy::kResize, {50, 50});
  recipe.engine = Engine::kPillowFloat;
  const Bytes image = Slope(1);
  const auto whole = Preprocessor(recipe).Prepare(image)->fit_bytes;
  recipe.shrink_on_load = 1;
  EXPECT_LT(Preprocessor(recipe).Prepare(image)->fit_bytes, whole / 8);
}

TEST(Preprocessor, StopsWhenTheTimeForAnImageIsOver) {
  Limits limits;
  limits.timeout = std::chrono::seconds(-1);
  EXPECT_EQ(Verdict(Map(40, 300), limits), "too-complex");
}

TEST(Preprocessor, DecodesWithoutFitting) {
  Preprocessor preprocessor{Recipe{}};
  const Bytes image = Map(10, 20);
  const auto decoded = preprocessor.Decode(image, *preprocessor.Prepare(image));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded->pixels.size(), cv::Size(10, 20));
  EXPECT_EQ(decoded->pixels.type(), CV_8UC3);
  EXPECT_FALSE(decoded->report.changes.Contains(Change::kEnlarged));
}

// The code of the rejection of an image of this size, or "".
std::string_view VerdictOfSize(const Limits& limits, int width, int height) {
  const auto prepared = Preprocessor(Recipe{}, limits).Prepare(Map(width, height));
  return prepared ? "" : Code(prepared.error().reason);
}

TEST(Preprocessor, RejectsSidesBelowTheSmallestAskedFor) {
  Limits limits;
  limits.min_side = 20;
  EXPECT_EQ(VerdictOfSize(limits, 20, 30), "");
  EXPECT_EQ(VerdictOfSize(limits, 19, 300), "too-small");
  EXPECT_EQ(VerdictOfSize(limits, 300, 19), "too-small");
}

TEST(Preprocessor, RejectsAspectsBeyondTheOneAskedForEitherWay) {
  Limits limits;
  limits.max_aspect = 2.5;
  EXPECT_EQ(VerdictOfSize(limits, 25, 10), "");
  EXPECT_EQ(VerdictOfSize(limits, 26, 10), "odd-aspect");
  EXPECT_EQ(VerdictOfSize(limits, 10, 26), "odd-aspect");
}

TEST(Preprocessor, GivesTheSameBytesAgainWhateverCameBetween) {
  Preprocessor preprocessor{Recipe{}};
  const auto fit = [&](const Bytes& image) {
    const auto prepared = preprocessor.Prepare(image);
    Bytes tensor(prepared->tensor_bytes);
    EXPECT_TRUE(preprocessor.Fit(image, *prepared, tensor).ok());
    return tensor;
  };
  const Bytes first = fit(Map(100, 40));
  (void)fit(Map(3, 200));
  (void)fit(Map(299, 299));
  EXPECT_EQ(fit(Map(100, 40)), first);
}

TEST(TensorShape, PutsChannelsWhereTheLayoutSays) {
  EXPECT_EQ(TensorShape({320, 240}, Layout::kNhwc), (std::array<int, 3>{240, 320, 3}));
  EXPECT_EQ(TensorShape({320, 240}, Layout::kNchw), (std::array<int, 3>{3, 240, 320}));
}

}  // namespace
}  // namespace fit299
