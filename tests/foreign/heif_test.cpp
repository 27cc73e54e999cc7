#include <gtest/gtest.h>
#include <libheif/heif.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "foreign/files.h"
#include "foreign/foreign.h"
#include "foreign/heif_items.h"

// libdav1d loses some bytes for each damaged picture; fit299-decode, which uses it, starts anew
// often enough. Read by LeakSanitizer.
extern "C" const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() { return "leak:libdav1d"; }

namespace fit299::foreign {
namespace {

File Load(const std::string& name) {
  std::ifstream stream(FIT299_SOURCE_DIR "/tests/foreign/data/" + name, std::ios::binary);
  return ToFile(std::string(std::istreambuf_iterator<char>(stream), {}));
}

bool CanDecode(heif_compression_format format) { return heif_have_decoder_for_format(format) != 0; }

void ExpectColor(const cv::Mat& image, int x, int y, const cv::Vec3i& expected) {
  const auto& pixel = image.at<cv::Vec3b>(y, x);
  for (int c = 0; c < 3; ++c) EXPECT_NEAR(pixel[c], expected[c], 4) << x << "," << y;
}

std::string BoxOf(const std::string& type, const std::string& payload) {
  std::string size = U32(static_cast<std::uint32_t>(payload.size() + 8));
  std::ranges::reverse(size);
  return size + type + payload;
}

class Avif : public testing::Test {
  void SetUp() override {
    if (!CanDecode(heif_compression_AV1)) GTEST_SKIP() << "libheif has no AV1 decoder here";
  }
};

class Heic : public testing::Test {
  void SetUp() override {
    if (!CanDecode(heif_compression_HEVC)) GTEST_SKIP() << "libheif has no HEVC decoder here";
  }
};

TEST_F(Avif, GivesItsColours) {
  const auto decoded = Decode("avif", Load("rgb.avif"));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded->header.format, "avif");
  EXPECT_EQ(decoded->header.size, cv::Size(16, 16));
  ExpectColor(decoded->image, 2, 2, {200, 100, 50});
  ExpectColor(decoded->image, 13, 13, {20, 100, 50});
  EXPECT_EQ(Verdict("avif", Load("rgb.avif")), "ok");
}

TEST_F(Avif, AlphaIsBlendedOrDropped) {
  const auto blended = Decode("avif", Load("alpha.avif"));
  ASSERT_TRUE(blended.ok());
  ExpectColor(blended->image, 2, 2, {200, 100, 50});
  ExpectColor(blended->image, 2, 13, {255, 255, 255});
  EXPECT_EQ(Verdict("avif", Load("alpha.avif")), "ok alpha-blended");
  codec::DecodeRequest request;
  request.alpha = Alpha::kDrop;
  const auto dropped = Decode("avif", Load("alpha.avif"), request);
  ASSERT_TRUE(dropped.ok());
  ExpectColor(dropped->image, 2, 13, {200, 100, 50});
  EXPECT_EQ(Verdict("avif", Load("alpha.avif"), request), "ok alpha-dropped");
}

TEST_F(Avif, TenBitsAreReducedOrKept) {
  const auto reduced = Decode("avif", Load("ten_bits.avif"));
  ASSERT_TRUE(reduced.ok());
  EXPECT_EQ(reduced->header.depth, 10);
  ExpectColor(reduced->image, 2, 2, {200, 100, 50});
  EXPECT_EQ(Verdict("avif", Load("ten_bits.avif")), "ok depth-reduced");
  codec::DecodeRequest request;
  request.depth16 = Depth16::kKeep;
  const auto kept = Decode("avif", Load("ten_bits.avif"), request);
  ASSERT_TRUE(kept.ok());
  ASSERT_EQ(kept->image.type(), CV_16UC3);
  EXPECT_NEAR(kept->image.at<cv::Vec3w>(2, 2)[0], 200 * 257, 4 * 257);
  EXPECT_EQ(Verdict("avif", Load("ten_bits.avif"), request), "ok");
}

TEST_F(Avif, RgbxHasTheSameColours) {
  codec::DecodeRequest request;
  request.channels = 4;
  EXPECT_EQ(Pixels("avif", Load("alpha.avif"), request), Pixels("avif", Load("alpha.avif")));
}

TEST_F(Avif, DamageIsARejection) {
  File file = Load("rgb.avif");
  EXPECT_EQ(AcceptedPrefixes("avif", file, 0), 0);
  EXPECT_EQ(Verdict("avif", Head(file, file.size() - 1)), "truncated");
  EXPECT_EQ(Verdict("avif", Head(file, 60)), "truncated");
  file.push_back(std::byte{1});
  EXPECT_EQ(Verdict("avif", file), "ok trailing-data");
}

TEST_F(Avif, NoByteGoesUnchecked) { DecodeMutants("avif", Load("alpha.avif")); }

TEST_F(Heic, GivesItsColours) {
  const auto decoded = Decode("heic", Load("rgb.heic"));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded->header.format, "heic");
  ExpectColor(decoded->image, 2, 2, {200, 100, 50});
  ExpectColor(decoded->image, 13, 13, {20, 100, 50});
}

// Found by changing bytes at random: a grid that is larger than its picture made libheif 1.15 take
// gigabytes, and crash when it did not get them.
TEST_F(Heic, AGridIsNotLargerThanItsPicture) {
  File file = Load("rgb.heic");
  constexpr std::ptrdiff_t kGridSize = 99;
  ASSERT_EQ(Verdict("heic", file).substr(0, 2), "ok");
  std::ranges::copy(ToFile("ispe"), file.begin() + kGridSize);
  EXPECT_EQ(Verdict("heic", file), "too-large");
}

// Found by fuzzing: a grid whose picture has no codec had 0 bits, which no header may have.
TEST_F(Heic, AHeaderHasADepthWhateverIsMissing) {
  File file = Load("rgb.heic");
  const auto entry = std::ranges::search(file, ToFile("infe"));
  ASSERT_FALSE(entry.empty());
  std::ranges::copy(ToFile("free"), entry.begin());
  const auto row = std::ranges::find(Codecs(), "heic", &codec::Codec::format);
  const auto header = row->probe(file, {});
  EXPECT_TRUE(!header || header->depth > 0);
}

// Found by fuzzing: libheif 1.15 started threads for it until there was no memory.
TEST_F(Heic, AGridIsNotMadeOfItself) {
  File file = Load("rgb.heic");
  const auto grid = std::ranges::search(file, ToFile("dimg"));
  ASSERT_FALSE(grid.empty());
  constexpr std::ptrdiff_t kWhole = 5;
  constexpr std::ptrdiff_t kPart = 9;
  const auto number = [&](std::ptrdiff_t at) -> std::byte& { return grid.begin()[at]; };
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

TEST_F(Heic, DamageIsARejection) {
  const File file = Load("rgb.heic");
  EXPECT_EQ(AcceptedPrefixes("heic", file, 0), 0);
  DecodeMutants("heic", file);
}

}  // namespace
}  // namespace fit299::foreign
