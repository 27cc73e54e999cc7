#include "preprocess/memory.h"

#include <gtest/gtest.h>

#include <vector>

#include "codec/images.h"

namespace fit299 {
namespace {

using codec::MakeJpeg;
using codec::Scene;

constexpr std::uint64_t kMegabyte = 1'000'000;

Geometry Shrinks(cv::Size source, int side) {
  Geometry geometry;
  geometry.source = source;
  geometry.crop = cv::Rect2d(0, 0, source.width, source.height);
  geometry.scaled = geometry.canvas = {side, side};
  geometry.window = {0, 0, side, side};
  return geometry;
}

Header OfSize(int width, int height) {
  Header header;
  header.size = {width, height};
  return header;
}

TEST(Memory, OfAPictureInBandsIsAFractionOfTheWhole) {
  Header header = OfSize(10'000, 10'000);
  const Geometry geometry = Shrinks(header.size, 299);
  Passage passage;
  EXPECT_GE(FitBytes(header, geometry, 0, passage, Recipe()), 300 * kMegabyte);
  passage.turns = true;
  EXPECT_GE(FitBytes(header, geometry, 0, passage, Recipe()), 600 * kMegabyte)
      << "two copies while turned";
  header.in_rows = true;
  EXPECT_LE(FitBytes(header, geometry, 0, passage, Recipe()), 330 * kMegabyte)
      << "turned band by band";
  passage.turns = false;
  passage.in_bands = true;
  EXPECT_LE(FitBytes(header, geometry, 0, passage, Recipe()), 20 * kMegabyte);
  EXPECT_GE(FitBytes(header, geometry, 0, passage, Recipe()), 3ULL * 299 * 10'000)
      << "between the passes";
}

TEST(Memory, OfABandIsAtLeastARow) {
  Passage passage;
  passage.in_bands = true;
  EXPECT_GE(DecodeBytes(OfSize(50'000'000, 1), passage), 50 * 3 * kMegabyte);
  EXPECT_LE(DecodeBytes(OfSize(10'000, 10'000), passage), 2 * kMegabyte);
}

TEST(Memory, IncludesTheWeightsOfALongSide) {
  const Header header = OfSize(30'000'000, 1);
  Passage passage;
  passage.in_bands = true;
  EXPECT_GE(FitBytes(header, Shrinks(header.size, 64), 0, passage, Recipe()), 900 * kMegabyte);
}

TEST(Memory, IncludesTheTensorAndWhatTheDecoderKeeps) {
  Header header = OfSize(100, 100);
  const Geometry geometry = Shrinks(header.size, 50);
  const std::uint64_t before = FitBytes(header, geometry, 0, {}, Recipe());
  header.working_bytes = 7000;
  EXPECT_EQ(FitBytes(header, geometry, 300, {}, Recipe()), before + 7300);
}

Prepared Png(std::uint64_t fit_bytes, std::uint64_t coded_bytes) {
  Prepared prepared;
  prepared.header.format = "png";
  prepared.header.coded_bytes = coded_bytes;
  prepared.fit_bytes = fit_bytes;
  return prepared;
}

TEST(Memory, OfPixelsThatAreWorthItIsNoWaste) {
  constexpr std::size_t kFileBytes = 400 * kMegabyte;
  EXPECT_FALSE(FindWaste(Png(270 * kMegabyte, 0), kFileBytes)) << "taken on trust";
  EXPECT_TRUE(FindWaste(Png(600 * kMegabyte, 9 * kMegabyte), kFileBytes)) << "made to do harm";
  EXPECT_FALSE(FindWaste(Png(600 * kMegabyte, 10 * kMegabyte), kFileBytes)) << "a large photo";
}

TEST(Memory, BytesThatCodeNoPixelsAreNotWorthAny) {
  EXPECT_TRUE(FindWaste(Png(600 * kMegabyte, 1 * kMegabyte), 400 * kMegabyte)) << "much padding";
  EXPECT_TRUE(FindWaste(Png(600 * kMegabyte, 10 * kMegabyte), 1 * kMegabyte)) << "untrue";
}

TEST(Memory, ThatSomebodyAllowsIsNoWasteWhereARealFileCouldHoldIt) {
  Prepared prepared = Png(600 * kMegabyte, 3 * kMegabyte);
  const auto refused = FindWaste(prepared, 400 * kMegabyte);
  ASSERT_TRUE(refused);
  EXPECT_NE(refused->detail.find("without --max-memory"), std::string::npos) << refused->detail;
  prepared.max_memory = 700 * kMegabyte;
  EXPECT_FALSE(FindWaste(prepared, 400 * kMegabyte));
  prepared.header.coded_bytes = 2 * kMegabyte;
  EXPECT_TRUE(FindWaste(prepared, 400 * kMegabyte));
}

TEST(Memory, OfATensorAsLargeAsItsSourceIsNoWaste) {
  Prepared prepared = Png(434 * kMegabyte, 400'000);
  prepared.tensor_bytes = 400 * kMegabyte;
  EXPECT_FALSE(FindWaste(prepared, 400 * kMegabyte)) << "--policy native of a photo for a screen";
  prepared.header.coded_bytes = 200'000;
  EXPECT_TRUE(FindWaste(prepared, 400 * kMegabyte));
}

TEST(Memory, OfACopyOfTheFileIsWorthItself) {
  Prepared prepared = Png(600 * kMegabyte, 1 * kMegabyte);
  prepared.header.format = "tiff";
  EXPECT_FALSE(FindWaste(prepared, 400 * kMegabyte)) << "the first page of many";
  EXPECT_TRUE(FindWaste(prepared, 300 * kMegabyte));
}

TEST(Memory, OfOneImageMayBeLimited) {
  const auto jpeg = MakeJpeg(Scene(400, 300), {.progressive = true});
  Recipe recipe;
  recipe.dtype = Dtype::kUint8;
  Limits limits;
  limits.max_memory = 10 * kMegabyte;
  const auto prepared = Preprocessor(recipe, limits).Prepare(jpeg);
  ASSERT_TRUE(prepared.ok());
  EXPECT_GT(prepared->fit_bytes, prepared->tensor_bytes + 400 * 300 * 2);
  limits.max_memory = prepared->fit_bytes - 1;
  const auto refused = Preprocessor(recipe, limits).Prepare(jpeg);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().reason, Reason::kTooLarge);
  EXPECT_NE(refused.error().detail.find("--max-memory"), std::string::npos);
}

TEST(Memory, ThatIsReleasedIsTakenAgain) {
  Preprocessor preprocessor(Recipe{});
  const auto jpeg = MakeJpeg(Scene(500, 400));
  const auto prepared = preprocessor.Prepare(jpeg);
  std::vector<std::byte> first(prepared->tensor_bytes);
  std::vector<std::byte> second(prepared->tensor_bytes);
  ASSERT_TRUE(preprocessor.Fit(jpeg, *prepared, first).ok());
  preprocessor.ReleaseMemory(0);
  ASSERT_TRUE(preprocessor.Fit(jpeg, *prepared, second).ok());
  EXPECT_EQ(first, second);
}

}  // namespace
}  // namespace fit299
