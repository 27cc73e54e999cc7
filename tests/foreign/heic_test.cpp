#include <gtest/gtest.h>
#include <libheif/heif.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "foreign/files.h"
#include "foreign/foreign.h"
#include "foreign/heif_items.h"
#include "foreign/heif_sizes.h"

namespace fit299::foreign {
namespace {

bool CanDecode(heif_compression_format format) { return heif_have_decoder_for_format(format) != 0; }

File::iterator FindText(File& file, const std::string& text) {
  const File wanted = ToFile(text);
  return std::search(file.begin(), file.end(), wanted.begin(), wanted.end());
}

class Heic : public testing::Test {
  void SetUp() override {
    if (!CanDecode(heif_compression_HEVC)) GTEST_SKIP() << "libheif has no HEVC decoder here";
  }
};

TEST_F(Heic, GivesItsColours) {
  const auto decoded = Decode("heic", Load("rgb.heic"));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded->header.format, "heic");
  ExpectColor(decoded->image, 2, 2, {200, 100, 50});
  ExpectColor(decoded->image, 13, 13, {20, 100, 50});
}

// Three planes are put together here where libheif would take a copy of the picture for it.
TEST_F(Heic, HasThePixelsThatLibheifInterleaves) {
  const File file = Load("rgb.heic");
  const auto decoded = Decode("heic", file);
  ASSERT_TRUE(decoded.ok());
  heif_context* context = heif_context_alloc();
  heif_image_handle* handle = nullptr;
  heif_image* image = nullptr;
  heif_context_read_from_memory_without_copy(context, file.data(), file.size(), nullptr);
  heif_context_get_primary_image_handle(context, &handle);
  heif_decode_image(handle, &image, heif_colorspace_RGB, heif_chroma_interleaved_RGB, nullptr);
  ASSERT_NE(image, nullptr);
  int stride = 0;
  const std::uint8_t* rows =
      heif_image_get_plane_readonly(image, heif_channel_interleaved, &stride);
  for (int y = 0; y < decoded->image.rows; ++y) {
    const auto size = static_cast<std::size_t>(decoded->image.cols) * 3;
    EXPECT_EQ(std::memcmp(decoded->image.ptr(y), rows + std::ptrdiff_t{y} * stride, size), 0) << y;
  }
  heif_image_release(image);
  heif_image_handle_release(handle);
  heif_context_free(context);
}

// Found by changing bytes at random: a grid that is larger than its picture made libheif 1.15 take
// gigabytes, and crash when it did not get them.
TEST_F(Heic, AGridIsNotLargerThanItsPicture) {
  File file = Load("rgb.heic");
  constexpr std::ptrdiff_t kGridSize = 99;
  ASSERT_EQ(Verdict("heic", file).substr(0, 2), "ok");
  std::ranges::copy(ToFile("ispe"), file.begin() + kGridSize);
  EXPECT_EQ(Verdict("heic", file), "corrupt");
}

// Otherwise libheif 1.15 leaves in the rest of it what happens to be in memory.
TEST_F(Heic, TheTilesOfAGridCoverIt) {
  const File file = Load("rgb.heic");  // 16x16 of one tile of 64x64
  const auto with_size = [&](std::uint8_t width, std::uint8_t height) {
    File changed = file;
    const auto grid = FindText(changed, "idat") + 4;
    const auto size = std::next(FindText(changed, "ispe"));  // of the tile, which comes first
    const File ispe = ToFile("ispe");
    const auto whole = std::search(size, changed.end(), ispe.begin(), ispe.end());
    grid[5] = whole[11] = std::byte{width};
    grid[7] = whole[15] = std::byte{height};
    return changed;
  };
  EXPECT_EQ(Verdict("heic", with_size(64, 64)).substr(0, 2), "ok");
  EXPECT_EQ(Verdict("heic", with_size(65, 64)), "corrupt");
  EXPECT_EQ(Verdict("heic", with_size(64, 65)), "corrupt");
}

// The tile's pixels are then fewer than its "ispe" box says.
TEST_F(Heic, ATileDoesNotLieAboutItsSize) {
  File file = Load("rgb.heic");
  const auto set_sides = [&](std::uint8_t side) {
    const auto grid = FindText(file, "idat") + 4;
    grid[5] = grid[7] = std::byte{side};
    for (auto at = FindText(file, "ispe"); at != file.end();) {
      at[11] = at[15] = std::byte{side};
      const File ispe = ToFile("ispe");
      at = std::search(std::next(at), file.end(), ispe.begin(), ispe.end());
    }
  };
  set_sides(64);
  ASSERT_EQ(Verdict("heic", file).substr(0, 2), "ok");
  set_sides(128);
  EXPECT_EQ(Verdict("heic", file), "corrupt");
}

// Found by fuzzing: a grid whose picture has no codec had 0 bits, which no header may have.
TEST_F(Heic, AHeaderHasADepthWhateverIsMissing) {
  File file = Load("rgb.heic");
  const auto entry = FindText(file, "infe");
  ASSERT_NE(entry, file.end());
  std::ranges::copy(ToFile("free"), entry);
  const auto row = std::ranges::find(Codecs(), "heic", &codec::Codec::format);
  const auto header = row->probe(file, {});
  EXPECT_TRUE(!header || header->depth > 0);
}

// Found by fuzzing: libheif 1.15 started threads for it until there was no memory.
TEST_F(Heic, AGridIsNotMadeOfItself) {
  File file = Load("rgb.heic");
  const auto grid = FindText(file, "dimg");
  ASSERT_NE(grid, file.end());
  constexpr std::ptrdiff_t kWhole = 5;
  constexpr std::ptrdiff_t kPart = 9;
  const auto number = [&](std::ptrdiff_t at) -> std::byte& { return grid[at]; };
  ASSERT_EQ(number(kWhole), std::byte{2});
  ASSERT_EQ(number(kPart), std::byte{1});
  number(kPart) = std::byte{2};
  EXPECT_EQ(Verdict("heic", file), "corrupt");
}

TEST(HeifItems, AFewLevelsAreDeepEnough) {
  const auto nested = [](int levels) {
    std::string entries;
    for (int i = 0; i < levels; ++i) {
      entries += std::string(
                     "\0\0\0\x0E"
                     "dimg\0",
                     9) +
                 static_cast<char>(i + 1) + std::string("\0\1\0", 3) + static_cast<char>(i);
    }
    const std::string iref = BoxOf("iref", std::string(4, '\0') + entries);
    return NestsTooDeep(ToFile(BoxOf("meta", std::string(4, '\0') + iref)));
  };
  EXPECT_FALSE(nested(0));
  EXPECT_FALSE(nested(8));
  EXPECT_TRUE(nested(9));
}

TEST(HeifItems, APictureIsCodedInItsPartsAndItsAlpha) {
  const auto entry = [](const std::string& type, char from, char to) {
    return BoxOf(type, {0, from, 0, 1, 0, to});
  };
  const std::string iref =
      BoxOf("iref", std::string(4, '\0') + entry("dimg", 1, 2) + entry("auxl", 3, 1) +
                        entry("dimg", 3, 4) + entry("thmb", 5, 1));
  // Version 0, offsets and lengths of 4 bytes; each item has two extents of `item` bytes.
  std::string items;
  for (char item = 1; item <= 6; ++item) {
    const std::string extent = std::string(4, '\0') + std::string(3, '\0') + item;
    items += std::string{0, item, 0, 0, 0, 2} + extent + extent;
  }
  const std::string iloc = BoxOf("iloc", std::string(4, '\0') + std::string{0x44, 0, 0, 6} + items);
  const std::string pitm = BoxOf("pitm", std::string{0, 0, 0, 0, 0, 1});
  const File file = ToFile(BoxOf("meta", std::string(4, '\0') + pitm + iloc + iref));
  EXPECT_EQ(CodedHeifBytes(file), 2U * (1 + 2 + 3 + 4));
  EXPECT_EQ(CodedHeifBytes(file, 6), 2U * 6);
  EXPECT_EQ(CodedHeifBytes(Head(file, 20)), 0U);
}

// A picture of 1024x1024, item 1, that is made of others.
File MadeOf(const std::vector<char>& parts) {
  const auto size = [](char side) {
    const std::string number = {0, 0, side, 0};
    return BoxOf("ispe", std::string(4, '\0') + number + number);
  };
  const std::string ipco = BoxOf("ipco", size(4) + size(15));  // 1024x1024, 3840x3840
  const std::string ipma =
      BoxOf("ipma", std::string{0, 0, 0, 0, 0, 0, 0, 2} + std::string{0, 1, 1, 1, 0, 2, 1, 2});
  std::string entry = {0, 1, 0, static_cast<char>(parts.size())};
  for (const char part : parts) entry += std::string{0, part};
  const std::string iref = BoxOf("iref", std::string(4, '\0') + BoxOf("dimg", entry));
  const std::string pitm = BoxOf("pitm", std::string{0, 0, 0, 0, 0, 1});
  return ToFile(BoxOf("meta", std::string(4, '\0') + pitm + BoxOf("iprp", ipco + ipma) + iref));
}

// 5 KB laid one picture of 16 megapixels over itself a hundred times, and took 11 s.
TEST(HeifSizes, PartsOfFarMorePixelsThanThePictureAreTooComplex) {
  EXPECT_FALSE(FindTooManyPixels(MadeOf({2})));
  const auto rejection = FindTooManyPixels(MadeOf(std::vector<char>(100, 2)));
  ASSERT_TRUE(rejection);
  EXPECT_EQ(rejection->reason, Reason::kTooComplex);
  EXPECT_FALSE(FindTooManyPixels(MadeOf({})));
}

// A rotation that one picture has two hundred times took 4 s.
TEST(HeifSizes, APictureIsNotTurnedAgainAndAgain) {
  const auto turned = [](char times) {
    const std::string ipco = BoxOf("ipco", BoxOf("irot", {1}));
    const std::string ipma = BoxOf("ipma", std::string{0, 0, 0, 0, 0, 0, 0, 1, 0, 1, times} +
                                               std::string(static_cast<std::size_t>(times), 1));
    const std::string pitm = BoxOf("pitm", std::string{0, 0, 0, 0, 0, 1});
    return ToFile(BoxOf("meta", std::string(4, '\0') + pitm + BoxOf("iprp", ipco + ipma)));
  };
  EXPECT_FALSE(FindTooManyPixels(turned(1)));
  const auto rejection = FindTooManyPixels(turned(4));
  ASSERT_TRUE(rejection);
  EXPECT_EQ(rejection->reason, Reason::kCorrupt);
}

TEST_F(Heic, WhatComesBehindAllDataIsNoTruncation) {
  for (const std::string& tail : {std::string("garbage!garbage!"), std::string(40, '\0')}) {
    File file = Load("rgb.heic");
    const std::string before = Verdict("heic", file);
    const File more = ToFile(tail);
    file.insert(file.end(), more.begin(), more.end());
    EXPECT_EQ(Verdict("heic", file), before + " trailing-data");
  }
}

TEST_F(Heic, CountsTheDataOfThePicture) {
  File file = Load("rgb.heic");
  const std::uint64_t bytes = Decode("heic", file)->header.coded_bytes;
  EXPECT_GT(bytes, 0U);
  EXPECT_LT(bytes, file.size());
  const File padding = ToFile(BoxOf("free", std::string(1000, '\0')));
  file.insert(file.end(), padding.begin(), padding.end());
  EXPECT_EQ(Decode("heic", file)->header.coded_bytes, bytes);
}

TEST_F(Heic, DamageIsARejection) {
  const File file = Load("rgb.heic");
  EXPECT_EQ(AcceptedPrefixes("heic", file, 0), 0);
  ExpectSaneMutants("heic", file);
}

}  // namespace
}  // namespace fit299::foreign
