#include "codec/codec.h"

#include <gtest/gtest.h>
#include <webp/decode.h>

#include <cstdlib>
#include <filesystem>
#include <opencv2/imgproc.hpp>
#include <string>

#include "codec/bytes.h"
#include "codec/encode.h"
#include "codec/finish.h"
#include "codec/foreign.h"
#include "codec/images.h"
#include "temporary_folder.h"

namespace fit299::codec {
namespace {

using namespace std::string_literals;

File Text(std::string_view text) { return File{} + text; }

// 80 KB of WebP had a canvas of 14 megapixels copied two thousand times.
TEST(Animation, AFrameThatNeedsTooManyPixelsDrawnIsTooComplex) {
  Header header;
  header.size = cv::Size(4000, 3000);
  header.coded_bytes = 1'000'000;
  EXPECT_FALSE(FindCostlyFrame(header, 0));
  EXPECT_FALSE(FindCostlyFrame(header, 20)) << "as many as are worth the bytes";
  const auto rejection = FindCostlyFrame(header, 21);
  ASSERT_TRUE(rejection);
  EXPECT_EQ(rejection->reason, Reason::kTooComplex);
  header.coded_bytes = 1000;
  EXPECT_FALSE(FindCostlyFrame(header, 9)) << "few";
  header.size = cv::Size(100'000, 100'000);
  EXPECT_TRUE(FindCostlyFrame(header, 1));
}

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
  const auto decoded = Decode(MakeWebp(rgba, true));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded->image.ptr(0)[0], 244);
  EXPECT_EQ(decoded->image.ptr(0)[1], 224);
  EXPECT_TRUE(decoded->report.changes.Contains(Change::kAlphaBlended));
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

DecodeRequest Salvage() {
  DecodeRequest request;
  request.salvage = true;
  return request;
}

// Rows above `rows` as they were, those below some rows of damage gray; and a warning.
void ExpectSalvaged(const File& whole, const File& damaged, int rows, int tolerance) {
  ASSERT_NE(Verdict(damaged), "ok");
  const auto original = Decode(whole);
  const auto salvaged = Decode(damaged, Salvage());
  ASSERT_TRUE(salvaged.ok()) << salvaged.error().detail;
  EXPECT_TRUE(salvaged->report.warnings.Contains(Warning::kPixelsDamaged));
  EXPECT_LE(Difference(salvaged->image.rowRange(0, rows), original->image.rowRange(0, rows)),
            tolerance);
  const cv::Mat last = salvaged->image.row(salvaged->image.rows - 1);
  EXPECT_LE(Difference(last, cv::Mat(last.size(), last.type(), cv::Scalar::all(128))), tolerance);
  EXPECT_FALSE(Decode(whole, Salvage())->report.warnings.Contains(Warning::kPixelsDamaged));
}

TEST(Salvage, WhatIsThereIsKeptAndTheRestIsGray) {
  const cv::Mat scene = Scene(64, 96);
  const File jpeg = MakeJpeg(scene);
  ExpectSalvaged(jpeg, Head(jpeg, jpeg.size() * 3 / 4), 8, 0);
  cv::Mat noise(96, 64, CV_8UC3);
  cv::randu(noise, 0, 256);
  const File png = MakePng(noise);
  ExpectSalvaged(png, Head(png, png.size() / 2), 32, 0);
  cv::Mat rgba;
  cv::cvtColor(noise, rgba, cv::COLOR_RGB2RGBA);
  const File lossless = MakeWebp(rgba, true);
  ExpectSalvaged(lossless, Head(lossless, lossless.size() * 3 / 4), 16, 0);
}

TEST(Salvage, WhatCannotBeDecodedAtAllStaysRejected) {
  const cv::Mat rgba(40, 60, CV_8UC4, cv::Scalar(1, 2, 3, 255));
  for (const File& file : {MakeJpeg(Scene()), MakePng(Scene()), MakeWebp(rgba, true)}) {
    EXPECT_FALSE(Decode(Head(file, 30), Salvage()).ok());
  }
  File wrong_crc = MakePng(Scene());
  wrong_crc[wrong_crc.size() - 13] ^= std::byte{1};  // of IDAT
  EXPECT_EQ(Verdict(wrong_crc), "corrupt");
  const auto salvaged = Decode(wrong_crc, Salvage());
  ASSERT_TRUE(salvaged.ok());
  EXPECT_EQ(Difference(salvaged->image, Scene()), 0);
  EXPECT_TRUE(salvaged->report.warnings.Contains(Warning::kPixelsDamaged));
}

TEST(Decode, StopsWhenTimeIsOver) {
  DecodeRequest request;
  request.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  for (const bool salvage : {false, true}) {
    request.salvage = salvage;
    for (const File& file :
         {MakeJpeg(Scene()), MakeJpeg(Scene(), {.progressive = true}), MakePng(Scene())}) {
      const auto decoded = Decode(file, request);
      ASSERT_FALSE(decoded.ok());
      EXPECT_EQ(decoded.error().reason, Reason::kTooComplex);
    }
  }
}

// More pixels than are decoded between two looks at the clock.
const cv::Size kLargeWebp(2100, 2000);

TEST(DecodeWebp, LargeOnesStopWhenTimeIsOver) {
  const cv::Mat rgba(kLargeWebp, CV_8UC4, cv::Scalar(200, 100, 0, 255));
  DecodeRequest request;
  request.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  for (const File& file : {MakeWebp(rgba, false), MakeWebp(rgba, true),
                           MakeAnimatedWebp(kLargeWebp, {{rgba}, {rgba}})}) {
    for (const bool salvage : {false, true}) {
      request.salvage = salvage;
      const auto decoded = Decode(file, request);
      ASSERT_FALSE(decoded.ok());
      EXPECT_EQ(decoded.error().reason, Reason::kTooComplex);
    }
  }
}

TEST(DecodeWebp, LargeOnesAreWhatTheyAreWhenDecodedAtOnce) {
  cv::Mat rgba(kLargeWebp, CV_8UC4);
  cv::randn(rgba, cv::Scalar(128, 128, 128, 200), cv::Scalar(60, 60, 60, 20));
  DecodeRequest request;
  request.alpha = Alpha::kDrop;
  for (const bool lossless : {false, true}) {
    const File file = MakeWebp(rgba, lossless);
    const std::unique_ptr<std::uint8_t, decltype(&WebPFree)> at_once(
        WebPDecodeRGB(reinterpret_cast<const std::uint8_t*>(file.data()), file.size(), nullptr,
                      nullptr),
        WebPFree);
    const auto decoded = Decode(file, request);
    ASSERT_TRUE(decoded.ok()) << decoded.error().detail;
    EXPECT_EQ(Difference(decoded->image, cv::Mat(kLargeWebp, CV_8UC3, at_once.get())), 0);
    EXPECT_EQ(Verdict(Head(file, file.size() / 2)), "truncated");
  }
  rgba.setTo(cv::Scalar(0, 0, 90, 255));
  rgba(cv::Rect(100, 1500, 900, 300)).setTo(cv::Scalar(70, 0, 0, 255));
  cv::Mat rgb;
  cv::cvtColor(rgba, rgb, cv::COLOR_RGBA2RGB);
  const File film = MakeAnimatedWebp(kLargeWebp, {{rgba}, {rgba}});
  EXPECT_EQ(Difference(Decode(film, request)->image, rgb), 0);
}

TEST(DecodeWebp, AnAnimationGivesTheFrameThatIsAskedFor) {
  const cv::Scalar red(255, 0, 0, 255);
  const cv::Scalar green(0, 255, 0, 255);
  const File file = MakeAnimatedWebp(
      {8, 6}, {{cv::Mat(4, 6, CV_8UC4, red), 2, 2}, {cv::Mat(2, 2, CV_8UC4, green), 4, 4}});
  cv::Mat first(6, 8, CV_8UC3, cv::Scalar(9, 9, 9));  // the background where nothing is drawn
  first(cv::Rect(2, 2, 6, 4)).setTo(cv::Scalar(255, 0, 0));
  cv::Mat second = first.clone();
  second(cv::Rect(4, 4, 2, 2)).setTo(cv::Scalar(0, 255, 0));

  DecodeRequest request;
  request.background = {9, 9, 9};
  auto decoded = Decode(file, request);
  ASSERT_TRUE(decoded.ok()) << decoded.error().detail;
  EXPECT_EQ(Difference(decoded->image, first), 0);
  EXPECT_TRUE(decoded->report.changes.Contains(Change::kFirstFrameOnly));
  request.frame = 1;
  EXPECT_EQ(Difference(Decode(file, request)->image, second), 0);
  request.frame = 2;
  EXPECT_EQ(Decode(file, request).error().reason, Reason::kUnsupportedFeature);

  // As Pillow and OpenCV have it: black where nothing is drawn.
  request.frame = 0;
  request.alpha = Alpha::kDrop;
  first.setTo(cv::Scalar(0, 0, 0));
  first(cv::Rect(2, 2, 6, 4)).setTo(cv::Scalar(255, 0, 0));
  EXPECT_EQ(Difference(Decode(file, request)->image, first), 0);
}

TEST(DecodeWebp, AnImpossibleLengthIsCorrupt) {
  File file = MakeWebp(Scene(), true);
  std::fill_n(file.begin() + 4, 4, std::byte{0xFF});
  EXPECT_EQ(Verdict(file), "corrupt");
  file[7] = std::byte{0};
  EXPECT_EQ(Verdict(file), "truncated");
}

TEST(DecodeWebp, ACutAnimationIsTruncated) {
  const cv::Mat rgba(4, 6, CV_8UC4, cv::Scalar(255, 0, 0, 255));
  const File file = MakeAnimatedWebp({8, 6}, {{rgba}, {rgba}});
  for (std::size_t size = 40; size < file.size(); ++size) {
    EXPECT_EQ(Verdict(Head(file, size)), "truncated") << size;
  }
}

TEST(Decode, AStillPictureHasOneFrame) {
  DecodeRequest request;
  request.frame = 1;
  const cv::Mat rgba(4, 6, CV_8UC4, cv::Scalar(255, 0, 0, 255));
  for (const File& file : {MakeJpeg(Scene()), MakePng(Scene()), MakeWebp(rgba, true)}) {
    const auto decoded = Decode(file, request);
    ASSERT_FALSE(decoded.ok());
    EXPECT_EQ(decoded.error().reason, Reason::kUnsupportedFeature);
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

TEST(ProbeWebp, CountsTheDataThatAreDecoded) {
  const auto coded = [](const File& file, int frame = 0) {
    DecodeRequest request;
    request.frame = frame;
    return (*FindCodec(file))->probe(file, request)->coded_bytes;
  };
  const cv::Mat red(4, 6, CV_8UC4, cv::Scalar(255, 0, 0, 255));
  const File still = MakeWebp(red, true);
  const std::uint64_t bytes = LittleEndian32(still, 16);  // of its only chunk
  EXPECT_EQ(coded(still), bytes);
  EXPECT_EQ(coded(still + std::string(1000, '\0')), bytes);
  const File film = MakeAnimatedWebp({8, 6}, {{red}, {red}});
  EXPECT_EQ(coded(film), bytes);
  EXPECT_EQ(coded(film, 1), 2 * bytes);
  EXPECT_EQ(coded(film + std::string(1000, '\0'), 1), 2 * bytes);
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
