#include "codec/jpeg_entropy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <span>
#include <string>

#include "codec/images.h"
#include "codec/jpeg_both_ways.h"

namespace fit299::codec {
namespace {

constexpr std::size_t kMostPixels = 1'000'000;

// Smooth parts and noise: short codes and long ones, empty blocks and full ones.
cv::Mat HalfNoise(int width, int height) {
  cv::Mat image = Scene(width, height);
  cv::RNG random(7);
  cv::Mat part = image(cv::Rect(width / 2, 0, width - width / 2, height));
  random.fill(part, cv::RNG::UNIFORM, 0, 256);
  return image;
}

std::vector<File> AllKinds() {
  std::vector<File> files;
  const std::vector<std::vector<cv::Size>> samplings = {{},
                                                        {{1, 1}, {1, 1}, {1, 1}},
                                                        {{2, 1}, {1, 1}, {1, 1}},
                                                        {{1, 2}, {1, 1}, {1, 1}},
                                                        {{4, 1}, {1, 1}, {1, 1}},
                                                        {{2, 2}, {2, 1}, {1, 1}}};
  for (const int quality : {1, 30, 75, 95, 100}) {
    for (const int restart_rows : {0, 1, 3}) {
      for (const auto& sampling : samplings) {
        files.push_back(
            MakeJpeg(HalfNoise(123, 77),
                     {.restart_rows = restart_rows, .quality = quality, .sampling = sampling}));
      }
      for (const int components : {1, 4}) {
        files.push_back(
            MakeJpeg(HalfNoise(90, 61),
                     {.components = components, .restart_rows = restart_rows, .quality = quality}));
      }
    }
  }
  return files;
}

void ExpectSamePixels(const JpegResult& ours, const JpegResult& libjpegs) {
  EXPECT_EQ(ours.is_read, libjpegs.is_read);
  EXPECT_EQ(ours.error, libjpegs.error);
  EXPECT_EQ(ours.ended, libjpegs.ended);
  EXPECT_EQ(ours.rest, libjpegs.rest);
  EXPECT_TRUE(ours.rows == libjpegs.rows);
}

TEST(JpegEntropy, GivesThePixelsOfLibjpegsDecoder) {
  for (const File& file : AllKinds()) {
    JpegEntropy entropy;
    const JpegResult ours = DecodeBy(&entropy, file, kMostPixels);
    ExpectSamePixels(ours, DecodeBy(nullptr, file, kMostPixels));
    EXPECT_TRUE(ours.is_read);
    EXPECT_TRUE(ours.warnings.empty());
    EXPECT_FALSE(ours.rows.empty());
  }
}

TEST(JpegEntropy, DecodesRowsThatAreSkipped) {
  for (const File& file : AllKinds()) {
    JpegEntropy entropy;
    const JpegResult ours = DecodeBy(&entropy, file, kMostPixels, 16, 48);
    ExpectSamePixels(ours, DecodeBy(nullptr, file, kMostPixels, 16, 48));
    EXPECT_TRUE(ours.warnings.empty());
  }
}

// Without that of bytes before a marker: which of them are seen depends on how many were read
// ahead.
int Count(const std::vector<int>& warnings) {
  return static_cast<int>(
      std::ranges::count_if(warnings, [](int code) { return code != JWRN_EXTRANEOUS_DATA; }));
}

// Whatever the damage, libjpeg's pixels and warnings; and more warnings, where it says nothing.
TEST(JpegEntropy, GivesThePixelsOfLibjpegsDecoderForDamagedFilesToo) {
  std::mt19937 random(1);
  int damaged = 0;
  int found_by_us = 0;
  for (const File& file : AllKinds()) {
    for (int round = 0; round < 20; ++round) {
      File changed = file;
      const std::size_t head = Find(file, "\xFF\xDA") + 14;
      for (int change = 0; change <= round % 3; ++change) {
        changed[head + random() % (file.size() - head)] = static_cast<std::byte>(random());
      }
      if (round % 5 == 0) changed = Head(changed, head + random() % (file.size() - head));
      JpegEntropy entropy;
      const JpegResult ours = DecodeBy(&entropy, changed, kMostPixels);
      const JpegResult libjpegs = DecodeBy(nullptr, changed, kMostPixels);
      ExpectSamePixels(ours, libjpegs);
      const int found = Count(ours.warnings);
      EXPECT_GE(found, Count(libjpegs.warnings));
      damaged += libjpegs.warnings.empty() ? 0 : 1;
      found_by_us += libjpegs.warnings.empty() && found > 0 ? 1 : 0;
    }
  }
  EXPECT_GT(damaged, 100);
  EXPECT_GT(found_by_us, 10);
}

// decode_mcu_fast of libjpeg-turbo 2.1 goes on with a zero, and says nothing.
TEST(JpegEntropy, CodesThatDoNotExistAreFoundWhereverTheyStand) {
  File file = MakeJpeg(HalfNoise(400, 300), {.quality = 100});
  ASSERT_GT(file.size(), 60'000U);
  for (std::size_t i = 0; i < 8; i += 2) {
    file[20'000 + i] = std::byte{0xFF};  // 16 ones are no code of the usual tables
    file[20'001 + i] = std::byte{0};
  }
  JpegEntropy entropy;
  const auto has_bad_code = [&](JpegEntropy* by) {
    return std::ranges::count(DecodeBy(by, file, kMostPixels).warnings, JWRN_HUFF_BAD_CODE) > 0;
  };
  EXPECT_FALSE(has_bad_code(nullptr)) << "libjpeg passes over it";
  EXPECT_TRUE(has_bad_code(&entropy));
  EXPECT_EQ(Verdict(file), "corrupt");
}

// A gray picture whose blocks each add 32767 to the one before: a code of one bit, 15 ones, and the
// end of the block.
File MakeGrowing(int width, int height) {
  using namespace std::string_literals;
  const auto word = [](int value) {
    return std::string{static_cast<char>(value >> 8), static_cast<char>(value)};
  };
  const std::string one_code = "\1"s + std::string(15, '\0');
  std::string file = "\xFF\xD8\xFF\xDB\0\x43\0"s + std::string(64, '\1') + "\xFF\xC0\0\x0B\x08"s +
                     word(height) + word(width) + "\1\1\x11\0"s + "\xFF\xC4\0\x14\0"s + one_code +
                     "\x0F" + "\xFF\xC4\0\x14\x10"s + one_code + "\0"s +
                     "\xFF\xDA\0\x08\1\1\0\0\x3F\0"s;
  std::string bits;
  for (int block = 0; block < width / 8 * height / 8; ++block) bits += "01111111111111110";
  bits.resize((bits.size() + 7) / 8 * 8, '1');
  for (std::size_t i = 0; i < bits.size(); i += 8) {
    file += static_cast<char>(std::stoi(bits.substr(i, 8), nullptr, 2));
    if (file.back() == '\xFF') file += '\0';
  }
  file += "\xFF\xD9";
  const auto bytes = std::as_bytes(std::span(file));
  return {bytes.begin(), bytes.end()};
}

TEST(JpegEntropy, SumsThatLeaveAnIntAreLeftToLibjpeg) {
  const File file = MakeGrowing(2048, 2056);
  JpegEntropy entropy;
  const JpegResult ours = DecodeBy(&entropy, file, 10'000'000);
  ExpectSamePixels(ours, DecodeBy(nullptr, file, 10'000'000));
  EXPECT_TRUE(ours.is_read);
  EXPECT_TRUE(ours.warnings.empty());
}

TEST(JpegEntropy, KindsThatItDoesNotKnowAreLeftToLibjpeg) {
  for (const JpegOptions& options :
       {JpegOptions{.progressive = true}, JpegOptions{.scan_each = true},
        JpegOptions{.arithmetic = true}}) {
    const File file = MakeJpeg(HalfNoise(123, 77), options);
    JpegEntropy entropy;
    const JpegResult ours = DecodeBy(&entropy, file, kMostPixels);
    ExpectSamePixels(ours, DecodeBy(nullptr, file, kMostPixels));
    EXPECT_TRUE(ours.is_read);
  }
}

}  // namespace
}  // namespace fit299::codec
