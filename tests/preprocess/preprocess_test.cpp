// The library as a server would call it: bytes in, tensor out.
#include "fit299/preprocess.h"

#include <gtest/gtest.h>

#include <cstring>
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
