#include "kernels/every_target.h"
// (That one before all of Highway.)
#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

#include "kernels/pack_rows.h"

namespace fit299::kernels {
namespace {

constexpr std::array<int, 3> kRgb = {0, 1, 2};
constexpr std::array<int, 3> kBgr = {2, 1, 0};
constexpr Scaling kTf = {1, 127.5F, {1, 1, 1}, {1, 1, 1}};
constexpr Scaling kTorch = {1, 255.0F, {0.485F, 0.456F, 0.406F}, {0.229F, 0.224F, 0.225F}};
constexpr Scaling kCaffe = {255.0F, 1, {103.939F, 116.779F, 123.68F}, {1, 1, 1}};

std::vector<std::uint8_t> Counting(std::size_t count) {
  std::vector<std::uint8_t> bytes(count);
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{1});
  return bytes;
}

TEST(ScaleBytes, GivesTheRoundedQuotientsOfEveryByte) {
  std::vector<std::uint8_t> bytes(3 * 256);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i / 3);
  for (const Scaling& scaling : {kTf, kTorch, Scaling{}}) {
    OnEveryTarget([&] {
      std::vector<float> out(bytes.size());
      const std::size_t done = ScaleBytes(scaling, bytes.data(), bytes.size(), out.data());
      ASSERT_TRUE(done == 0 || done == bytes.size()) << done;
      for (std::size_t i = 0; i < done; ++i) {
        ASSERT_EQ(out[i], scaling(bytes[i], i % 3)) << "of " << int{bytes[i]};
      }
    });
  }
}

TEST(ScaleBytes, LeavesFewAndWritesNoMore) {
  for (std::size_t count = 0; count < 100; ++count) {
    const auto bytes = Counting(count);
    OnEveryTarget([&] {
      std::vector<float> out(count + 1, 99);
      const std::size_t done = ScaleBytes(kTf, bytes.data(), count, out.data());
      if (done > 0) {
        EXPECT_LT(count - done, 24U);
      }
      for (std::size_t i = 0; i < done; ++i) ASSERT_EQ(out[i], kTf(bytes[i], i % 3));
      for (std::size_t i = done; i <= count; ++i) ASSERT_EQ(out[i], 99);
    });
  }
}

TEST(ScaleBytes, IsFastOnX86OfTheLastTenYears) {
  const auto bytes = Counting(240);
  std::vector<float> out(bytes.size());
  const bool has_avx2 = (SupportedTargets() & HWY_AVX2) != 0;
  if (!has_avx2) GTEST_SKIP() << "this CPU has no AVX2";
  EXPECT_EQ(ScaleBytes(kTf, bytes.data(), bytes.size(), out.data()), bytes.size());
}

TEST(ReorderChannels, PicksAnyOrderAndWritesNoMore) {
  for (std::size_t width = 0; width < 40; ++width) {
    const auto rgb = Counting(3 * width);
    OnEveryTarget([&] {
      std::vector<std::uint8_t> out(3 * width + 1, 99);
      ReorderChannels(rgb.data(), width, kBgr, out.data());
      for (std::size_t i = 0; i < 3 * width; ++i) {
        ASSERT_EQ(out[i], rgb[i / 3 * 3 + static_cast<std::size_t>(kBgr[i % 3])]) << width;
      }
      EXPECT_EQ(out.back(), 99) << "of " << width;
    });
  }
}

TEST(SplitRgb, MakesThreeRowsAndWritesNoMore) {
  for (std::size_t width = 0; width < 40; ++width) {
    const auto rgb = Counting(3 * width);
    OnEveryTarget([&] {
      std::vector<std::vector<std::uint8_t>> rows(3, std::vector<std::uint8_t>(width + 1, 99));
      const std::array<std::uint8_t*, 3> out = {rows[0].data(), rows[1].data(), rows[2].data()};
      SplitRgb(rgb.data(), width, out);
      for (std::size_t c = 0; c < 3; ++c) {
        for (std::size_t x = 0; x < width; ++x) ASSERT_EQ(rows[c][x], rgb[3 * x + c]) << width;
        EXPECT_EQ(rows[c].back(), 99) << "of " << width;
      }
    });
  }
}

constexpr Scaling kAll = {2.0F, 3.0F, {0.1F, 0.2F, 0.3F}, {0.4F, 0.5F, 0.6F}};
constexpr Scaling kNoDivisor = {1, 1, {128, 128, 128}, {128, 127, 126}};
constexpr Scaling kNoDivisorAtAll = {255.0F, 1, {1, 2, 3}, {128, 127, 126}};

TEST(ScalePixels, IsThePlainArithmeticOnEveryTarget) {
  std::mt19937 random(1);
  std::uniform_real_distribution<float> values(-20.0F, 280.0F);
  for (const std::size_t width : {0, 1, 2, 3, 7, 8, 64, 299}) {
    std::vector<float> rgb(3 * width);
    for (float& value : rgb) value = values(random);
    for (const Scaling& scaling :
         {kTf, kTorch, kCaffe, Scaling{}, kAll, kNoDivisor, kNoDivisorAtAll}) {
      for (const auto& order : {kRgb, kBgr}) {
        OnEveryTarget([&] {
          std::vector<float> out(3 * width + 1, 99);
          ScalePixels(scaling, rgb.data(), width, order, out.data());
          std::vector<std::vector<float>> rows(3, std::vector<float>(width + 1, 99));
          const std::array<float*, 3> planes = {rows[0].data(), rows[1].data(), rows[2].data()};
          ScalePlanes(scaling, rgb.data(), width, order, planes);
          for (std::size_t i = 0; i < 3 * width; ++i) {
            const float from = rgb[i / 3 * 3 + static_cast<std::size_t>(order[i % 3])];
            ASSERT_EQ(out[i], scaling(from, i % 3)) << i << " of " << width;
            ASSERT_EQ(rows[i % 3][i / 3], out[i]) << i << " of " << width;
          }
          EXPECT_EQ(out.back(), 99);
          for (const auto& row : rows) EXPECT_EQ(row.back(), 99);
        });
      }
    }
  }
}

TEST(HalveRow, RoundsAsOneByOneOnEveryTarget) {
  std::mt19937 random(2);
  std::vector<float> values = {0.0F, -0.0F, 1.0F, 65519.0F, 65520.0F, -1e9F, 5.97e-8F, 1e-8F};
  while (values.size() < 5000) {
    // Of all sizes that halves have, and ties.
    const auto drawn = static_cast<std::uint32_t>(random());
    const std::uint32_t bits = (0x32000000U + drawn % 0x16000000U) & 0xFFFFF000U;
    values.push_back(std::bit_cast<float>(bits | (drawn & 0x80000000U)));
    values.push_back(static_cast<float>(random() % 100000) / 50000.0F - 1.0F);
  }
  for (const Half which : {Half::kFloat16, Half::kBfloat16}) {
    OnEveryTarget([&] {
      std::vector<std::uint16_t> halves(values.size());
      HalveRow(which, values.data(), values.size(), halves.data());
      for (std::size_t i = 0; i < values.size(); ++i) {
        ASSERT_EQ(halves[i], ToHalf(which, values[i])) << values[i];
      }
    });
  }
}

}  // namespace
}  // namespace fit299::kernels
