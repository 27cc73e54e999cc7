#include "audit/outliers.h"

#include <gtest/gtest.h>

#include <vector>

namespace fit299::audit {
namespace {

void Add(std::vector<Picture>& pictures, std::uint32_t width, std::uint32_t height) {
  Picture picture;
  picture.width = width;
  picture.height = height;
  pictures.push_back(picture);
}

TEST(OddShapes, AmongPicturesOfOneSizeBeginAtAnEighthAndAtEightTimes) {
  std::vector<Picture> pictures;
  for (int i = 0; i < 40; ++i) Add(pictures, 100, 100);
  Add(pictures, 36, 36);    // 1296 pixels
  Add(pictures, 35, 35);    // 1225, less than 10000 / 8
  Add(pictures, 282, 282);  // 79524
  Add(pictures, 283, 283);  // 80089, more than 10000 * 8
  const OddShapes odd = FindOddShapes(pictures);
  EXPECT_EQ(odd.pixels.positions, (std::vector<std::uint32_t>{41, 43}));
  EXPECT_NEAR(odd.pixels.low, 1250, 1);
  EXPECT_NEAR(odd.pixels.high, 80000, 10);
  EXPECT_TRUE(odd.aspects.positions.empty());
}

TEST(OddShapes, OfAspectsAreStripsEitherWay) {
  std::vector<Picture> pictures;
  for (int i = 0; i < 40; ++i) Add(pictures, 300, 300);
  Add(pictures, 990, 300);
  Add(pictures, 1020, 300);
  Add(pictures, 300, 1020);
  EXPECT_EQ(FindOddShapes(pictures).aspects.positions, (std::vector<std::uint32_t>{41, 42}));
}

TEST(OddShapes, AVariedSetAllowsMore) {
  std::vector<Picture> pictures;
  for (std::uint32_t i = 0; i < 40; ++i) Add(pictures, 100 << i % 5, 100 << i % 5);
  Add(pictures, 20, 20);
  EXPECT_TRUE(FindOddShapes(pictures).pixels.positions.empty());
}

TEST(OddShapes, AreNoneAmongAFew) {
  std::vector<Picture> pictures;
  for (std::size_t i = 0; i + 2 < kFewestForOutliers; ++i) Add(pictures, 100, 100);
  Add(pictures, 1, 1);
  EXPECT_TRUE(FindOddShapes(pictures).pixels.positions.empty());
  EXPECT_TRUE(FindOddShapes({}).pixels.positions.empty());
}

}  // namespace
}  // namespace fit299::audit
