#include <gtest/gtest.h>
#include <zlib.h>

#include "codec/icc_convert.h"
#include "codec/images.h"
#include "codec/png_chunks.h"
#include "codec/profiles.h"

namespace fit299::codec {
namespace {

using namespace std::string_literals;

cv::Vec3b FirstPixel(const File& file, const DecodeRequest& request = {}) {
  const auto decoded = Decode(file, request);
  EXPECT_TRUE(decoded.ok());
  if (!decoded) return {};
  if (decoded->image.channels() == 3) return decoded->image.at<cv::Vec3b>(0, 0);
  const auto pixel = decoded->image.at<cv::Vec4b>(0, 0);
  return {pixel[0], pixel[1], pixel[2]};
}

TEST(DecodePng, IsExact) {
  EXPECT_EQ(Difference(Decode(MakePng(Scene()))->image, Scene()), 0);
  const cv::Mat scene = Scene();
  const File interlaced = MakePng(60, 40, {scene.datastart, scene.dataend}, {.interlaced = true});
  EXPECT_EQ(Difference(Decode(interlaced)->image, scene), 0);
}

TEST(DecodePng, ExpandsPalettesAndGrayOfEveryDepth) {
  const auto palette = Decode(MakePng(4, 1, {0b00011011}, {.color_type = 3, .depth = 2}));
  ASSERT_TRUE(palette.ok());
  EXPECT_EQ(palette->image.at<cv::Vec3b>(0, 0), cv::Vec3b(255, 0, 0));
  EXPECT_EQ(palette->image.at<cv::Vec3b>(0, 2), cv::Vec3b(0, 0, 255));
  EXPECT_TRUE(palette->report.changes.Contains(Change::kPaletteExpanded));
  EXPECT_EQ(FirstPixel(MakePng(8, 1, {0b10000000}, {.color_type = 0, .depth = 1})),
            cv::Vec3b(255, 255, 255));
  EXPECT_EQ(FirstPixel(MakePng(2, 1, {0x70}, {.color_type = 0, .depth = 4})),
            cv::Vec3b(0x77, 0x77, 0x77));
}

TEST(DecodePng, TakesTheHighByteOf16Bits) {
  const File file = MakePng(1, 1, {0x12, 0xFF, 0x80, 0x00, 0xFF, 0x7F}, {.depth = 16});
  const auto decoded = Decode(file);
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded->image.at<cv::Vec3b>(0, 0), cv::Vec3b(0x12, 0x80, 0xFF));
  EXPECT_TRUE(decoded->report.changes.Contains(Change::kDepthReduced));
  EXPECT_FALSE(decoded->report.warnings.Contains(Warning::kDepthReducedDark));
  const auto dark = Decode(MakePng(1, 1, {0x03, 0xFF}, {.color_type = 0, .depth = 16}));
  EXPECT_TRUE(dark->report.warnings.Contains(Warning::kDepthReducedDark)) << "10-bit data";
}

TEST(DecodePng, CutsWideGrayOffAsPillowDoesWhenAsked) {
  DecodeRequest request;
  request.depth16 = Depth16::kClipGray;
  request.alpha = Alpha::kDrop;
  const auto gray = [&](std::uint8_t high, std::uint8_t low, const PngOptions& options) {
    return FirstPixel(MakePng(1, 1, {high, low}, options), request);
  };
  const PngOptions plain = {.color_type = 0, .depth = 16};
  EXPECT_EQ(gray(0x00, 0xC8, plain), cv::Vec3b(200, 200, 200));
  EXPECT_EQ(gray(0x12, 0x34, plain), cv::Vec3b(255, 255, 255)) << "nearly all turns white";
  const PngOptions keyed = {.color_type = 0, .depth = 16, .transparent_key = true};
  EXPECT_EQ(gray(0x00, 0x07, keyed), cv::Vec3b(7, 7, 7));
  const File rgb = MakePng(1, 1, {0x12, 0xFF, 0x80, 0x00, 0xFF, 0x7F}, {.depth = 16});
  EXPECT_EQ(FirstPixel(rgb, request), cv::Vec3b(0x12, 0x80, 0xFF)) << "only gray is cut";
}

TEST(DecodePng, BlendsAlphaOnTheBackgroundOrDropsIt) {
  // (200 * 51 + 255 * 204) / 255 = 244, (100 * 51 + 255 * 204) / 255 = 224.
  const File file = MakePng(1, 1, {200, 100, 0, 51}, {.color_type = 6});
  DecodeRequest request;
  EXPECT_EQ(FirstPixel(file, request), cv::Vec3b(244, 224, 204));
  request.background = {0, 0, 0};
  EXPECT_EQ(FirstPixel(file, request), cv::Vec3b(40, 20, 0));
  request.alpha = Alpha::kDrop;
  EXPECT_EQ(FirstPixel(file, request), cv::Vec3b(200, 100, 0)) << "the hidden colour shows";
  EXPECT_TRUE(Decode(file, request)->report.changes.Contains(Change::kAlphaDropped));
  EXPECT_TRUE(Decode(file)->report.changes.Contains(Change::kAlphaBlended));
}

TEST(DecodePng, TransparencyOfPalettesAndKeysCountsAsAlpha) {
  EXPECT_EQ(
      FirstPixel(MakePng(4, 1, {0b00011011}, {.color_type = 3, .depth = 2, .palette_alpha = {0}})),
      cv::Vec3b(255, 255, 255));
  EXPECT_EQ(FirstPixel(MakePng(1, 1, {0}, {.color_type = 0, .transparent_key = true})),
            cv::Vec3b(255, 255, 255));
  EXPECT_EQ(FirstPixel(MakePng(1, 1, {0, 0, 0}, {.transparent_key = true})),
            cv::Vec3b(255, 255, 255));
  EXPECT_EQ(FirstPixel(MakePng(1, 1, {0, 0, 1}, {.transparent_key = true})), cv::Vec3b(0, 0, 1));
}

TEST(DecodePng, RejectsTruncationEverywhere) {
  const File file = MakePng(Scene());
  for (const std::size_t size :
       {std::size_t{8}, std::size_t{33}, file.size() / 2, file.size() - 13}) {
    EXPECT_EQ(Verdict(Head(file, size)), "truncated") << size;
  }
}

TEST(DecodePng, RejectsDamagedPixelsAndAcceptsDamagedSideInformation) {
  File file = MakePng(Scene());
  file[Find(file, "IDAT") + 40] ^= std::byte{1};
  EXPECT_EQ(Verdict(file), "corrupt");

  const File good = MakePng(Scene());
  const std::size_t before_data = Find(good, "IDAT") - 4;
  const File head = Head(good, before_data) + "\0\0\0\5tEXta\0bcdXXXX"s;
  File text = head;
  text.insert(text.end(), good.begin() + static_cast<std::ptrdiff_t>(before_data), good.end());
  const auto decoded = Decode(text);
  ASSERT_TRUE(decoded.ok());
  EXPECT_TRUE(decoded->report.warnings.Contains(Warning::kAncillaryDamaged));
}

std::string BigEndian(unsigned long number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift);
  return bytes;
}

