#include "resample/resampler.h"

#include <gtest/gtest.h>

#include "resample/grid.h"

namespace fit299::resample {
namespace {

TEST(Resampler, IsMadeForEveryRowOfTheTable) {
  for (const Resampling& row : Resamplings()) {
    const auto resampler = MakeResampler(row.engine, row.filter);
    ASSERT_NE(resampler, nullptr) << row.name;
    const cv::Mat image = NoiseImage({6, 4}, resampler->channels());
    EXPECT_EQ(Resample(*resampler, image, {3, 5}).size(), cv::Size(3, 5)) << row.name;
  }
}

TEST(Resampler, ReusesThePixelsMemory) {
  for (const Resampling& row : Resamplings()) {
    const auto resampler = MakeResampler(row.engine, row.filter);
    cv::Mat pixels(5, 3, CV_8UC(resampler->channels()));
    const std::uint8_t* memory = pixels.data;
    const cv::Mat image = NoiseImage({6, 4}, resampler->channels());
    ASSERT_TRUE(resampler->Run(image, {7, 9}, {2, 1, 3, 5}, pixels).ok()) << row.name;
    EXPECT_EQ(pixels.data, memory) << row.name;
  }
}

}  // namespace
}  // namespace fit299::resample
