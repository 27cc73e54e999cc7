#include "fit299/geometry.h"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <ostream>
#include <tuple>
#include <vector>

namespace fit299 {

void PrintTo(const Geometry& g, std::ostream* out) {
  *out << "crop " << g.crop << " scaled " << g.scaled << " window " << g.window << " at " << g.at
       << " canvas " << g.canvas;
}

namespace {

Recipe With(Policy policy, cv::Size size = {299, 299}) {
  Recipe recipe;
  recipe.policy = policy;
  recipe.size = size;
  return recipe;
}

Geometry Compute(const Recipe& recipe, cv::Size source) {
  EXPECT_FALSE(FindRecipeError(recipe));
  const auto geometry = ComputeGeometry(recipe, source);
  EXPECT_TRUE(geometry.ok());
  return geometry.ok() ? *geometry : Geometry{};
}

TEST(GeometryResize, StretchesTheWholeImageToTheSize) {
  const Geometry g = Compute(With(Policy::kResize, {320, 240}), {500, 375});
  EXPECT_EQ(
      g,
      (Geometry{{500, 375}, {0, 0, 500, 375}, {320, 240}, {0, 0, 320, 240}, {0, 0}, {320, 240}}));
}

TEST(GeometryCenterCrop, OffsetIsHalfTheSlackRoundedHalfToEven) {
  // (side - 299) / 2: 0.5 -> 0, 1.5 -> 2, 2.5 -> 2, 3.5 -> 4, as Python's round().
  for (const auto& [side, offset] : std::vector<std::tuple<int, int>>{
           {299, 0}, {300, 0}, {301, 1}, {302, 2}, {304, 2}, {306, 4}, {500, 100}}) {
    const Geometry g = Compute(With(Policy::kCenterCrop), {side, 400});
    EXPECT_EQ(g.window, cv::Rect(offset, 50, 299, 299)) << side;  // (400 - 299) / 2 = 50.5 -> 50
    EXPECT_EQ(g.scaled, g.source) << "pixels untouched";
  }
}

TEST(GeometryCenterCrop, ResizeShorterTruncatesTheLongerSide) {
  Recipe recipe = With(Policy::kCenterCrop);
  recipe.resize_shorter = 333;
  EXPECT_EQ(Compute(recipe, {500, 375}).scaled, cv::Size(444, 333));
  EXPECT_EQ(Compute(recipe, {375, 500}).scaled, cv::Size(333, 444));
  EXPECT_EQ(Compute(recipe, {500, 333}).scaled, cv::Size(500, 333));
  EXPECT_EQ(Compute(recipe, {640, 427}).scaled, cv::Size(499, 333));  // 499.1
  EXPECT_EQ(Compute(recipe, {100, 100}).scaled, cv::Size(333, 333));
}

TEST(GeometryCenterCrop, ResizeShorterOfAnExtremeAspectKeepsOnlyTheWindow) {
  Recipe recipe = With(Policy::kCenterCrop);
  recipe.resize_shorter = 299;
  const Geometry g = Compute(recipe, {1, 5000});
  EXPECT_EQ(g.scaled, cv::Size(299, 1495000));
  EXPECT_EQ(g.window, cv::Rect(0, 747350, 299, 299));  // 747350.5 -> even
}

TEST(GeometryCenterCrop, CropFractionIsThatOfTensorFlowsCentralCrop) {
  Recipe recipe = With(Policy::kCenterCrop);
  recipe.crop_fraction = 0.875;
  const Geometry g = Compute(recipe, {500, 375});
  // int((500 - 437.5) / 2) = 31, int((375 - 328.125) / 2) = 23.
  EXPECT_EQ(g.crop, cv::Rect2d(31, 23, 438, 329));
  EXPECT_EQ(g.scaled, cv::Size(299, 299));
  recipe.crop_fraction = 1.0;
  EXPECT_EQ(Compute(recipe, {1, 1}).crop, cv::Rect2d(0, 0, 1, 1));
}

TEST(GeometryCenterCrop, SmallImagesAreEnlargedUntilTheyCoverTheCrop) {
  const Geometry g = Compute(With(Policy::kCenterCrop), {100, 400});
  EXPECT_EQ(g.scaled, cv::Size(299, 1196));
  EXPECT_EQ(g.window, cv::Rect(0, 448, 299, 299));  // 448.5 -> 448
  EXPECT_TRUE(IsEnlarged(g));
  EXPECT_FALSE(IsAspectChanged(g));
  // 298 * 299 / 297 = 300.0067: the side that decides is exact, the other rounded.
  EXPECT_EQ(Compute(With(Policy::kCenterCrop), {297, 298}).scaled, cv::Size(299, 300));
  EXPECT_EQ(Compute(With(Policy::kCenterCrop), {1, 1}).scaled, cv::Size(299, 299));
}

TEST(GeometryCenterCrop, SmallImagesArePaddedWhereTheyAreTooSmall) {
  Recipe recipe = With(Policy::kCenterCrop);
  recipe.small = Small::kPad;
  const Geometry g = Compute(recipe, {100, 400});
  EXPECT_EQ(g.scaled, cv::Size(100, 400));
  EXPECT_EQ(g.window, cv::Rect(0, 50, 100, 299));
  EXPECT_EQ(g.at, cv::Point(100, 0));  // 99.5 -> 100
  EXPECT_EQ(g.canvas, cv::Size(299, 299));
}

TEST(GeometryCenterCrop, SmallImagesAreRejectedWithBothSizes) {
  Recipe recipe = With(Policy::kCenterCrop);
  recipe.small = Small::kReject;
  const auto g = ComputeGeometry(recipe, {298, 400});
  ASSERT_FALSE(g.ok());
  EXPECT_EQ(g.error().reason, Reason::kTooSmall);
  EXPECT_EQ(g.error().detail, "298x400 is smaller than the crop of 299x299");
  EXPECT_TRUE(ComputeGeometry(recipe, {299, 299}).ok());
}

TEST(GeometryPad, FitsInsideAndCentres) {
  const Geometry g = Compute(With(Policy::kPad), {500, 375});
  EXPECT_EQ(g.scaled, cv::Size(299, 224));  // 224.25
  EXPECT_EQ(g.at, cv::Point(0, 38));        // 37.5 -> 38
  EXPECT_FALSE(IsAspectChanged(g));
  EXPECT_FALSE(IsEnlarged(g));
  EXPECT_EQ(Compute(With(Policy::kPad), {10, 10}).scaled, cv::Size(299, 299)) << "enlarges too";
}

TEST(GeometryPad, SizesRoundHalfToEven) {
  // Fitted into 4x4: 8 wide, so that height * 4 / 8 is exactly a half.
  for (const auto& [height, scaled] :
       std::vector<std::tuple<int, int>>{{1, 1}, {3, 2}, {5, 2}, {7, 4}}) {
    EXPECT_EQ(Compute(With(Policy::kPad, {4, 4}), {8, height}).scaled, cv::Size(4, scaled))
        << height;
  }
}

TEST(GeometryPad, KeepsOnePixelOfTheMostExtremeAspect) {
  EXPECT_EQ(Compute(With(Policy::kPad), {1, 5000}).scaled, cv::Size(1, 299));
  EXPECT_EQ(Compute(With(Policy::kPad), {5000, 1}).scaled, cv::Size(299, 1));
}

TEST(GeometryAnchor, PlacesTheImageOrTheCrop) {
  struct Row {
    Anchor anchor;
    cv::Point at;      // of a 299x224 image on a 299x299 canvas
    cv::Point window;  // of a 299x299 crop of 500x375
  };
  for (const Row& row : std::vector<Row>{{Anchor::kCenter, {0, 38}, {100, 38}},
                                         {Anchor::kNorth, {0, 0}, {100, 0}},
                                         {Anchor::kNorthEast, {0, 0}, {201, 0}},
                                         {Anchor::kEast, {0, 38}, {201, 38}},
                                         {Anchor::kSouthEast, {0, 75}, {201, 76}},
                                         {Anchor::kSouth, {0, 75}, {100, 76}},
                                         {Anchor::kSouthWest, {0, 75}, {0, 76}},
                                         {Anchor::kWest, {0, 38}, {0, 38}},
                                         {Anchor::kNorthWest, {0, 0}, {0, 0}}}) {
    Recipe recipe = With(Policy::kPad);
    recipe.anchor = row.anchor;
    EXPECT_EQ(Compute(recipe, {500, 375}).at, row.at) << Name(row.anchor);
    recipe.policy = Policy::kCenterCrop;
    EXPECT_EQ(Compute(recipe, {500, 375}).window.tl(), row.window) << Name(row.anchor);
  }
}

TEST(GeometryNative, KeepsTheSize) {
  const Geometry g = Compute(With(Policy::kNative), {500, 375});
  EXPECT_EQ(g.canvas, cv::Size(500, 375));
  EXPECT_EQ(g.scaled, g.source);
}

TEST(GeometryNative, ShrinksToTheLongestSideAndNeverEnlarges) {
  Recipe recipe = With(Policy::kNative);
  recipe.max_side = 400;
  EXPECT_EQ(Compute(recipe, {500, 375}).canvas, cv::Size(400, 300));
  EXPECT_EQ(Compute(recipe, {300, 400}).canvas, cv::Size(300, 400));
  EXPECT_EQ(Compute(recipe, {5000, 1}).canvas, cv::Size(400, 1));
}

TEST(GeometryNative, PadsUpToTheMultiple) {
  Recipe recipe = With(Policy::kNative);
  recipe.multiple_of = 32;
  const Geometry g = Compute(recipe, {500, 375});
  EXPECT_EQ(g.canvas, cv::Size(512, 384));
  EXPECT_EQ(g.at, cv::Point(6, 4));  // 4.5 -> 4
  EXPECT_EQ(Compute(recipe, {512, 384}).at, cv::Point(0, 0));
}

TEST(Geometry, EveryPolicyHoldsItsInvariantsForExtremeSizes) {
  const std::vector<cv::Size> sources = {{1, 1},     {1, 5000},  {5000, 1},  {65500, 1},  {2, 3},
                                         {298, 299}, {299, 299}, {300, 299}, {4000, 3000}};
  for (const Choice<Policy>& policy : Policies()) {
    for (const Choice<Small>& small : {Smalls()[0], Smalls()[1]}) {
      for (const cv::Size size : {cv::Size(299, 299), cv::Size(1, 1), cv::Size(640, 3)}) {
        for (const cv::Size source : sources) {
          Recipe recipe = With(policy.value, size);
          recipe.small = small.value;
          const Geometry g = Compute(recipe, source);
          const auto inside = [](cv::Rect part, cv::Size whole) {
            return !part.empty() && (part & cv::Rect({0, 0}, whole)) == part;
          };
          EXPECT_TRUE(inside(cv::Rect(g.crop), g.source)) << ::testing::PrintToString(g);
          EXPECT_TRUE(inside(g.window, g.scaled)) << ::testing::PrintToString(g);
          EXPECT_TRUE(inside({g.at, g.window.size()}, g.canvas)) << ::testing::PrintToString(g);
          EXPECT_EQ(g.canvas, policy.value == Policy::kNative ? source : size);
        }
      }
    }
  }
}

Recipe WithRounding(Policy policy, Rounding rounding, cv::Size size = {299, 299}) {
  Recipe recipe = With(policy, size);
  recipe.rounding = rounding;
  return recipe;
}

Recipe AspectCrop(Rounding rounding, cv::Size size = {299, 299}) {
  Recipe recipe = WithRounding(Policy::kCenterCrop, rounding, size);
  recipe.crop_to_aspect = true;
  return recipe;
}

TEST(GeometryRounding, DownGivesTheOddPixelToTheRightAndBottom) {
  // tf.image.resize_with_crop_or_pad.
  for (const Rounding rounding : {Rounding::kFloor, Rounding::kTensorFlow}) {
    Recipe recipe = WithRounding(Policy::kCenterCrop, rounding);
    recipe.small = Small::kPad;
    EXPECT_EQ(Compute(recipe, {302, 400}).window, cv::Rect(1, 50, 299, 299)) << "1.5, 50.5";
    EXPECT_EQ(Compute(recipe, {296, 296}).at, cv::Point(1, 1)) << "1.5";
  }
}

TEST(GeometryCropToAspect, IsASquareOfTheShorterSideByEachRule) {
  // Slack 125 and 126: 62.5 and 63.
  EXPECT_EQ(Compute(AspectCrop(Rounding::kHalfEven), {500, 375}).crop, cv::Rect2d(62, 0, 375, 375));
  EXPECT_EQ(Compute(AspectCrop(Rounding::kFloor), {500, 375}).crop, cv::Rect2d(62, 0, 375, 375));
  EXPECT_EQ(Compute(AspectCrop(Rounding::kTensorFlow), {500, 375}).crop,
            cv::Rect2d(62, 0, 375, 375));
  EXPECT_EQ(Compute(AspectCrop(Rounding::kPillow), {500, 375}).crop, cv::Rect2d(62.5, 0, 375, 375))
      << "ImageOps.fit crops at half pixels";
  EXPECT_EQ(Compute(AspectCrop(Rounding::kHalfEven), {375, 502}).crop, cv::Rect2d(0, 64, 375, 375))
      << "63.5, half to even";
  EXPECT_EQ(Compute(AspectCrop(Rounding::kFloor), {375, 502}).crop, cv::Rect2d(0, 63, 375, 375));
  EXPECT_EQ(Compute(AspectCrop(Rounding::kPillow), {375, 375}).crop, cv::Rect2d(0, 0, 375, 375));
}

TEST(GeometryCropToAspect, FollowsTheAnchorAndTheAspectOfTheSize) {
  Recipe recipe = AspectCrop(Rounding::kHalfEven, {400, 200});
  EXPECT_EQ(Compute(recipe, {500, 375}).crop, cv::Rect2d(0, 62, 500, 250)) << "62.5";
  recipe.anchor = Anchor::kSouthWest;
  EXPECT_EQ(Compute(recipe, {500, 375}).crop, cv::Rect2d(0, 125, 500, 250));
}

TEST(GeometryPad, OfTensorFlowLosesALineWhereFloat32Does) {
  // tf.image.resize_with_pad makes of 300x300 a picture of 298x298, in the corner.
  const Geometry eager = Compute(WithRounding(Policy::kPad, Rounding::kTensorFlow), {300, 300});
  EXPECT_EQ(eager.scaled, cv::Size(298, 298));
  EXPECT_EQ(eager.at, cv::Point(0, 0));
  const Geometry graph =
      Compute(WithRounding(Policy::kPad, Rounding::kTensorFlowGraph), {300, 300});
  EXPECT_EQ(graph.scaled, cv::Size(299, 299));
  const Geometry photo = Compute(WithRounding(Policy::kPad, Rounding::kTensorFlow), {500, 375});
  EXPECT_EQ(photo.scaled, cv::Size(299, 224));
  EXPECT_EQ(photo.at, cv::Point(0, 37)) << "floor(37.375)";
}

TEST(GeometryPad, RefusesWhatTensorFlowRefuses) {
  for (const Rounding rounding : {Rounding::kTensorFlow, Rounding::kTensorFlowGraph}) {
    for (const cv::Size source : {cv::Size(1, 5000), {5000, 1}, {2, 600}}) {
      const auto geometry = ComputeGeometry(WithRounding(Policy::kPad, rounding), source);
      ASSERT_FALSE(geometry.ok()) << source;
      EXPECT_EQ(geometry.error().reason, Reason::kOddAspect);
    }
    EXPECT_EQ(Compute(WithRounding(Policy::kPad, rounding), {1, 150}).scaled.width, 1);
  }
}

TEST(GeometryPad, OfPillowMayLeaveNothingOfASide) {
  const Recipe recipe = WithRounding(Policy::kPad, Rounding::kPillow);
  EXPECT_EQ(Compute(recipe, {500, 375}).at, cv::Point(0, 38)) << "37.5, half to even";
  const Geometry g = Compute(recipe, {5000, 1});
  EXPECT_EQ(g.scaled, cv::Size(299, 0));
  EXPECT_TRUE(g.window.empty()) << "all padding";
}

TEST(IsAspectChanged, IsTrueOnlyBeyondRounding) {
  EXPECT_TRUE(IsAspectChanged(Compute(With(Policy::kResize), {500, 375})));
  EXPECT_FALSE(IsAspectChanged(Compute(With(Policy::kResize), {500, 500})));
  EXPECT_FALSE(IsAspectChanged(Compute(With(Policy::kPad), {5000, 1})));
  EXPECT_FALSE(IsAspectChanged(Compute(With(Policy::kPad), {641, 427})));
}

}  // namespace
}  // namespace fit299
