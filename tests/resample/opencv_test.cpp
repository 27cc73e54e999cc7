// The grids are the answers of opencv-python 5.0.0, which OpenCV 4.6 shares. (Not those of cubic:
// there its builds differ by 1 among themselves, with the vector unit and library they use.)
#include "kernels/every_target.h"
// (That one first.)
#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
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
        const int type = CV_8UC3;
        const cv::Mat image(source, type, cv::Scalar(0, 100, 255));
        const cv::Mat pixels = Resample(*resampler, image, scaled);
        // Its linear filter loses a level where it enlarges beyond the upper or lower edge.
        EXPECT_LE(cv::norm(pixels, cv::Mat(scaled, type, cv::Scalar(0, 100, 255)), cv::NORM_INF),
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

int Interpolation(Filter filter) {
  switch (filter) {
    case Filter::kLinear: return cv::INTER_LINEAR;
    case Filter::kArea: return cv::INTER_AREA;
    case Filter::kCubic: return cv::INTER_CUBIC;
    case Filter::kLanczos4: return cv::INTER_LANCZOS4;
    default: return cv::INTER_NEAREST;
  }
}

// Elsewhere, compilers and vector units fuse products and sums in float.
bool IsSameEverywhere(Filter filter) {
  return HWY_ARCH_X86 || (filter != Filter::kCubic && filter != Filter::kArea);
}

struct Task {
  cv::Mat source;
  cv::Rect box;
  cv::Size scaled;
  cv::Rect window;
};

// Any sizes; ratios that are whole on one side or both; sides of one pixel; equal sides.
Task RandomTask(std::mt19937& random, int longest) {
  const auto up_to = [&](int limit) { return 1 + static_cast<int>(random() % limit); };
  Task task;
  task.box = {0, 0, up_to(up_to(longest)), up_to(up_to(longest))};
  task.scaled = {up_to(up_to(longest)), up_to(up_to(longest))};
  if (up_to(4) == 1) task.box.width = task.scaled.width * up_to(4);
  if (up_to(4) == 1) task.box.height = task.scaled.height * up_to(4);
  if (up_to(3) == 1) task.box += cv::Point(up_to(9), up_to(9));
  const cv::Size slack(up_to(5) - 1, up_to(5) - 1);
  task.source = cv::Mat(cv::Size(task.box.br()) + slack, CV_8UC3);
  // Half of them nearly black and white, where sums go beyond both ends.
  if (up_to(2) == 1) {
    cv::randu(task.source, 0, 256);
  } else {
    cv::randu(task.source, 0, 2);
    task.source *= 255;
  }
  const cv::Point corner(up_to(task.scaled.width) - 1, up_to(task.scaled.height) - 1);
  task.window = {
      corner, cv::Size(up_to(task.scaled.width - corner.x), up_to(task.scaled.height - corner.y))};
  if (up_to(2) == 1) task.window = {cv::Point(), task.scaled};
  return task;
}

void ExpectWhatOpenCvGives(const Task& task) {
  for (const Filter filter : kFilters) {
    if (!IsSameEverywhere(filter) || task.box.size() == task.scaled) continue;
    const auto resampler = MakeResampler(Engine::kOpenCv, filter);
    cv::Mat pixels;
    ASSERT_TRUE(resampler->Run(task.source, task.box, task.scaled, task.window, pixels).ok());
    cv::Mat whole;
    cv::resize(task.source(task.box), whole, task.scaled, 0, 0, Interpolation(filter));
    ASSERT_TRUE(Same(pixels, whole(task.window)))
        << Name(Engine::kOpenCv, filter) << task.source.size() << task.box << " to " << task.scaled
        << task.window;
  }
}

TEST(OpenCv, GivesThePixelsOfTheLinkedOneOnEveryTarget) {
  kernels::OnEveryTarget([] {
    std::mt19937 random(2);
    for (int round = 0; round < 1500 && !testing::Test::HasFatalFailure(); ++round) {
      ExpectWhatOpenCvGives(RandomTask(random, 80));
    }
  });
}

TEST(OpenCv, GivesThePixelsOfTheLinkedOneForPhotos) {
  std::mt19937 random(3);
  for (const cv::Size source : {cv::Size(500, 375), cv::Size(333, 500), cv::Size(1024, 768),
                                cv::Size(4032, 302), cv::Size(77, 1500), cv::Size(598, 897)}) {
    for (const cv::Size scaled : {cv::Size(299, 299), cv::Size(224, 224), cv::Size(640, 3)}) {
      Task task = RandomTask(random, 1);
      task.source = NoiseImage(source);
      task.box = {cv::Point(), source};
      task.scaled = scaled;
      task.window = {cv::Point(), scaled};
      ASSERT_NO_FATAL_FAILURE(ExpectWhatOpenCvGives(task));
    }
  }
}

TEST(OpenCv, OfAVeryLongWholeTheWindowAloneIsComputed) {
  const auto resampler = MakeResampler(Engine::kOpenCv, Filter::kLinear);
  cv::Mat pixels;
  const auto done = resampler->Run(NoiseImage({1, 5000}), {0, 0, 1, 5000}, {299, 1495000},
                                   {0, 747350, 299, 299}, pixels);
  ASSERT_TRUE(done.ok());
  EXPECT_EQ(pixels.size(), cv::Size(299, 299));
}

}  // namespace
}  // namespace fit299::resample
