#include "foreign/av1_units.h"

#include <gtest/gtest.h>

#include <string>

#include "foreign/files.h"

namespace fit299::foreign {
namespace {

using namespace std::string_literals;

// A unit that says how long it is.
std::string Unit(int type, const std::string& content) {
  return static_cast<char>(type << 3 | 2) + std::string(1, static_cast<char>(content.size())) +
         content;
}

const std::string kDelimiter = Unit(2, "");
const std::string kSequence = Unit(1, "header");
const std::string kFrame = Unit(6, "frame");
const std::string kFrameHeader = Unit(3, "x");
const std::string kTiles = Unit(4, "tiles");

int Count(const std::string& units) { return ReadAv1Item(ToFile(units)).frames; }

TEST(Av1Units, FramesAreCountedWithOrWithoutTheirTiles) {
  EXPECT_EQ(Count(kDelimiter + kSequence + kFrame), 1);
  EXPECT_EQ(Count(kDelimiter + kSequence + kFrameHeader + kTiles + kTiles), 1);
  EXPECT_EQ(Count(kSequence + kFrame + kFrame + kFrameHeader), 3);
  EXPECT_EQ(Count(""), 0);
}

TEST(Av1Units, MayHaveNoSizeALongOneOrAnExtension) {
  EXPECT_EQ(Count("\x30 the rest is one frame"), 1);
  EXPECT_EQ(Count("\x12\x83\x00"s + "abc" + kFrame), 1) << "a size in two bytes";
  EXPECT_EQ(Count("\x36\x20\x01"s + "x" + kFrame), 2) << "an extension";
}

TEST(Av1Units, EndWhereTheyAreCutOff) {
  EXPECT_EQ(Count(kFrame + "\x32\x7F"s + "too few"), 2);
  EXPECT_EQ(Count(kFrame + "\x36"s), 1);
  EXPECT_EQ(Count(kFrame + "\x32\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s), 2);
}

TEST(Av1Units, TheSequenceSaysHowLargeAFrameMayBe) {
  const auto pixels = [](const std::string& bits) {
    std::string bytes;
    for (std::size_t at = 0; at < bits.size(); at += 8) {
      std::string byte = bits.substr(at, 8);
      byte.resize(8, '0');
      bytes += static_cast<char>(std::stoi(byte, nullptr, 2));
    }
    return ReadAv1Item(ToFile(Unit(1, bytes))).pixels;
  };
  const std::string size =
      "0101"
      "0110"
      "111111"
      "1000000" +
      std::string(16, '1');  // 64x65
  EXPECT_EQ(pixels("0001"
                   "1"
                   "00000" +
                   size),
            64U * 65)
      << "a reduced header";
  const std::string point = std::string(12, '0') + "00101";
  const std::string high_point = std::string(12, '0') +
                                 "01000"
                                 "1";  // its tier
  EXPECT_EQ(pixels("0000"
                   "0"
                   "0"
                   "0"
                   "00001" +
                   point + high_point + size),
            64U * 65);
  EXPECT_EQ(pixels("0000"
                   "0"
                   "0"
                   "1"
                   "00000" +
                   point +
                   "1"
                   "0101" +
                   size),
            64U * 65)
      << "delays";
  const std::string times = std::string(64, '1');
  EXPECT_EQ(pixels("0000"
                   "0"
                   "1" +
                   times +
                   "1"
                   "011"
                   "0"
                   "0"
                   "00000" +
                   point + size),
            64U * 65);
  EXPECT_EQ(pixels("0000"
                   "0"
                   "1" +
                   times +
                   "0"
                   "1" +
                   size),
            0U)
      << "buffers are not read";
  EXPECT_EQ(pixels("0001"
                   "1"),
            0U)
      << "cut off";
}

// 243 KB had 500 frames of 16 megapixels decoded, of which one was shown.
TEST(Av1Units, MoreFramesThanLayersCanBeAreTooComplex) {
  const auto file = [](int frames) {
    std::string content = kSequence;
    for (int i = 0; i < frames; ++i) content += kFrame;
    const std::string number = {0, 0, static_cast<char>(content.size() >> 8),
                                static_cast<char>(content.size())};
    const std::string pitm = BoxOf("pitm", std::string{0, 0, 0, 0, 0, 1});
    const std::string iloc =
        BoxOf("iloc",
              std::string{1, 0, 0, 0, 0x44, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0} + number);
    return ToFile(BoxOf("meta", std::string(4, '\0') + pitm + iloc + BoxOf("idat", content)));
  };
  EXPECT_FALSE(FindTooManyFrames(file(1)));
  EXPECT_FALSE(FindTooManyFrames(file(8)));
  const auto rejection = FindTooManyFrames(file(9));
  ASSERT_TRUE(rejection);
  EXPECT_EQ(rejection->reason, Reason::kTooComplex);
}

}  // namespace
}  // namespace fit299::foreign
