#include "geometry/shrink.h"

#include <gtest/gtest.h>

namespace fit299 {
namespace {

Geometry Stretch(cv::Size source, cv::Size scaled) {
  return {source, {cv::Point(0, 0), source}, scaled, {cv::Point(0, 0), scaled}, {0, 0}, scaled};
}

TEST(ChooseShrink, LeavesTheFilterTheGapInBothAxes) {
  EXPECT_EQ(ChooseShrink(Stretch({4032, 3024}, {299, 299}), 1), 8) << "378 rows are left";
  EXPECT_EQ(ChooseShrink(Stretch({4032, 3024}, {299, 299}), 1.27), 4);
  EXPECT_EQ(ChooseShrink(Stretch({4032, 3024}, {299, 299}), 2), 4) << "756 rows are left";
  EXPECT_EQ(ChooseShrink(Stretch({4032, 3024}, {299, 299}), 3), 2);
  EXPECT_EQ(ChooseShrink(Stretch({500, 375}, {299, 299}), 1), 1);
  EXPECT_EQ(ChooseShrink(Stretch({600, 598}, {299, 299}), 1), 2) << "exactly";
  EXPECT_EQ(ChooseShrink(Stretch({600, 597}, {299, 299}), 1), 1);
  EXPECT_EQ(ChooseShrink(Stretch({10000, 100}, {50, 200}), 1), 1) << "a side is enlarged";
  EXPECT_EQ(ChooseShrink(Stretch({90000, 90000}, {9, 9}), 1), 8) << "the most there is";
}

TEST(ChooseShrink, MeasuresThePartThatIsScaled) {
  Geometry geometry = Stretch({4000, 3000}, {299, 299});
  geometry.crop = {500, 500, 1200, 1200};
  EXPECT_EQ(ChooseShrink(geometry, 1), 4);
  Geometry crop = Stretch({4000, 3000}, {4000, 3000});
  crop.window = {1850, 1350, 299, 299};
  EXPECT_EQ(ChooseShrink(crop, 1), 1) << "nothing is scaled";
}

TEST(ShrunkSize, CountsTheRestAsAPixel) {
  EXPECT_EQ(ShrunkSize({4032, 3024}, 8), cv::Size(504, 378));
  EXPECT_EQ(ShrunkSize({501, 499}, 2), cv::Size(251, 250));
  EXPECT_EQ(ShrunkSize({1, 9}, 8), cv::Size(1, 2));
  EXPECT_EQ(ShrunkSize({501, 499}, 1), cv::Size(501, 499));
}

// 501 / 4 = 125.25 of 126 columns are the picture's, 301 / 4 = 75.25 of 76 rows.
TEST(ShrunkPart, EndsWhereThePictureEndsAndNotWithTheLastPixel) {
  const cv::Rect2d all(0, 0, 501, 301);
  const auto shrunk = [&](int orientation) { return ShrunkPart(all, {501, 301}, orientation, 4); };
  for (const int orientation : {1, 5}) {
    EXPECT_EQ(shrunk(orientation), cv::Rect2d(0, 0, 125.25, 75.25)) << orientation;
  }
  for (const int orientation : {2, 6}) {
    EXPECT_EQ(shrunk(orientation), cv::Rect2d(0.75, 0, 125.25, 75.25)) << orientation;
  }
  for (const int orientation : {3, 7}) {
    EXPECT_EQ(shrunk(orientation), cv::Rect2d(0.75, 0.75, 125.25, 75.25)) << orientation;
  }
  for (const int orientation : {4, 8}) {
    EXPECT_EQ(shrunk(orientation), cv::Rect2d(0, 0.75, 125.25, 75.25)) << orientation;
  }
  EXPECT_EQ(ShrunkPart({100, 50, 20, 30}, {501, 301}, 1, 4), cv::Rect2d(25, 12.5, 5, 7.5));
  EXPECT_EQ(ShrunkPart({100, 50, 20, 30}, {501, 301}, 3, 4), cv::Rect2d(25.75, 13.25, 5, 7.5));
  EXPECT_EQ(ShrunkPart(all, {501, 301}, 8, 1), all);
}

TEST(WholePixels, HoldThePart) {
  EXPECT_EQ(WholePixels({0.5, 2, 3.25, 4}), cv::Rect(0, 2, 4, 4));
  EXPECT_EQ(WholePixels({1, 2, 3, 4}), cv::Rect(1, 2, 3, 4));
}

}  // namespace
}  // namespace fit299
