// A source that comes in bands of rows gives the very pixels of one that is there as a whole.
#include "kernels/every_target.h"
// (That one first.)
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "geometry/orientation.h"
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
  int orientation = 1;  // of the source; box, scaled and window are those of the upright one
};

cv::Size UprightSize(const Task& task) {
  const cv::Size stored = task.source.size();
  return task.orientation >= 5 ? cv::Size(stored.height, stored.width) : stored;
}

cv::Mat Whole(Resampler& resampler, const Task& task) {
  cv::Mat pixels;
  cv::Mat source = task.source.clone();
  TurnUpright(task.orientation, source);
  EXPECT_TRUE(resampler.Run(source, task.box, task.scaled, task.window, pixels).ok());
  return pixels;
}

// As it is stored. Each band stands where the one before it stood, so that what is gone is gone.
template <class NextRows>
cv::Mat InBands(Resampler& resampler, const Task& task, NextRows next_rows) {
  cv::Mat pixels;
  const cv::Mat& source = task.source;
  const auto begun = resampler.Begin(UprightSize(task), task.orientation, task.box, task.scaled,
                                     task.window, pixels);
  EXPECT_TRUE(begun.ok());
  // Exactly the columns that are needed, and the rows from a little before on.
  const cv::Rect needed = resampler.needed();
  EXPECT_EQ(needed & cv::Rect({0, 0}, source.size()), needed);
  cv::Mat memory(source.size(), source.type());
  for (int row = std::max(needed.y - 2, 0); row < source.rows;) {
    const int rows = std::min(next_rows(), source.rows - row);
    memory.setTo(cv::Scalar::all(77));
    const cv::Mat band = memory(cv::Rect(0, 0, needed.width, rows));
    source(cv::Rect(needed.x, row, needed.width, rows)).copyTo(band);
    resampler.Add(band, {needed.x, row});
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
  task.orientation = 1 + up_to(8);
  const bool is_on_its_side = task.orientation >= 5;
  task.source = NoiseImage(is_on_its_side ? cv::Size(height, width) : cv::Size(width, height), 4);
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
    for (int round = 0; round < 1200; ++round) {
      const Task task = RandomTask(random);
      const Engine engine = round % 2 == 0 ? Engine::kPillow : Engine::kPillow12;
      const auto resampler = MakeResampler(engine, kFilters[round % 5]);
      ASSERT_TRUE(resampler->TakesBands());
      const int most = 1 + static_cast<int>(random() % 40);
      const cv::Mat pixels = InBands(*resampler, task, [&] { return 1 + int(random() % most); });
      ASSERT_TRUE(SameRgb(pixels, Whole(*resampler, task)))
          << Name(engine, kFilters[round % 5]) << task.source.size() << task.box << task.scaled
          << task.window << " orientation " << task.orientation << " bands of up to " << most;
    }
  });
}

TEST(Bands, APictureThatEndsEarlyLeavesNothingForTheNext) {
  const auto resampler = MakeResampler(Engine::kPillow, Filter::kBilinear);
  const Task tall = {NoiseImage({20, 300}, 4), {0, 0, 20, 300}, {9, 9}, {0, 0, 9, 9}};
  cv::Mat pixels;
  ASSERT_TRUE(
      resampler->Begin(tall.source.size(), 1, tall.box, tall.scaled, tall.window, pixels).ok());
  resampler->Add(tall.source.rowRange(0, 100), {0, 0});
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
