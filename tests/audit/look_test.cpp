#include "audit/look.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "geometry/orientation.h"

namespace fit299::audit {
namespace {

// A smooth picture of its own for every seed.
cv::Mat Picture(int width, int height, int seed) {
  cv::Mat pixels(height, width, CV_8UC3);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const double u = (x + 0.5) / width;
      const double v = (y + 0.5) / height;
      cv::Vec3b& pixel = pixels.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c) {
        pixel[c] = static_cast<uchar>(128 + 60 * std::sin((3 + seed % 5) * u + seed * v + c) +
                                      60 * std::cos((2 + seed % 7) * v - seed * u));
      }
    }
  }
  return pixels;
}

TEST(Look, OfAPictureThatIsTurnedIsThatOfTheUprightOne) {
  const cv::Mat upright = Picture(90, 70, 3);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    // What the opposite turn gives is what is stored.
    cv::Mat stored;
    TurnUpright(orientation == 6 ? 8 : orientation == 8 ? 6 : orientation, upright, stored);
    LookMaker maker(stored.size(), orientation);
    for (int y = 0; y < stored.rows; ++y) maker.Add(stored.row(y));
    EXPECT_EQ(maker.Make(), Describe(upright)) << orientation;
  }
}

TEST(Look, StaysWhenThePictureIsResized) {
  const Look look = Describe(Picture(400, 300, 3));
  EXPECT_FALSE(look.plain);
  EXPECT_TRUE(AreAlike(look, Describe(Picture(133, 100, 3))));
  EXPECT_TRUE(AreAlike(look, Describe(Picture(75, 211, 3)))) << "also when it is stretched";
  EXPECT_FALSE(AreAlike(look, Describe(Picture(400, 300, 4))));
}

TEST(Look, IsExactlyTheSameAtMultiplesOfASize) {
  cv::Mat doubled;
  const cv::Mat small = Picture(45, 37, 5);
  cv::resize(small, doubled, {}, 2, 2, cv::INTER_NEAREST);
  EXPECT_EQ(Describe(small), Describe(doubled)) << "blocks average parts of pixels exactly";
}

TEST(Look, OfColorsIsTheMeanOfEachQuarter) {
  cv::Mat pixels(4, 6, CV_8UC3, cv::Scalar(10, 20, 30));
  pixels(cv::Rect(3, 2, 3, 2)).setTo(cv::Scalar(200, 100, 0));
  const std::array<std::uint8_t, 12> expected = {10, 20, 30, 10, 20, 30, 10, 20, 30, 200, 100, 0};
  EXPECT_EQ(Describe(pixels).colors, expected);
}

TEST(Look, OfAPlainPictureIsLikeNothing) {
  const Look plain = Describe(cv::Mat(50, 50, CV_8UC3, cv::Scalar(9, 9, 9)));
  EXPECT_TRUE(plain.plain);
  EXPECT_EQ(plain.hash, 0U);
  EXPECT_FALSE(AreAlike(plain, plain));
}

TEST(Look, OfOtherColorsIsAnother) {
  const cv::Mat pixels = Picture(64, 64, 1);
  cv::Mat swapped;
  cv::add(pixels * 0.5, cv::Scalar(100, 0, 0), swapped);
  EXPECT_FALSE(AreAlike(Describe(pixels), Describe(swapped)));
}

TEST(Look, Reads16BitsAsTheirHighByte) {
  const cv::Mat pixels = Picture(50, 40, 2);
  cv::Mat wide;
  pixels.convertTo(wide, CV_16UC3, 257);
  EXPECT_EQ(Describe(pixels), Describe(wide));
}

TEST(Look, TakesTheSmallestAndTheLongestPictures) {
  EXPECT_TRUE(Describe(cv::Mat(1, 1, CV_8UC3, cv::Scalar(1, 2, 3))).plain);
  EXPECT_FALSE(Describe(Picture(2, 3, 1)).plain);
  (void)Describe(cv::Mat(1, 1 << 20, CV_8UC3, cv::Scalar(0, 0, 0)));
  (void)Describe(cv::Mat(1 << 20, 1, CV_8UC3, cv::Scalar(0, 0, 0)));
}

}  // namespace
}  // namespace fit299::audit
