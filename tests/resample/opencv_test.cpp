// The grids are the answers of opencv-python 5.0.0, which OpenCV 4.6 shares. (Not those of cubic:
// there its builds differ by 1 among themselves, with the vector unit and library they use.)
#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <random>

#include "resample/grid.h"

namespace fit299::resample {
namespace {

constexpr Filter kFilters[] = {Filter::kNearest, Filter::kLinear, Filter::kArea, Filter::kCubic,
                               Filter::kLanczos4};

const Grid kSlope = {"10 20 30 40",  //
                     "20 40 60 80",  //
                     "30 60 90 c0",  //
                     "40 80 c0 ff"};

Grid OpenCv(Filter filter, const Grid& grid, cv::Size scaled) {
  return ResampleGrid(Engine::kOpenCv, filter, grid, scaled);
}

bool Same(const cv::Mat& a, const cv::Mat& b) {
  return a.size() == b.size() && a.type() == b.type() && cv::norm(a, b, cv::NORM_INF) == 0;
}

TEST(OpenCv, HalvesAGrid) {
  EXPECT_EQ(OpenCv(Filter::kNearest, kSlope, {2, 2}), (Grid{"10 30", "30 90"}));
  EXPECT_EQ(OpenCv(Filter::kLinear, kSlope, {2, 2}), (Grid{"24 54", "54 c4"}));
  EXPECT_EQ(OpenCv(Filter::kArea, kSlope, {2, 2}), (Grid{"24 54", "54 c4"}));
  EXPECT_EQ(OpenCv(Filter::kLanczos4, kSlope, {2, 2}), (Grid{"21 51", "51 cc"}));
}

TEST(OpenCv, ShrinksAGridByAQuarter) {
  EXPECT_EQ(OpenCv(Filter::kNearest, kSlope, {3, 3}), (Grid{"10 20 30", "20 40 60", "30 60 90"}));
  EXPECT_EQ(OpenCv(Filter::kLinear, kSlope, {3, 3}), (Grid{"16 2f 47", "2e 64 99", "47 99 ea"}));
  EXPECT_EQ(OpenCv(Filter::kArea, kSlope, {3, 3}), (Grid{"19 32 4b", "32 64 96", "4b 96 e0"}));
  EXPECT_EQ(OpenCv(Filter::kLanczos4, kSlope, {3, 3}), (Grid{"14 2c 45", "2c 64 9c", "45 9c f1"}));
}

TEST(OpenCv, EnlargesAGrid) {
  const Grid corners = {"00 ff", "ff 00"};
  const Grid blocks = {"00 00 ff ff", "00 00 ff ff", "ff ff 00 00", "ff ff 00 00"};
  EXPECT_EQ(OpenCv(Filter::kNearest, corners, {4, 4}), blocks);
  EXPECT_EQ(OpenCv(Filter::kArea, corners, {4, 4}), blocks);
  EXPECT_EQ(OpenCv(Filter::kLinear, corners, {4, 4}),
            (Grid{"00 40 bf ff", "40 60 9f bf", "bf 9f 60 40", "ff bf 40 00"}));
  EXPECT_EQ(OpenCv(Filter::kLanczos4, corners, {4, 4}),
            (Grid{"00 28 d7 ff", "28 57 a8 d7", "d7 a8 57 28", "ff d7 28 00"}));
}

TEST(OpenCv, ConstantImageStaysConstant) {
  const cv::Size sizes[] = {{1, 1}, {2, 3}, {37, 9}, {64, 64}, {3, 299}};
  for (const Filter filter : kFilters) {
    const auto resampler = MakeResampler(Engine::kOpenCv, filter);
    for (const cv::Size source : sizes) {
      for (const cv::Size scaled : sizes) {
        const cv::Mat image(source, CV_8UC3, cv::Scalar(0, 100, 255));
        const cv::Mat pixels = Resample(*resampler, image, scaled);
        // Its linear filter loses a level where it enlarges beyond the upper or lower edge.
        EXPECT_LE(cv::norm(pixels, cv::Mat(scaled, CV_8UC3, cv::Scalar(0, 100, 255)), cv::NORM_INF),
                  filter == Filter::kLinear || filter == Filter::kArea ? 1 : 0)
            << Name(Engine::kOpenCv, filter) << source << scaled;
      }
    }
  }
}

TEST(OpenCv, WindowIsTheCropOfAFullResize) {
  for (const Filter filter : kFilters) {
    const auto resampler = MakeResampler(Engine::kOpenCv, filter);
    const cv::Mat image = NoiseImage({61, 47});
    const cv::Mat whole = Resample(*resampler, image, {35, 83});
    const cv::Rect window(9, 20, 17, 31);
    EXPECT_TRUE(Same(Resample(*resampler, image, {35, 83}, window), whole(window)));
  }
}

TEST(OpenCv, WholeThatIsTooLargeIsRefused) {
  const auto resampler = MakeResampler(Engine::kOpenCv, Filter::kLinear);
  cv::Mat pixels;
  const auto done = resampler->Run(NoiseImage({1, 5000}), {0, 0, 1, 5000}, {299, 1495000},
                                   {0, 747350, 299, 299}, pixels);
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().reason, Reason::kTooLarge);
  EXPECT_EQ(done.error().detail,
            "it would be scaled to 299x1495000 pixels, which OpenCV has to compute as a whole");
}

}  // namespace
}  // namespace fit299::resample
