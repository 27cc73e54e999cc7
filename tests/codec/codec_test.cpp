#include "codec/codec.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <opencv2/imgproc.hpp>
#include <string>

#include "codec/encode.h"
#include "codec/exif.h"
#include "codec/foreign.h"
#include "codec/images.h"
#include "temporary_folder.h"

namespace fit299::codec {
namespace {

using namespace std::string_literals;

File Text(std::string_view text) { return File{} + text; }

TEST(CodecTable, SuffixesAreFoundInAnyCase) {
  for (const Codec& codec : Codecs()) {
    for (const std::string_view suffix : codec.suffixes) {
      EXPECT_EQ(FindCodecBySuffix(suffix), &codec);
    }
    EXPECT_EQ(codec.in_process(), codec.probe != nullptr) << codec.format;
    EXPECT_EQ(codec.in_process(), codec.library != nullptr) << codec.format;
    EXPECT_FALSE(codec.in_process() && codec.library().empty()) << codec.format;
  }
  EXPECT_EQ(FindCodecBySuffix(".JPG"), FindCodecBySuffix(".jpeg"));
  EXPECT_EQ(FindCodecBySuffix(".TIF")->format, "tiff");
  EXPECT_EQ(FindCodecBySuffix(".txt"), nullptr);
}

TEST(FindCodec, DecidesByContent) {
  EXPECT_EQ((*FindCodec(MakeJpeg(Scene())))->format, "jpeg");
  EXPECT_EQ((*FindCodec(MakePng(Scene())))->format, "png");
  EXPECT_EQ(Verdict({}), "empty-file");
  EXPECT_EQ(Verdict(Text("qoif....")), "unsupported-format");
  EXPECT_EQ(Verdict(Text("hello world")), "not-an-image");
  EXPECT_EQ(Verdict(Text("RIFF\x10\0\0\0WAVEfmt "s)), "not-an-image");
}

// The format of these bytes, or the reason why there is none.
std::string FormatOf(std::string_view bytes) {
  const auto codec = FindCodec(Text(bytes));
  return std::string(codec ? (*codec)->format : Code(codec.error().reason));
}

TEST(FindCodec, KnowsWhatIsDecodedElsewhere) {
  EXPECT_EQ(FormatOf("GIF87a..."), "gif");
  EXPECT_EQ(FormatOf("GIF89a..."), "gif");
  EXPECT_EQ(FormatOf("BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"s), "bmp");
  EXPECT_EQ(FormatOf("II*\0\x08\0\0\0"s), "tiff");
  EXPECT_EQ(FormatOf("MM\0+\0\x08\0\0"s), "tiff") << "BigTIFF";
  for (const char kind : {'1', '2', '3', '4', '5', '6'}) {
    EXPECT_EQ(FormatOf(std::string("P") + kind + "\n1 1\n"), "pnm");
  }
  EXPECT_EQ(FormatOf("\0\0\0\x0CjP  \r\n\x87\n\0\0"s), "jp2");
  EXPECT_EQ(FormatOf("\xFF\x4F\xFF\x51\0"s), "jp2");
}

TEST(FindCodec, ShortSignaturesNeedMoreEvidence) {
  EXPECT_EQ(FormatOf("BMW is a car, not a picture"), "not-an-image");
  EXPECT_EQ(FormatOf("P5x"), "not-an-image");
  EXPECT_EQ(FormatOf("P5"), "not-an-image");
  EXPECT_EQ(FormatOf("P7\nWIDTH 1\n"), "unsupported-format") << "PAM";
  EXPECT_EQ(FormatOf("PF\n1 1\n"), "unsupported-format") << "PFM";
}

TEST(FindCodec, TellsAvifFromHeicByTheirBrands) {
  const auto ftyp = [](std::string_view brands) {
    return "\0\0\0"s + static_cast<char>(12 + brands.size()) + "ftyp" +
           std::string(brands.substr(0, 4)) + "\0\0\0\0"s + std::string(brands.substr(4));
  };
  EXPECT_EQ(FormatOf(ftyp("avifmif1miaf")), "avif");
  EXPECT_EQ(FormatOf(ftyp("avismsf1")), "avif");
  EXPECT_EQ(FormatOf(ftyp("heicmif1")), "heic");
  EXPECT_EQ(FormatOf(ftyp("heixavif")), "heic") << "the major brand decides";
  EXPECT_EQ(FormatOf(ftyp("mif1mif1heic")), "heic");
  EXPECT_EQ(FormatOf(ftyp("mif1miafavif")), "avif");
  EXPECT_EQ(FormatOf(ftyp("msf1hevc")), "heic");
  EXPECT_EQ(FormatOf(ftyp("mif1miafjpeg")), "unsupported-format");
  EXPECT_EQ(FormatOf(ftyp("isommp42")), "not-an-image");
  // Brands count as far as the box goes, and the box as far as the file.
  EXPECT_EQ(FormatOf(ftyp("mif1") + "avif"), "unsupported-format");
  EXPECT_EQ(FormatOf("\0\0\xFF\xFF"s + "ftypmif1\0\0\0\0heic"s), "heic");
  EXPECT_EQ(FormatOf("\0\0\0\x1C"s + "ftyp"), "not-an-image");
}

TEST(DescribeContent, HelpsWhoTookItForAnImage) {
  EXPECT_EQ(DescribeContent(Text("<!DOCTYPE html>\n<p>")), "text: '<!DOCTYPE html>'");
  EXPECT_EQ(DescribeContent(Text("PK\3\4...")), "a ZIP archive");
  EXPECT_EQ(DescribeContent(Text("\0\0\1"s)), "begins with the bytes 00 00 01");
}

TEST(DecodeWebp, IsExactWhenLosslessAndBlendsAlpha) {
  cv::Mat rgba(8, 8, CV_8UC4, cv::Scalar(200, 100, 0, 255));
  EXPECT_EQ(Difference(Decode(MakeWebp(rgba, true))->image, Plain(8, 8, 200, 100, 0)), 0);
  rgba.setTo(cv::Scalar(200, 100, 10, 51));
  for (const int channels : {3, 4}) {
    DecodeRequest request;
    request.channels = channels;
    const auto decoded = Decode(MakeWebp(rgba, true), request);
    ASSERT_TRUE(decoded.ok());
    EXPECT_EQ(decoded->image.ptr(0)[0], 244);
    EXPECT_EQ(decoded->image.ptr(0)[1], 224);
    EXPECT_TRUE(decoded->report.changes.Contains(Change::kAlphaBlended));
  }
}

TEST(DecodeWebp, RejectsTruncationAndNoticesTrailingBytes) {
  cv::Mat rgba;
  cv::cvtColor(Scene(), rgba, cv::COLOR_RGB2RGBA);
  for (const bool lossless : {false, true}) {
    const File file = MakeWebp(rgba, lossless);
    EXPECT_EQ(Verdict(Head(file, file.size() / 2)), "truncated");
    EXPECT_EQ(Verdict(Head(file, file.size() - 4)), "truncated");
    const auto decoded = Decode(file + "garbage!");
    ASSERT_TRUE(decoded.ok());
    EXPECT_TRUE(decoded->report.warnings.Contains(Warning::kTrailingData));
  }
}

TEST(ProbeWebp, WantsMoreWhenTheExifIsNotThereYet) {
  // RIFF, VP8X with the EXIF flag, the pixels, EXIF behind them: the usual order.
  const cv::Mat rgba(8, 8, CV_8UC4, cv::Scalar(9, 9, 9, 255));
  const File simple = MakeWebp(rgba, true);
  const File pixels(simple.begin() + 12, simple.end());
  File file = Text("RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\x08\0\0\0\x07\0\0\x07\0\0"s);
  file.insert(file.end(), pixels.begin(), pixels.end());
  const std::string exif = ExifBlock(6);
  file = file + "EXIF" + std::string{static_cast<char>(exif.size()), 0, 0, 0} + exif;
  file[4] = static_cast<std::byte>(file.size() - 8);
  const auto codec = FindCodec(file);
  ASSERT_EQ((*codec)->probe(file, {})->orientation, 6);
  const auto head = (*codec)->probe(Head(file, file.size() - 8), {});
  ASSERT_FALSE(head.ok());
  EXPECT_EQ(head.error().reason, Reason::kTruncated);
}

TEST(ReadOrientation, SurvivesAnyCutAndAnyByte) {
  const std::string block = ExifBlock(6);
  for (std::size_t size = 0; size < block.size(); ++size) {
    EXPECT_LE(ReadOrientation(Head(Text(block), size)).value, 8);
  }
  for (std::size_t i = 0; i < block.size(); ++i) {
    for (const char value : {'\0', '\x7F', '\xFF'}) {
      std::string changed = block;
      changed[i] = value;
      const int orientation = ReadOrientation(Text(changed)).value;
      EXPECT_TRUE(orientation >= 1 && orientation <= 8);
    }
  }
  EXPECT_EQ(ReadOrientation(Text(block)).value, 6);
  EXPECT_EQ(ReadOrientation(Text(ExifBlock(9))).value, 1);
}

TEST(Encode, PicturesComeBack) {
  const cv::Mat scene = Scene();
  const auto pixels = std::as_bytes(std::span(scene.datastart, scene.dataend));
  EXPECT_EQ(Difference(Decode(*EncodePng(pixels, scene.size()))->image, scene), 0);
  EXPECT_LE(Difference(Decode(*EncodeJpeg(pixels, scene.size(), 95))->image, scene), 40);
  EXPECT_LE(Difference(Decode(*EncodeWebp(pixels, scene.size(), 95))->image, scene), 60);
  EXPECT_LT(EncodeJpeg(pixels, scene.size(), 10)->size(),
            EncodeJpeg(pixels, scene.size(), 95)->size());
}

TEST(Encode, SaysWhyAPictureIsTooLarge) {
  const File pixels(70'000 * 3);
  EXPECT_FALSE(EncodeJpeg(pixels, {70'000, 1}, 95).ok());
  EXPECT_FALSE(EncodeWebp(pixels, {70'000, 1}, 95).ok());
  EXPECT_TRUE(EncodePng(pixels, {70'000, 1}).ok());
}

// Real photos, where they are at hand: FIT299_PHOTOS names a folder of them.
TEST(RealPhotos, DecodeWithoutAWarning) {
  const char* named = std::getenv("FIT299_PHOTOS");
  const std::string folder =
      named != nullptr ? named : std::string(FIT299_SOURCE_DIR) + "/../shared/data/imagenet";
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << "no photos here: set FIT299_PHOTOS";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const auto decoded = Decode(Text(ReadFile(entry.path())));
    ASSERT_TRUE(decoded.ok()) << entry.path() << ": " << decoded.error().detail;
    EXPECT_TRUE(decoded->report.warnings.empty()) << entry.path();
  }
}

}  // namespace
}  // namespace fit299::codec
