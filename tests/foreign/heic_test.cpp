#include <gtest/gtest.h>
#include <libheif/heif.h>

#include <algorithm>
#include <string>

#include "foreign/files.h"

namespace fit299::foreign {
namespace {

bool CanDecode(heif_compression_format format) { return heif_have_decoder_for_format(format) != 0; }

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

// Found by changing bytes at random: a grid that is larger than its picture made libheif 1.15 take
// gigabytes, and crash when it did not get them.
TEST_F(Heic, AGridIsNotLargerThanItsPicture) {
  File file = Load("rgb.heic");
  constexpr std::ptrdiff_t kGridSize = 99;
  ASSERT_EQ(Verdict("heic", file).substr(0, 2), "ok");
  std::ranges::copy(ToFile("ispe"), file.begin() + kGridSize);
  EXPECT_EQ(Verdict("heic", file), "too-large");
}

TEST_F(Heic, DamageIsARejection) {
  const File file = Load("rgb.heic");
  EXPECT_EQ(AcceptedPrefixes("heic", file, 0), 0);
  DecodeMutants("heic", file);
}

}  // namespace
}  // namespace fit299::foreign