const Bytef* Data(const std::string& text) { return reinterpret_cast<const Bytef*>(text.data()); }

std::string Chunk(const std::string& type, const std::string& data) {
  const std::string text = type + data;
  return BigEndian(data.size()) + text +
         BigEndian(crc32(0, Data(text), static_cast<uInt>(text.size())));
}

TEST(DecodePng, DataThatEndBeforeTheirChecksumAreCorruptAndNotCut) {
  const File good = MakePng(1, 2, {1, 2, 3, 4, 5, 6}, {});
  const auto with_rows = [&](const std::string& rows, bool has_checksum) {
    const auto count = static_cast<char>(rows.size());  // in one block that is not compressed
    std::string data = "\x78\x01\x01"s + count + '\0' + static_cast<char>(~count) + '\xFF' + rows;
    if (has_checksum) data += BigEndian(adler32(1, Data(rows), static_cast<uInt>(rows.size())));
    return Head(good, Find(good, "IDAT") - 4) + (Chunk("IDAT", data) + Chunk("IEND", ""));
  };
  const std::string rows = "\0\1\2\3\0\4\5\6"s;
  EXPECT_EQ(Verdict(with_rows(rows, true)), "ok");
  EXPECT_EQ(Verdict(with_rows(rows, false)), "corrupt");
  EXPECT_EQ(Verdict(with_rows(rows.substr(0, 4), true)), "truncated");
}

TEST(DecodePng, BytesBehindTheCompressedDataAreTrailing) {
  const File good = MakePng(1, 1, {1, 2, 3}, {});
  const std::string row = "\0\1\2\3"s;
  const std::string data = "\x78\x01\x01\4\0\xFB\xFF"s + row + BigEndian(adler32(1, Data(row), 4));
  const auto decoded = Decode(Head(good, Find(good, "IDAT") - 4) +
                              (Chunk("IDAT", data + "behind") + Chunk("IEND", "")));
  ASSERT_TRUE(decoded.ok());
  EXPECT_TRUE(decoded->report.warnings.Contains(Warning::kTrailingData));
  EXPECT_EQ(decoded->image.at<cv::Vec3b>(0, 0), cv::Vec3b(1, 2, 3));
}

TEST(DecodePng, ChunksOfDataBehindThePixelsAreTrailing) {
  const auto is_trailing = [](const std::string& behind) {
    const File good = MakePng(1, 1, {1, 2, 3}, {});
    const auto decoded = Decode(Head(good, Find(good, "IEND") - 4) + (behind + Chunk("IEND", "")));
    return decoded.ok() && decoded->report.warnings.Contains(Warning::kTrailingData);
  };
  const std::string data(1000, 'x');
  EXPECT_TRUE(is_trailing(Chunk("IDAT", data)));
  EXPECT_TRUE(is_trailing(Chunk("tEXt", "a\0b"s) + Chunk("IDAT", data)));
  EXPECT_FALSE(is_trailing(Chunk("tEXt", "a\0b"s)));
  EXPECT_FALSE(is_trailing(Chunk("IDAT", ""))) << "as some writers flush";
}

