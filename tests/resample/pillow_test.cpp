// The grids are Pillow 13.0.0's own answers.
#include <gtest/gtest.h>

#include <cstdint>
#include <random>

#include "resample/grid.h"

namespace fit299::resample {
namespace {

constexpr Filter kFilters[] = {Filter::kNearest, Filter::kBox,     Filter::kBilinear,
                               Filter::kHamming, Filter::kBicubic, Filter::kLanczos};

const Grid kSlope = {"10 20 30 40",  //
                     "20 40 60 80",  //
                     "30 60 90 c0",  //
                     "40 80 c0 ff"};

Grid Pillow(Filter filter, const Grid& grid, cv::Size scaled) {
  return ResampleGrid(Engine::kPillow, filter, grid, scaled);
}

TEST(Pillow, HalvesAGrid) {
  EXPECT_EQ(Pillow(Filter::kNearest, kSlope, {2, 2}), (Grid{"40 80", "80 ff"}));
  EXPECT_EQ(Pillow(Filter::kBox, kSlope, {2, 2}), (Grid{"24 54", "54 c4"}));  // means of 4
  EXPECT_EQ(Pillow(Filter::kBilinear, kSlope, {2, 2}), (Grid{"2f 5a", "5a ad"}));
  EXPECT_EQ(Pillow(Filter::kHamming, kSlope, {2, 2}), (Grid{"27 56", "56 bd"}));
  EXPECT_EQ(Pillow(Filter::kBicubic, kSlope, {2, 2}), (Grid{"28 57", "57 ba"}));
  EXPECT_EQ(Pillow(Filter::kLanczos, kSlope, {2, 2}), (Grid{"26 55", "55 bf"}));
}

TEST(Pillow, ShrinksAGridByAQuarter) {
  EXPECT_EQ(Pillow(Filter::kNearest, kSlope, {3, 3}), (Grid{"10 30 40", "30 90 c0", "40 c0 ff"}));
  EXPECT_EQ(Pillow(Filter::kBox, kSlope, {3, 3}), (Grid{"10 28 40", "28 64 a0", "40 a0 ff"}));
  EXPECT_EQ(Pillow(Filter::kBilinear, kSlope, {3, 3}), (Grid{"1b 34 4d", "34 64 94", "4d 94 db"}));
  EXPECT_EQ(Pillow(Filter::kHamming, kSlope, {3, 3}), (Grid{"15 2e 47", "2e 64 9a", "47 9a ec"}));
  EXPECT_EQ(Pillow(Filter::kBicubic, kSlope, {3, 3}), (Grid{"17 30 49", "30 64 99", "48 98 e8"}));
  EXPECT_EQ(Pillow(Filter::kLanczos, kSlope, {3, 3}), (Grid{"16 2e 47", "2f 64 9a", "47 9a eb"}));
}

TEST(Pillow, EnlargesAGrid) {
  const Grid corners = {"00 ff", "ff 00"};
  EXPECT_EQ(Pillow(Filter::kBox, corners, {4, 4}),
            (Grid{"00 00 ff ff", "00 00 ff ff", "ff ff 00 00", "ff ff 00 00"}));
  EXPECT_EQ(Pillow(Filter::kBilinear, corners, {4, 4}),
            (Grid{"00 40 bf ff", "40 60 9f bf", "bf 9f 60 40", "ff bf 40 00"}));
  EXPECT_EQ(Pillow(Filter::kHamming, corners, {4, 4}),
            (Grid{"00 13 ec ff", "13 24 db ec", "ec db 24 13", "ff ec 13 00"}));
  EXPECT_EQ(Pillow(Filter::kBicubic, corners, {4, 4}),
            (Grid{"00 28 d7 ff", "35 54 ab ca", "ca ab 54 35", "ff d7 28 00"}));
  EXPECT_EQ(Pillow(Filter::kLanczos, corners, {4, 4}),
            (Grid{"00 23 dc ff", "3b 5b a4 c4", "c4 a4 5b 3b", "ff dc 23 00"}));
}

TEST(Pillow, PortraitThatShrinksOnlyVerticallyTakesVerticalFirst) {
  const Grid portrait = {"00 ff", "ff 00", "ff ff", "00 00", "ff 00", "00 ff"};
  // Horizontal first, as Pillow 12 had it, gives 94 9b a1, b2 80 4d, 5e 65 6b.
  EXPECT_EQ(Pillow(Filter::kLanczos, portrait, {3, 3}), (Grid{"92 9b a3", "bf 80 40", "5c 65 6d"}));
}

TEST(Pillow, ConstantImageStaysConstant) {
  const cv::Size sizes[] = {{1, 1}, {2, 3}, {5, 4}, {37, 9}, {64, 64}, {299, 3}, {3, 299}};
  for (const Filter filter : kFilters) {
    const auto resampler = MakeResampler(Engine::kPillow, filter);
    for (const cv::Size source : sizes) {
      for (const cv::Size scaled : sizes) {
        for (const int value : {0, 1, 127, 254, 255}) {
          const cv::Mat image(source, CV_8UC3, cv::Scalar::all(value));
          const cv::Mat expected(scaled, CV_8UC3, cv::Scalar::all(value));
          EXPECT_TRUE(Same(Resample(*resampler, image, scaled), expected))
              << Name(Engine::kPillow, filter) << source << scaled << value;
        }
      }
    }
  }
}

TEST(Pillow, WindowIsTheCropOfAFullResize) {
  std::mt19937 random(1);
  const auto up_to = [&](int limit) { return static_cast<int>(random() % limit); };
  int vertical_first = 0;
  for (int round = 0; round < 300; ++round) {
    const cv::Size source(1 + up_to(90), 1 + up_to(90));
    const cv::Size scaled(1 + up_to(90), 1 + up_to(90));
    const cv::Point corner(up_to(scaled.width), up_to(scaled.height));
    const cv::Rect window(
        corner, cv::Size(1 + up_to(scaled.width - corner.x), 1 + up_to(scaled.height - corner.y)));
    const int height_loss = source.height - scaled.height;
    if (height_loss > 0 && height_loss > 2 * (source.width - scaled.width)) ++vertical_first;
    const cv::Mat image = NoiseImage(source);
    const auto resampler = MakeResampler(Engine::kPillow, kFilters[up_to(6)]);
    const cv::Mat whole = Resample(*resampler, image, scaled);
    EXPECT_TRUE(Same(Resample(*resampler, image, scaled, window), whole(window)))
        << source << scaled << window;
  }
  EXPECT_GT(vertical_first, 50);
  EXPECT_LT(vertical_first, 250);
}

TEST(Pillow, TakesAPartOfALargerImage) {
  const cv::Mat large = NoiseImage({50, 40});
  const cv::Mat part = large({7, 5, 30, 20});
  const auto resampler = MakeResampler(Engine::kPillow, Filter::kBicubic);
  EXPECT_TRUE(
      Same(Resample(*resampler, part, {13, 17}), Resample(*resampler, part.clone(), {13, 17})));
}

// The middle of a picture whose whole would have 447 million pixels: each side is scaled on its
// own, so one column of it is what a 1-pixel wide picture gives.
TEST(Pillow, ExtremeSizesCostOnlyTheirWindow) {
  const cv::Mat tall = NoiseImage({1, 5000});
  for (const Filter filter : kFilters) {
    const auto resampler = MakeResampler(Engine::kPillow, filter);
    const cv::Rect window(0, 747350, 299, 299);
    const cv::Mat pixels = Resample(*resampler, tall, {299, 1495000}, window);
    const cv::Mat column = Resample(*resampler, tall, {1, 1495000}, {0, 747350, 1, 299});
    EXPECT_TRUE(Same(pixels.col(150).clone(), column)) << Name(Engine::kPillow, filter);

    const cv::Mat wide = Resample(*resampler, tall.t(), {1495000, 299}, {747350, 0, 299, 299});
    EXPECT_TRUE(Same(wide.t(), pixels)) << Name(Engine::kPillow, filter);
  }
}

TEST(Pillow, SinglePixelFillsTheTarget) {
  const cv::Mat pixel(1, 1, CV_8UC3, cv::Scalar(10, 20, 30));
  for (const Filter filter : kFilters) {
    const auto resampler = MakeResampler(Engine::kPillow, filter);
    EXPECT_TRUE(Same(Resample(*resampler, pixel, {299, 299}),
                     cv::Mat(299, 299, CV_8UC3, cv::Scalar(10, 20, 30))));
  }
}

TEST(Pillow, WeightsThatFillTheMemoryAreTooLarge) {
  // 400 MB of source in a header without pixels: it must be refused before any is read.
  std::uint8_t nothing[4] = {};
  const cv::Mat source(1, 100'000'000, CV_8UC3, nothing);
  const auto resampler = MakeResampler(Engine::kPillow, Filter::kLanczos);
  cv::Mat pixels;
  const auto done = resampler->Run(source, cv::Rect2d(0, 0, source.cols, source.rows), {299, 299},
                                   {0, 0, 299, 299}, pixels);
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().reason, Reason::kTooLarge);
}

}  // namespace
}  // namespace fit299::resample
