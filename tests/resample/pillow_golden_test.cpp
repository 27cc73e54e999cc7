// Against Pillow 13.0.0 itself: tests/golden/make_pillow_golden.py made the hashes.
#include <gtest/gtest.h>

#include <cstdint>

#include "resample/grid.h"

namespace fit299::resample {
namespace {

struct Golden {
  Filter filter;
  cv::Size source;
  cv::Size scaled;
  std::uint64_t hash;
};

const Golden kGoldens[] = {
#include "golden/pillow_golden.inc"
};

// FNV-1a of the RGB bytes.
std::uint64_t Hash(const cv::Mat& pixels) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (int y = 0; y < pixels.rows; ++y) {
    for (int i = 0; i < pixels.cols * 3; ++i) hash = (hash ^ pixels.ptr(y)[i]) * 0x100000001B3U;
  }
  return hash;
}

TEST(PillowGolden, EveryFilterAndSize) {
  for (const Golden& golden : kGoldens) {
    const auto resampler = MakeResampler(Engine::kPillow, golden.filter);
    const cv::Mat source = NoiseImage(golden.source);
    EXPECT_EQ(Hash(Resample(*resampler, source, golden.scaled)), golden.hash)
        << Name(Engine::kPillow, golden.filter) << golden.source << golden.scaled;
  }
}

}  // namespace
}  // namespace fit299::resample