// A picture of this many pixels with zeros for compressed data, a 500th of what its rows are.
File Claim(int side, int depth, int color_type, const std::string& before_data = "") {
  const std::size_t channels = color_type == 6 ? 4 : color_type == 2 ? 3 : 1;
  const auto pixels = static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
  const std::string data(pixels * channels * static_cast<std::size_t>(depth) / 8 / 500, '\0');
  const std::string header = BigEndian(static_cast<unsigned long>(side)) +
                             BigEndian(static_cast<unsigned long>(side)) +
                             static_cast<char>(depth) + static_cast<char>(color_type) + "\0\0\0"s;
  return File{} + (std::string(kPngSignature) + Chunk("IHDR", header) + before_data +
                   Chunk("IDAT", data) + Chunk("IEND", ""));
}

std::string ProfileChunk(const std::string& profile) {
  std::string packed(compressBound(profile.size()), '\0');
  uLongf size = packed.size();
  compress(reinterpret_cast<Bytef*>(packed.data()), &size, Data(profile), profile.size());
  return Chunk("iCCP", "p\0\0"s + packed.substr(0, size));
}

// What is taken on is found to be corrupt, then.
TEST(DecodePng, TakesOnFlatPagesOf100MegapixelsAndNoMoreWork) {
  EXPECT_EQ(Verdict(Claim(10'000, 8, 2)), "corrupt");
  EXPECT_EQ(Verdict(Claim(10'000, 8, 6)), "too-large");
  EXPECT_EQ(Verdict(Claim(10'000, 16, 0)), "corrupt");
  EXPECT_EQ(Verdict(Claim(10'000, 16, 2)), "too-large");
  EXPECT_EQ(Verdict(Claim(7'800, 16, 6)), "too-large");
  ColorConverter colors;
  DecodeRequest request;
  const std::string profile = ProfileChunk(SwappedProfile());
  const auto reason = [&](const File& file) { return Decode(file, request).error().reason; };
  EXPECT_EQ(reason(Claim(10'000, 8, 2, profile)), Reason::kCorrupt);
  request.colors = &colors;
  EXPECT_EQ(reason(Claim(10'000, 8, 2, profile)), Reason::kTooLarge);
  EXPECT_EQ(reason(Claim(5'000, 8, 2, profile)), Reason::kCorrupt);
}

TEST(DecodePng, AColorThatThePaletteHasNotIsCorrupt) {
  const PngOptions four_colors = {.color_type = 3, .depth = 4};
  EXPECT_EQ(Verdict(MakePng(2, 1, {0x13}, four_colors)), "ok");
  EXPECT_EQ(Verdict(MakePng(1, 1, {0x1F}, four_colors)), "ok");  // the second is padding
  EXPECT_EQ(Verdict(MakePng(2, 1, {0x14}, four_colors)), "corrupt");
}

TEST(DecodePng, NoticesTrailingBytes) {
  const auto decoded = Decode(MakePng(Scene()) + "garbage");
  ASSERT_TRUE(decoded.ok());
  EXPECT_TRUE(decoded->report.warnings.Contains(Warning::kTrailingData));
}

TEST(DecodePng, ManySamplesInAFewBytesAreTooLarge) {
  File file = MakePng(1, 1, std::vector<std::uint8_t>(8), {.color_type = 6, .depth = 16});
  const std::string claim = Chunk("IHDR", "\0\0\x23\x28\0\0\x23\x28\x10\6\0\0\0"s);  // 9000x9000
  std::ranges::transform(claim, file.begin() + 8, [](char c) { return std::byte(c); });
  file = file + std::string(700'000, '\0');
  EXPECT_EQ(Verdict(file), "too-large") << "648 MB, which deflate could give";
  file = file + std::string(2'000'000, '\0');
  EXPECT_EQ(Verdict(file), "too-large") << "what codes no pixels is worth none";
  file = Head(file, Find(file, "IDAT") - 4) + Chunk("IDAT", std::string(7'700'000, '\0'));
  EXPECT_EQ(Verdict(file), "corrupt") << "may be worth it";
}

TEST(ProbePng, CountsTheDataThatAreRead) {
  const File file = MakePng(Scene());
  const std::size_t idat = Find(file, "IDAT");
  const std::uint64_t length = (*FindCodec(file))->probe(file, {})->coded_bytes;
  EXPECT_EQ(length, file.size() - idat - 4 - 4 - 12) << "the rest but checksum and IEND";
  const File padded =
      Head(file, idat - 4) + Chunk("prVt", std::string(1000, '\0')) +
      std::string(reinterpret_cast<const char*>(file.data()) + idat - 4, file.size() - idat + 4) +
      Chunk("IDAT", std::string(1000, '\0'));
  EXPECT_EQ((*FindCodec(padded))->probe(padded, {})->coded_bytes, length);
}

TEST(DecodePng, AHugeChunkLengthCostsNoMemory) {
  const File good = MakePng(Scene());
  const File file = Head(good, Find(good, "IDAT") - 4) + "\x40\0\0\0tEXtabc"s;
  EXPECT_EQ(Verdict(file), "truncated");
}

}  // namespace
}  // namespace fit299::codec
