#include "geometry/orientation.h"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>

namespace fit299 {
namespace {

// Every pixel has a value of its own.
cv::Mat Numbered(int width, int height) {
  cv::Mat image(height, width, CV_16UC1);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      image.at<std::uint16_t>(y, x) = static_cast<std::uint16_t>(100 * y + x);
    }
  }
  return image;
}

bool AreSame(const cv::Mat& a, const cv::Mat& b) {
  return a.size() == b.size() && cv::countNonZero(a != b) == 0;
}

// Where the first pixel of the stored row and the first of the stored column lie, as the EXIF
// standard says it (version 2.32, tag 0112).
TEST(TurnUpright, PutsTheStoredCornerWhereExifSays) {
  const cv::Mat stored = Numbered(5, 3);
  const struct {
    int orientation;
    cv::Point corner;  // of the upright picture, where stored (0, 0) is
    cv::Size size;
  } cases[] = {{1, {0, 0}, {5, 3}}, {2, {4, 0}, {5, 3}}, {3, {4, 2}, {5, 3}}, {4, {0, 2}, {5, 3}},
               {5, {0, 0}, {3, 5}}, {6, {2, 0}, {3, 5}}, {7, {2, 4}, {3, 5}}, {8, {0, 4}, {3, 5}}};
  for (const auto& expected : cases) {
    cv::Mat upright;
    TurnUpright(expected.orientation, stored, upright);
    ASSERT_EQ(upright.size(), expected.size) << expected.orientation;
    EXPECT_EQ(upright.at<std::uint16_t>(expected.corner), 0) << expected.orientation;
    cv::Mat in_place = stored.clone();
    TurnUpright(expected.orientation, in_place);
    EXPECT_TRUE(AreSame(in_place, upright)) << expected.orientation;
  }
}

TEST(ToStored, FindsThePixelsThatBecomeAPart) {
  const cv::Mat stored = Numbered(7, 4);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    cv::Mat upright;
    TurnUpright(orientation, stored, upright);
    for (const cv::Rect part : {cv::Rect(0, 0, 1, 1), cv::Rect(1, 2, 3, 2), cv::Rect(2, 0, 1, 4)}) {
      const cv::Rect there = ToStored(part, upright.size(), orientation);
      cv::Mat turned;
      TurnUpright(orientation, stored(there), turned);
      EXPECT_TRUE(AreSame(turned, upright(part))) << orientation << part;
      EXPECT_EQ(ToUpright(there, stored.size(), orientation), part) << orientation;
    }
  }
}

}  // namespace
}  // namespace fit299
