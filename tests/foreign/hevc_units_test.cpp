#include "foreign/hevc_units.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "foreign/files.h"

namespace fit299::foreign {
namespace {

// A unit of type 33, from what stands in it as zeros and ones.
std::string UnitOf(std::string bits) {
  std::string unit = {0x42, 0x01};
  bits.resize((bits.size() + 7) / 8 * 8, '0');
  int zeros = 0;
  for (std::size_t at = 0; at < bits.size(); at += 8) {
    const int value = std::stoi(bits.substr(at, 8), nullptr, 2);
    if (zeros >= 2 && value <= 3) {
      unit += '\3';
      zeros = 0;
    }
    unit += static_cast<char>(value);
    zeros = value == 0 ? zeros + 1 : 0;
  }
  return unit;
}

std::string Golomb(unsigned value) {
  std::string bits;
  for (unsigned rest = value + 1; rest > 0; rest /= 2) {
    bits.insert(bits.begin(), rest % 2 == 0 ? '0' : '1');
  }
  return std::string(bits.size() - 1, '0') + bits;
}

struct Parameters {
  unsigned width = 512;
  unsigned height = 512;
  unsigned chroma = 1;
  std::vector<unsigned> crop = {};  // left, right, top, bottom
  bool has_sub_layer = false;
};

std::string UnitOf(const Parameters& parameters) {
  std::string bits = "0000";                           // of the video's parameters
  bits += parameters.has_sub_layer ? "0011" : "0001";  // one layer more; they are nested
  bits += std::string(96, '0');                        // profile and level
  if (parameters.has_sub_layer) bits += "11" + std::string(14, '0') + std::string(96, '0');
  bits += Golomb(0) + Golomb(parameters.chroma);
  if (parameters.chroma == 3) bits += '0';
  bits += Golomb(parameters.width) + Golomb(parameters.height);
  bits += parameters.crop.empty() ? '0' : '1';
  for (const unsigned side : parameters.crop) bits += Golomb(side);
  return UnitOf(bits + std::string(16, '1'));
}

std::string WithLength(const std::string& unit) {
  return std::string(3, '\0') + static_cast<char>(unit.size()) + unit;
}

std::string SizeText(HevcSize size) {
  return std::to_string(size.width) + "x" + std::to_string(size.height);
}

// The smallest and the largest.
std::string Sizes(const std::string& content) {
  const File file = ToFile(content);
  const HevcItem item = ReadHevcItem(file);
  if (!item.has_size) return "none";
  const bool is_one = SizeText(item.smallest) == SizeText(item.largest);
  return SizeText(item.smallest) + (is_one ? "" : " " + SizeText(item.largest));
}

std::string SizeOf(const Parameters& parameters) { return Sizes(WithLength(UnitOf(parameters))); }

TEST(HevcSize, IsThatOfTheSequence) {
  EXPECT_EQ(SizeOf({}), "512x512");
  EXPECT_EQ(SizeOf({.width = 4032, .height = 3024}), "4032x3024");
  EXPECT_EQ(SizeOf({.width = 16, .height = 8, .chroma = 3}), "16x8");
  EXPECT_EQ(SizeOf({.width = 640, .height = 480, .has_sub_layer = true}), "640x480");
}

TEST(HevcSize, LeavesOutWhatIsNotShown) {
  EXPECT_EQ(SizeOf({.width = 64, .height = 64, .chroma = 0, .crop = {1, 2, 3, 4}}), "61x57");
  EXPECT_EQ(SizeOf({.width = 64, .height = 64, .chroma = 1, .crop = {1, 2, 3, 4}}), "58x50");
  EXPECT_EQ(SizeOf({.width = 64, .height = 64, .chroma = 2, .crop = {1, 2, 3, 4}}), "58x57");
  EXPECT_EQ(SizeOf({.width = 64, .height = 64, .chroma = 3, .crop = {40, 40, 0, 0}}), "0x64");
}

TEST(HevcSize, IsFoundAmongOtherUnits) {
  const std::string other = WithLength("\x26\x01 a slice");
  const std::string unit = WithLength(UnitOf(Parameters{.width = 100, .height = 50}));
  EXPECT_EQ(Sizes(other + unit + other), "100x50");
  EXPECT_EQ(Sizes(other + other), "none");
  EXPECT_EQ(Sizes(std::string("\xFF\xFF\xFF\xFF", 4) + unit), "none") << "a unit beyond the end";
}

TEST(HevcSize, IsKeptWhereThereAreSeveral) {
  const std::string wide = WithLength(UnitOf(Parameters{.width = 100, .height = 50}));
  const std::string high = WithLength(UnitOf(Parameters{.width = 64, .height = 200}));
  EXPECT_EQ(Sizes(wide + high), "64x50 100x200");
}

TEST(HevcItem, CountsThePicturesThatBegin) {
  const std::string first = WithLength("\x26\x01\x80");
  const std::string more = WithLength("\x26\x01\x40");
  const std::string words = WithLength("\x4E\x01\x80");  // no slice
  const auto pictures = [](const std::string& content) {
    return ReadHevcItem(ToFile(content)).pictures;
  };
  EXPECT_EQ(pictures(words + first + more + more + words), 1);
  EXPECT_EQ(pictures(first + more + first), 2);
  EXPECT_EQ(pictures(""), 0);
}

TEST(HevcSize, ThatIsCutOffIsNone) {
  const std::string unit = UnitOf(Parameters{});
  EXPECT_EQ(Sizes(WithLength(unit.substr(0, 10))), "0x0");
  EXPECT_EQ(Sizes(WithLength("\x42")), "0x0");
}

TEST(HevcSize, StandsInTheConfiguration) {
  const std::string unit = UnitOf(Parameters{.width = 320, .height = 200});
  const auto with_length = [](const std::string& bytes) {
    return std::string(1, '\0') + static_cast<char>(bytes.size()) + bytes;
  };
  const std::string other = {0x20, 0, 1, 0, 2, 0x40, 0x01};  // an array of one unit
  const std::string box =
      std::string(22, '\1') + '\2' + other + std::string{0x21, 0, 1} + with_length(unit);
  std::string sizes;
  const auto see = [&](HevcSize size) { sizes += std::to_string(size.width) + " "; };
  VisitConfiguredSizes(ToFile(box), see);
  EXPECT_EQ(sizes, "320 ");
  for (std::size_t bytes = 0; bytes < box.size(); ++bytes) {
    VisitConfiguredSizes(Head(ToFile(box), bytes), see);
  }
  EXPECT_EQ(sizes, "320 ");
}

}  // namespace
}  // namespace fit299::foreign
