#include "resample/resampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <opencv2/core.hpp>

#include "resample/grid.h"

namespace fit299::resample {
namespace {

TEST(Resampler, IsMadeForEveryRowOfTheTable) {
  for (const Resampling& row : Resamplings()) {
    const auto resampler = MakeResampler(row.engine, row.filter);
    ASSERT_NE(resampler, nullptr) << row.name;
    const cv::Mat image = NoiseImage({6, 4});
    EXPECT_EQ(Resample(*resampler, image, {3, 5}).size(), cv::Size(3, 5)) << row.name;
  }
}

TEST(Resampler, ReusesThePixelsMemory) {
  for (const Resampling& row : Resamplings()) {
    const auto resampler = MakeResampler(row.engine, row.filter);
    const cv::Mat image = NoiseImage({6, 4});
    cv::Mat pixels;
    const cv::Rect2d whole(0, 0, 6, 4);
    ASSERT_TRUE(resampler->Run(image, whole, {7, 9}, {2, 1, 3, 5}, pixels).ok()) << row.name;
    const std::uint8_t* memory = pixels.data;
    ASSERT_TRUE(resampler->Run(image, whole, {5, 9}, {0, 1, 3, 5}, pixels).ok()) << row.name;
    EXPECT_EQ(pixels.data, memory) << row.name;
  }
}

TEST(Resampler, GivesFloatPixelsWhereTheRecipeSaysSo) {
  for (const Resampling& row : Resamplings()) {
    Recipe recipe;
    recipe.engine = row.engine;
    recipe.filter = row.filter;
    const auto resampler = MakeResampler(recipe);
    const cv::Mat image = NoiseImage({6, 4});
    const cv::Mat pixels = Resample(*resampler, image, {3, 5});
    EXPECT_EQ(pixels.depth(), HasFloatPixels(recipe) ? CV_32F : CV_8U) << row.name;
  }
}

TEST(Resampler, AWindowHasThePixelsOfTheWhole) {
  for (const Resampling& row : Resamplings()) {
    const auto resampler = MakeResampler(row.engine, row.filter);
    for (const cv::Size scaled : {cv::Size(31, 17), {90, 60}, {300, 5}}) {
      const cv::Mat image = NoiseImage({61, 43});
      const cv::Mat whole = Resample(*resampler, image, scaled);
      for (const cv::Rect window :
           {cv::Rect(0, 0, 9, 2), {scaled.width - 7, 2, 7, 3}, {5, 1, 20, 4}}) {
        EXPECT_TRUE(Same(Resample(*resampler, image, scaled, window), whole(window)))
            << row.name << " " << scaled << " " << window;
      }
    }
  }
}

TEST(Resampler, CutsABoxOutFirstUnlessItIsPillow) {
  for (const Resampling& row : Resamplings()) {
    const auto resampler = MakeResampler(row.engine, row.filter);
    const cv::Mat image = NoiseImage({61, 43});
    const cv::Rect box(11, 7, 30, 31);
    cv::Mat of_box;
    ASSERT_TRUE(resampler->Run(image, box, {17, 12}, {0, 0, 17, 12}, of_box).ok());
    const bool is_cut = Same(of_box, Resample(*resampler, image(box).clone(), {17, 12}));
    const bool is_pillow = row.name.starts_with("pillow") && row.filter != Filter::kNearest &&
                           row.filter != Filter::kBox;
    EXPECT_EQ(is_cut, !is_pillow) << row.name;
  }
}

}  // namespace
}  // namespace fit299::resample
