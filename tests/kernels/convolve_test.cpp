#include "kernels/every_target.h"
// (That one before all of Highway.)
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "kernels/convolve.h"

namespace fit299::kernels {
namespace {

using Bytes = std::vector<std::uint8_t>;

Taps OneWeight(std::int32_t weight) {
  Taps taps;
  taps.Reset(0, 1);
  taps.Add(0, std::vector{weight});
  taps.Finish();
  return taps;
}

std::uint8_t ScalarOf(const Taps& taps, const Bytes& values) {
  Bytes source;
  for (const std::uint8_t value : values) source.insert(source.end(), kChannels, value);
  Bytes out(kChannels);
  ConvolveHorizontalScalar(taps, {source.data(), 0}, 1, {out.data(), 0});
  return out[0];
}

TEST(ConvolveScalar, RoundsHalfUpAndClamps) {
  constexpr std::int32_t kOne = 1 << kWeightBits;
  EXPECT_EQ(ScalarOf(OneWeight(kOne), {255}), 255);
  EXPECT_EQ(ScalarOf(OneWeight(kOne / 2), {255}), 128);
  EXPECT_EQ(ScalarOf(OneWeight(kOne / 2 - 1), {255}), 127);
  EXPECT_EQ(ScalarOf(OneWeight(kOne + kOne / 2), {200}), 255);
  EXPECT_EQ(ScalarOf(OneWeight(-kOne), {200}), 0);
}

// Random taps of a shrinking or enlarging axis, with weights of both signs.
class RandomTaps {
 public:
  RandomTaps(std::mt19937& random, int source, int size, int longest) {
    const int begin = static_cast<int>(random() % 5);
    taps_.Reset(begin, begin + source);
    for (int i = 0; i < size; ++i) {
      const int count = 1 + static_cast<int>(random() % std::min(longest, source));
      const int first = begin + static_cast<int>(random() % (source - count + 1));
      std::vector<std::int32_t> weights(count);
      for (std::int32_t& weight : weights) {
        weight = static_cast<std::int32_t>(random() % (3 << kWeightBits)) - (1 << kWeightBits);
        weight /= 1 + static_cast<int>(random() % count);
      }
      taps_.Add(first, weights);
    }
    taps_.Finish();
  }

  const Taps& get() const { return taps_; }

 private:
  Taps taps_;
};

Bytes RandomBytes(std::mt19937& random, std::size_t size) {
  Bytes bytes(size);
  for (std::uint8_t& byte : bytes) {
    const std::uint32_t bits = random();
    byte = static_cast<std::uint8_t>(bits & 256 ? bits : (bits & 1) * 255);
  }
  return bytes;
}

int UpTo(std::mt19937& random, int limit) { return 1 + static_cast<int>(random() % limit); }

// The buffers are exactly as large as they must be, so that a sanitizer sees an access beyond.
TEST(ConvolveHorizontal, EveryTargetEqualsScalar) {
  std::mt19937 random(1);
  OnEveryTarget([&] {
    for (int round = 0; round < 400; ++round) {
      const int width = UpTo(random, 40);
      const int height = UpTo(random, 11);
      const RandomTaps taps(random, width, UpTo(random, 30), UpTo(random, 12));
      const Bytes source = RandomBytes(random, std::size_t{kChannels} * width * height);
      const std::size_t out_stride = std::size_t{kChannels} * taps.get().size();
      Bytes expected(out_stride * height);
      Bytes actual(out_stride * height);
      const ConstRows rows = {source.data(), std::ptrdiff_t{kChannels} * width};
      const auto stride = static_cast<std::ptrdiff_t>(out_stride);
      ConvolveHorizontalScalar(taps.get(), rows, height, {expected.data(), stride});
      ConvolveHorizontal(taps.get(), rows, height, {actual.data(), stride});
      ASSERT_EQ(actual, expected) << width << "x" << height << " to " << taps.get().size();
    }
  });
}

TEST(ConvolveVertical, EveryTargetEqualsScalar) {
  std::mt19937 random(2);
  OnEveryTarget([&] {
    for (int round = 0; round < 400; ++round) {
      const int width = UpTo(random, 40);
      const int height = UpTo(random, 40);
      const RandomTaps taps(random, height, UpTo(random, 20), UpTo(random, 12));
      const Bytes source = RandomBytes(random, std::size_t{kChannels} * width * height);
      const std::ptrdiff_t stride = std::ptrdiff_t{kChannels} * width;
      Bytes expected(std::size_t{kChannels} * width * taps.get().size());
      Bytes actual(expected.size());
      ConvolveVerticalScalar(taps.get(), {source.data(), stride}, width, {expected.data(), stride});
      ConvolveVertical(taps.get(), {source.data(), stride}, width, {actual.data(), stride});
      ASSERT_EQ(actual, expected) << width << "x" << height << " to " << taps.get().size();
    }
  });
}

// So many weights that the sum of their lower halves leaves 32 bits: all must wrap alike.
TEST(ConvolveHorizontal, LongSumsWrapLikeScalar) {
  constexpr int kWidth = 20000;
  Taps taps;
  taps.Reset(0, kWidth);
  for (const std::int32_t weight : {2047, -1, 1 << 20, 209}) {
    taps.Add(0, std::vector<std::int32_t>(kWidth, weight));
  }
  taps.Finish();
  const Bytes source(std::size_t{kChannels} * kWidth, 255);
  OnEveryTarget([&] {
    Bytes expected(std::size_t{4} * kChannels);
    Bytes actual(expected.size());
    ConvolveHorizontalScalar(taps, {source.data(), 0}, 1, {expected.data(), 0});
    ConvolveHorizontal(taps, {source.data(), 0}, 1, {actual.data(), 0});
    EXPECT_EQ(actual, expected);
  });
}

}  // namespace
}  // namespace fit299::kernels
