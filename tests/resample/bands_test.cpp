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

// Sizes that shrink, enlarge or keep either side; boxes of whole and of broken pixels.
Task RandomTask(std::mt19937& random) {
  const auto up_to = [&](int limit) { return static_cast<int>(random() % limit); };
  Task task;
  const int width = 1 + up_to(90);
  const int height = 1 + up_to(up_to(4) == 0 ? 400 : 90);
  task.orientation = 1 + up_to(8);
  const bool is_on_its_side = task.orientation >= 5;
  task.source = NoiseImage(is_on_its_side ? cv::Size(height, width) : cv::Size(width, height));
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
      ASSERT_TRUE(resampler->TakesBands(true));
      const int most = 1 + static_cast<int>(random() % 40);
      const cv::Mat pixels = InBands(*resampler, task, [&] { return 1 + int(random() % most); });
      ASSERT_TRUE(Same(pixels, Whole(*resampler, task)))
          << Name(engine, kFilters[round % 5]) << task.source.size() << task.box << task.scaled
          << task.window << " orientation " << task.orientation << " bands of up to " << most;
    }
  });
}

TEST(Bands, APictureThatEndsEarlyLeavesNothingForTheNext) {
  const auto resampler = MakeResampler(Engine::kPillow, Filter::kBilinear);
  const Task tall = {NoiseImage({20, 300}), {0, 0, 20, 300}, {9, 9}, {0, 0, 9, 9}};
  cv::Mat pixels;
  ASSERT_TRUE(
      resampler->Begin(tall.source.size(), 1, tall.box, tall.scaled, tall.window, pixels).ok());
  resampler->Add(tall.source.rowRange(0, 100), {0, 0});
  const Task next = {NoiseImage({30, 40}), {0, 0, 30, 40}, {9, 9}, {0, 0, 9, 9}};
  const cv::Mat after = InBands(*resampler, next, [] { return 7; });
  const auto fresh = MakeResampler(Engine::kPillow, Filter::kBilinear);
  EXPECT_TRUE(Same(after, Whole(*fresh, next)));
}

// Of the rows above and below a window none is needed but what its weights need.
TEST(Bands, OfOtherEnginesGiveThePixelsOfTheWholeOnEveryTarget) {
  kernels::OnEveryTarget([] {
    std::mt19937 random(8);
    for (const Resampling& row : Resamplings()) {
      const auto resampler = MakeResampler(row.engine, row.filter);
      if (row.filter == Filter::kNearest || row.engine == Engine::kPillow ||
          row.engine == Engine::kPillow12) {
        continue;
      }
      EXPECT_FALSE(resampler->TakesBands(true)) << row.name;
      for (int round = 0; round < 30; ++round) {
        Task task = RandomTask(random);
        task.orientation = 1;
        task.source = NoiseImage({1 + int(random() % 90), 1 + int(random() % 90)});
        task.box = {0, 0, double(task.source.cols), double(task.source.rows)};
        if (task.source.cols > 3 && task.source.rows > 3) {
          task.box = {1, 2, task.box.width - 2, task.box.height - 3};
        }
        const int most = 1 + static_cast<int>(random() % 40);
        const cv::Mat pixels = InBands(*resampler, task, [&] { return 1 + int(random() % most); });
        const cv::Mat whole = Whole(*resampler, task);
        ASSERT_EQ(pixels.type(), whole.type());
        ASSERT_EQ(cv::norm(pixels, whole, cv::NORM_INF), 0)
            << row.name << task.source.size() << task.scaled << task.window << most;
      }
    }
  });
}

TEST(Bands, SixteenBitsStaySixteenBits) {
  const auto resampler = MakeResampler(Engine::kTorch, Filter::kBilinearAa);
  cv::Mat wide;
  NoiseImage({40, 30}).convertTo(wide, CV_16UC3, 257);
  const Task task = {wide, {0, 0, 40, 30}, {17, 13}, {0, 0, 17, 13}};
  const cv::Mat pixels = InBands(*resampler, task, [] { return 7; });
  EXPECT_EQ(pixels.type(), CV_16UC3);
  EXPECT_EQ(cv::norm(pixels, Whole(*resampler, task), cv::NORM_INF), 0);
}

// The upright picture as one band is what the engines' own tests look at.
TEST(Bands, OfNearestGiveThePixelsOfTheWhole) {
  std::mt19937 random(9);
  for (const Engine engine : {Engine::kPillow, Engine::kOpenCv, Engine::kTensorFlow}) {
    const auto resampler = MakeResampler(engine, Filter::kNearest);
    ASSERT_TRUE(resampler->TakesBands(true));
    for (int round = 0; round < 400; ++round) {
      Task task = RandomTask(random);
      const cv::Size upright = UprightSize(task);
      if (engine != Engine::kPillow) {
        const bool is_cut = upright.width > 3 && upright.height > 3 && round % 2 == 0;
        task.box = is_cut ? cv::Rect2d(1, 2, upright.width - 2, upright.height - 3)
                          : cv::Rect2d({0, 0}, cv::Size2d(upright));
      }
      const int most = 1 + static_cast<int>(random() % 40);
      const cv::Mat pixels = InBands(*resampler, task, [&] { return 1 + int(random() % most); });
      ASSERT_TRUE(Same(pixels, Whole(*resampler, task)))
          << Name(engine, Filter::kNearest) << task.source.size() << task.box << task.scaled
          << task.window << " orientation " << task.orientation << " bands of up to " << most;
    }
  }
}

}  // namespace
}  // namespace fit299::resample
