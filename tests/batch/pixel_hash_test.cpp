#include "batch/pixel_hash.h"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "geometry/orientation.h"

namespace fit299::batch {
namespace {

cv::Mat Noise(int width, int height, int type = CV_8UC3) {
  cv::Mat pixels(height, width, type);
  cv::theRNG().state = 299;
  cv::randu(pixels, 0, 255);
  return pixels;
}

// Of rows that come some at a time.
record::Hash128 HashInBands(const cv::Mat& stored, int orientation, int rows) {
  PixelHash hash(stored.size(), orientation);
  for (int y = 0; y < stored.rows; y += rows) {
    hash.Add(stored.rowRange(y, std::min(y + rows, stored.rows)));
  }
  return hash.Value();
}

record::Hash128 HashWhole(const cv::Mat& pixels) { return HashInBands(pixels, 1, pixels.rows); }

TEST(PixelHash, DoesNotDependOnHowTheRowsCome) {
  for (const cv::Size size : {cv::Size(200, 150), cv::Size(64, 64), cv::Size(65, 129)}) {
    const cv::Mat pixels = Noise(size.width, size.height);
    for (const int rows : {1, 7, 63, 64, 65, 100}) {
      EXPECT_EQ(HashInBands(pixels, 1, rows), HashWhole(pixels)) << size << " by " << rows;
    }
  }
}

TEST(PixelHash, OfAPictureThatIsTurnedIsThatOfTheUprightOne) {
  for (const cv::Size size : {cv::Size(200, 150), cv::Size(64, 128), cv::Size(1, 70)}) {
    const cv::Mat stored = Noise(size.width, size.height);
    for (int orientation = 1; orientation <= 8; ++orientation) {
      cv::Mat upright;
      TurnUpright(orientation, stored, upright);
      EXPECT_EQ(HashInBands(stored, orientation, 10), HashWhole(upright)) << orientation;
    }
  }
}

TEST(PixelHash, DiffersForEveryPixelPlaceSizeAndDepth) {
  const cv::Mat pixels = Noise(130, 70);
  const auto hash = HashWhole(pixels);
  for (const cv::Point at : {cv::Point(0, 0), cv::Point(129, 69), cv::Point(64, 64)}) {
    cv::Mat other = pixels.clone();
    other.at<cv::Vec3b>(at)[1] ^= 1;
    EXPECT_NE(HashWhole(other), hash) << at;
  }
  cv::Mat swapped = pixels.clone();  // two blocks
  pixels(cv::Rect(0, 0, 64, 64)).copyTo(swapped(cv::Rect(64, 0, 64, 64)));
  pixels(cv::Rect(64, 0, 64, 64)).copyTo(swapped(cv::Rect(0, 0, 64, 64)));
  EXPECT_NE(HashWhole(swapped), hash);
  const cv::Mat plain(8, 2, CV_8UC3, cv::Scalar::all(0));
  EXPECT_NE(HashWhole(plain), HashWhole(plain.reshape(0, 4)));
  EXPECT_NE(HashWhole(cv::Mat(4, 4, CV_16UC3, cv::Scalar::all(0))),
            HashWhole(cv::Mat(4, 4, CV_8UC3, cv::Scalar::all(0))));
}

}  // namespace
}  // namespace fit299::batch
