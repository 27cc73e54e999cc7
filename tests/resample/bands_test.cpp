// A source that comes in bands of rows gives the very pixels of one that is there as a whole.
#include "kernels/every_target.h"
// (That one first.)
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "resample/grid.h"

namespace fit299::resample {
namespace {

constexpr Filter kFilters[] = {Filter::kBox, Filter::kBilinear, Filter::kHamming, Filter::kBicubic,
                               Filter::kLanczos};

struct Task {
  cv::Mat source;
  cv::Rect2d box;
  cv::Size scaled;
  cv::Rect window;
};

cv::Mat Whole(Resampler& resampler, const Task& task) {
  cv::Mat pixels;
  EXPECT_TRUE(resampler.Run(task.source, task.box, task.scaled, task.window, pixels).ok());
  return pixels;
}

// Each band stands where the one before it stood, so that what is gone is gone.
template <class NextRows>
cv::Mat InBands(Resampler& resampler, const Task& task, NextRows next_rows) {
  cv::Mat pixels;
  const cv::Mat& source = task.source;
  EXPECT_TRUE(resampler.Begin(source.size(), task.box, task.scaled, task.window, pixels).ok());
  cv::Mat memory(source.size(), source.type());
  for (int row = 0; row < source.rows;) {
    const int rows = std::min(next_rows(), source.rows - row);
    memory.setTo(cv::Scalar::all(77));
    const cv::Mat band = memory.rowRange(0, rows);
    source.rowRange(row, row + rows).copyTo(band);
    resampler.Add(band);
    row += rows;
  }
  return pixels;
}

bool SameRgb(const cv::Mat& a, const cv::Mat& b) {
  if (a.size() != b.size()) return false;
  for (int y = 0; y < a.rows; ++y) {
    for (int i = 0; i < a.cols * 4; ++i) {
      if (i % 4 != 3 && a.ptr(y)[i] != b.ptr(y)[i]) return false;
    }
  }
  return true;
}

// Sizes that shrink, enlarge or keep either side; boxes of whole and of broken pixels.
Task RandomTask(std::mt19937& random) {
  const auto up_to = [&](int limit) { return static_cast<int>(random() % limit); };
  Task task;
  const int width = 1 + up_to(90);
  const int height = 1 + up_to(up_to(4) == 0 ? 400 : 90);
  task.source = NoiseImage({width, height}, 4);
  task.box = {0, 0, static_cast<double>(width), static_cast<double>(height)};
  if (up_to(3) == 0 && width > 3 && height > 3) {
    task.box = {up_to(4) / 2.0, up_to(4) / 2.0, width - 2.5, height - 2.0};
  }
  task.scaled = {up_to(4) == 0 ? width : 1 + up_to(90), up_to(4) == 0 ? height : 1 + up_to(90)};
  const cv::Point corner(up_to(task.scaled.width), up_to(task.scaled.height));
  task.window = {corner, cv::Size(1 + up_to(task.scaled.width - corner.x),
                                  1 + up_to(task.scaled.height - corner.y))};
  return task;
}

TEST(Bands, GiveThePixelsOfTheWholeOnEveryTarget) {
  kernels::OnEveryTarget([] {
    std::mt19937 random(7);
    for (int round = 0; round < 600; ++round) {
      const Task task = RandomTask(random);
      const Engine engine = round % 2 == 0 ? Engine::kPillow : Engine::kPillow12;
      const auto resampler = MakeResampler(engine, kFilters[round % 5]);
      ASSERT_TRUE(resampler->TakesBands());
      const int most = 1 + static_cast<int>(random() % 40);
      const cv::Mat pixels = InBands(*resampler, task, [&] { return 1 + int(random() % most); });
      ASSERT_TRUE(SameRgb(pixels, Whole(*resampler, task)))
          << Name(engine, kFilters[round % 5]) << task.source.size() << task.box << task.scaled
          << task.window << " bands of up to " << most;
    }
  });
}

TEST(Bands, APictureThatEndsEarlyLeavesNothingForTheNext) {
  const auto resampler = MakeResampler(Engine::kPillow, Filter::kBilinear);
  const Task tall = {NoiseImage({20, 300}, 4), {0, 0, 20, 300}, {9, 9}, {0, 0, 9, 9}};
  cv::Mat pixels;
  ASSERT_TRUE(
      resampler->Begin(tall.source.size(), tall.box, tall.scaled, tall.window, pixels).ok());
  resampler->Add(tall.source.rowRange(0, 100));
  const Task next = {NoiseImage({30, 40}, 4), {0, 0, 30, 40}, {9, 9}, {0, 0, 9, 9}};
  const cv::Mat after = InBands(*resampler, next, [] { return 7; });
  const auto fresh = MakeResampler(Engine::kPillow, Filter::kBilinear);
  EXPECT_TRUE(SameRgb(after, Whole(*fresh, next)));
}

TEST(Bands, OtherEnginesSayThatTheyNeedTheWhole) {
  EXPECT_FALSE(MakeResampler(Engine::kOpenCv, Filter::kLinear)->TakesBands());
  EXPECT_FALSE(MakeResampler(Engine::kTensorFlow, Filter::kBilinear)->TakesBands());
}

}  // namespace
}  // namespace fit299::resample
