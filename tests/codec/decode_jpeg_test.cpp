#include <gtest/gtest.h>

#include <cstdlib>
#include <opencv2/imgproc.hpp>

#include "codec/images.h"
#include "codec/jpeg_markers.h"
#include "geometry/orientation.h"
#include "geometry/shrink.h"

namespace fit299::codec {
namespace {

using namespace std::string_literals;

TEST(DecodeJpeg, GivesTheSceneInRgb) {
  const auto decoded = Decode(MakeJpeg(Scene()));
  ASSERT_TRUE(decoded.ok());
  EXPECT_LE(Difference(decoded->image, Scene()), 40) << "4:2:0 at the one hard edge";
  const auto red = Decode(MakeJpeg(Plain(20, 20, 255, 0, 0)));
  EXPECT_LE(Difference(red->image, Plain(20, 20, 255, 0, 0)), 2);
}

TEST(DecodeJpeg, ReplicatesGrayAndConvertsCmyk) {
  const auto gray = Decode(MakeJpeg(Plain(16, 16, 90, 0, 0), {.components = 1}));
  ASSERT_TRUE(gray.ok());
  EXPECT_LE(Difference(gray->image, Plain(16, 16, 90, 90, 90)), 1);
  EXPECT_TRUE(gray->report.changes.Contains(Change::kGrayReplicated));
  const auto cmyk = Decode(MakeJpeg(Plain(16, 16, 200, 100, 50), {.components = 4}));
  ASSERT_TRUE(cmyk.ok());
  EXPECT_LE(Difference(cmyk->image, Plain(16, 16, 200, 100, 50)), 2);
  EXPECT_TRUE(cmyk->report.changes.Contains(Change::kCmykConverted));
}

// The file without Adobe's APP14, whose inks then have no agreed meaning.
File WithoutAdobe(File jpeg) {
  const std::size_t marker = Find(jpeg, "Adobe") - 4;
  jpeg.erase(jpeg.begin() + static_cast<std::ptrdiff_t>(marker),
             jpeg.begin() + static_cast<std::ptrdiff_t>(marker + 16));
  return jpeg;
}

TEST(DecodeJpeg, ConvertsCmykByTheFormulaOfEachFramework) {
  // MakeJpeg stores inks inverted, all of them black: (200, 100, 50) on 255.
  const File adobe = MakeJpeg(Plain(16, 16, 200, 100, 50), {.components = 4});
  const auto pixel = [](const File& file, Reader reader) {
    DecodeRequest request;
    request.reader = reader;
    const auto decoded = Decode(file, request);
    EXPECT_TRUE(decoded.ok());
    return decoded ? decoded->image.at<cv::Vec3b>(8, 8) : cv::Vec3b();
  };
  const cv::Vec3b pillow = pixel(adobe, Reader::kPillow);
  EXPECT_EQ(pixel(WithoutAdobe(adobe), Reader::kPillow), pillow);
  EXPECT_EQ(pixel(WithoutAdobe(adobe), Reader::kOpenCv), pixel(adobe, Reader::kOpenCv));
  const cv::Vec3b tensorflow = pixel(adobe, Reader::kTensorFlow);
  for (int c = 0; c < 3; ++c) {
    EXPECT_LE(tensorflow[c], pillow[c]);
    EXPECT_GE(tensorflow[c] + 1, pillow[c]) << "truncated, not rounded";
    EXPECT_LE(std::abs(pixel(adobe, Reader::kOpenCv)[c] - pillow[c]), 2);
  }
  const cv::Vec3b inverted = pixel(WithoutAdobe(adobe), Reader::kTensorFlow);
  EXPECT_NE(inverted, tensorflow) << "without the marker TensorFlow takes the inks for plain ones";
}

TEST(DecodeJpeg, TheFastTransformGivesOtherPixels) {
  DecodeRequest fast;
  fast.dct = Dct::kFast;
  const File file = MakeJpeg(Scene(), {.quality = 60});
  const int difference = Difference(Decode(file)->image, Decode(file, fast)->image);
  EXPECT_GE(difference, 1);
  EXPECT_LE(difference, 24);
}

TEST(DecodeJpeg, PlainUpsamplingRepeatsTheColourOfSubsampledPictures) {
  DecodeRequest plain;
  plain.upsampling = Upsampling::kPlain;
  const auto difference = [&](const JpegOptions& options) {
    const File file = MakeJpeg(Scene(), options);
    return Difference(Decode(file)->image, Decode(file, plain)->image);
  };
  EXPECT_GE(difference({.sampling = {{2, 2}, {1, 1}, {1, 1}}}), 1);
  EXPECT_GE(difference({.sampling = {{2, 1}, {1, 1}, {1, 1}}}), 1);
  EXPECT_EQ(difference({.sampling = {{1, 1}, {1, 1}, {1, 1}}}), 0);
  EXPECT_EQ(difference({.components = 1}), 0);
}

TEST(DecodeJpeg, ShrinksToTheMeansOfItsPixels) {
  for (const JpegOptions& options :
       {JpegOptions{}, JpegOptions{.components = 1}, JpegOptions{.components = 4},
        JpegOptions{.progressive = true}}) {
    const File file = MakeJpeg(Scene(163, 117), options);
    const auto whole = Decode(file);
    for (const int shrink : {2, 4, 8}) {
      DecodeRequest request;
      request.shrink = shrink;
      const auto shrunk = Decode(file, request);
      ASSERT_TRUE(shrunk.ok());
      EXPECT_TRUE(shrunk->header.shrinks);
      EXPECT_EQ(shrunk->header.size, cv::Size(163, 117)) << "as it is stored";
      ASSERT_EQ(shrunk->image.size(), ShrunkSize({163, 117}, shrink));
      const cv::Rect inner(0, 0, 163 / shrink * shrink, 117 / shrink * shrink);
      cv::Mat means;
      cv::resize(whole->image(inner), means, inner.size() / shrink, 0, 0, cv::INTER_AREA);
      const cv::Rect there(0, 0, means.cols, means.rows);
      EXPECT_LE(cv::norm(means, shrunk->image(there), cv::NORM_L1) /
                    static_cast<double>(means.total() * 3),
                1.0)
          << shrink;
    }
  }
}

// Where it is mirrored, the pixel that is the picture's in part comes first.
TEST(DecodeJpeg, TurnsWhatIsShrunk) {
  const File stored = MakeJpeg(Scene(163, 117));
  DecodeRequest request;
  request.shrink = 4;
  const cv::Mat upright = Decode(stored, request)->image;
  for (int orientation = 2; orientation <= 8; ++orientation) {
    const std::string exif = "Exif" + std::string(2, '\0') + ExifBlock(orientation);
    const auto turned = Decode(WithSegment(stored, 0xE1, exif), request);
    ASSERT_TRUE(turned.ok());
    cv::Mat expected;
    TurnUpright(orientation, upright, expected);
    EXPECT_EQ(Difference(turned->image, expected), 0) << orientation;
  }
}

TEST(DecodeJpeg, SaysWhereAShrunkPictureEnds) {
  const File file = MakeJpeg(Scene(160, 160));
  DecodeRequest request;
  request.shrink = 8;
  const auto cut = Decode(Head(file, file.size() * 3 / 4), request);
  ASSERT_FALSE(cut.ok());
  EXPECT_EQ(cut.error().reason, Reason::kTruncated);
  EXPECT_EQ(cut.error().detail, "the data end after row 112 of 160") << "rows of the file";
}

TEST(DecodeJpeg, ReadsProgressiveAndRestartMarkers) {
  EXPECT_EQ(Verdict(MakeJpeg(Scene(), {.progressive = true})), "ok");
  EXPECT_EQ(Verdict(MakeJpeg(Scene(), {.restart_rows = 1})), "ok");
}

TEST(DecodeJpeg, TurnsAllEightOrientationsUpright) {
  // How each orientation stores the scene, so that its own rule makes it upright again.
  const cv::Mat upright = Scene(48, 32);
  const auto stored = [&](int orientation) {
    cv::Mat image;
    switch (orientation) {
      case 2: cv::flip(upright, image, 1); break;
      case 3: cv::flip(upright, image, -1); break;
      case 4: cv::flip(upright, image, 0); break;
      case 5: cv::transpose(upright, image); break;
      case 6: cv::rotate(upright, image, cv::ROTATE_90_COUNTERCLOCKWISE); break;
      case 7:
        cv::transpose(upright, image);
        cv::flip(image, image, -1);
        break;
      case 8: cv::rotate(upright, image, cv::ROTATE_90_CLOCKWISE); break;
      default: image = upright.clone();
    }
    return image;
  };
  for (int orientation = 1; orientation <= 8; ++orientation) {
    for (const bool big_endian : {false, true}) {
      const File file = WithSegment(MakeJpeg(stored(orientation)), 0xE1,
                                    "Exif\0\0"s + ExifBlock(orientation, big_endian));
      const auto decoded = Decode(file);
      ASSERT_TRUE(decoded.ok());
      EXPECT_EQ(decoded->header.orientation, orientation);
      EXPECT_EQ(decoded->header.UprightSize(), upright.size());
      EXPECT_EQ(decoded->report.changes.Contains(Change::kRotated), orientation != 1);
      EXPECT_LE(Difference(decoded->image, upright), 45) << orientation;
    }
  }
}

TEST(DecodeJpeg, FindsExifBehindAnotherApp1AndCanIgnoreIt) {
  const File inner = WithSegment(MakeJpeg(Scene()), 0xE1, "Exif\0\0"s + ExifBlock(6));
  const File file = WithSegment(inner, 0xE1, "http://ns.adobe.com/xap/1.0/\0<x/>"s);
  EXPECT_EQ(Decode(file)->image.size(), cv::Size(40, 60));
  DecodeRequest request;
  request.orientation = Orientation::kIgnore;
  const auto ignored = Decode(file, request);
  EXPECT_EQ(ignored->image.size(), cv::Size(60, 40));
  EXPECT_FALSE(ignored->report.changes.Contains(Change::kRotated));
}

TEST(DecodeJpeg, BrokenExifIsAWarning) {
  const auto decoded =
      Decode(WithSegment(MakeJpeg(Scene()), 0xE1, "Exif\0\0II*\0\xFF\xFF\xFF\x7F"s));
  ASSERT_TRUE(decoded.ok());
  EXPECT_TRUE(decoded->header.warnings.Contains(Warning::kExifIgnored));
  EXPECT_EQ(decoded->header.orientation, 1);
}

TEST(DecodeJpeg, RejectsATruncatedScanWhereverItEnds) {
  for (const bool progressive : {false, true}) {
    const File file = MakeJpeg(Scene(200, 150), {.progressive = progressive});
    for (const std::size_t percent : {30, 50, 90, 97}) {
      const File cut = Head(file, file.size() * percent / 100);
      EXPECT_EQ(Verdict(cut), "truncated") << percent;
      EXPECT_EQ(Verdict(cut + "\xFF\xD9"), "truncated") << percent << " with an end marker";
    }
  }
}

TEST(DecodeJpeg, SaysWhereTheDataEnd) {
  const File file = MakeJpeg(Scene(200, 150));
  const auto decoded = Decode(Head(file, file.size() / 2));
  EXPECT_NE(decoded.error().detail.find("of 150"), std::string::npos) << decoded.error().detail;
}

TEST(DecodeJpeg, RejectsProgressivePicturesWhoseLastScansAreMissing) {
  // No decoder warns of it: the file is in order up to its end marker.
  const File file = MakeJpeg(Scene(200, 150), {.progressive = true});
  std::size_t last_scan = 0;
  for (std::size_t i = 0; i + 1 < file.size(); ++i) {
    if (file[i] == std::byte{0xFF} && file[i + 1] == std::byte{0xDA}) last_scan = i;
  }
  EXPECT_EQ(Verdict(Head(file, last_scan) + "\xFF\xD9"), "truncated");
}

TEST(DecodeJpeg, RejectsAPictureWithoutTheScanOfAComponent) {
  const File file = MakeJpeg(Scene(200, 150), {.scan_each = true});
  ASSERT_EQ(Verdict(file), "ok");
  std::size_t last_table = 0;  // the last scan's Huffman tables
  for (std::size_t i = 0; i + 1 < file.size(); ++i) {
    if (file[i] == std::byte{0xFF} && file[i + 1] == std::byte{0xC4}) last_table = i;
  }
  EXPECT_EQ(Verdict(Head(file, last_table) + "\xFF\xD9"), "truncated");
}

TEST(DecodeJpeg, MoreScansThanAnyEncoderMakesAreTooComplex) {
  const File good = MakeJpeg(Scene(), {.progressive = true});
  File file = Head(good, good.size() - 2);  // without EOI
  const std::string scan = "\xFF\xDA\0\x08\1\1\0\1\x3F\0"s;
  for (int i = 0; i < 100; ++i) file = file + scan;
  EXPECT_EQ(Verdict(file + "\xFF\xD9"), "too-complex");
}

TEST(DecodeJpeg, SamplingThatLibjpegCannotUndoIsNoDamage) {
  File file = MakeJpeg(Scene(), {.sampling = {{3, 1}, {1, 1}, {1, 1}}});
  EXPECT_EQ(Verdict(file), "ok");
  const std::size_t frame = Find(file, "\xFF\xC0");
  constexpr std::size_t kSecondSampling = 14;
  ASSERT_EQ(file.at(frame + kSecondSampling), std::byte{0x11});
  file.at(frame + kSecondSampling) = std::byte{0x21};  // two of three
  EXPECT_EQ(Verdict(file), "unsupported-feature");
}

// Huffman codes take a bit for each coefficient that is not zero, or for the end of many blocks.
TEST(DecodeJpeg, ScansOfNextToNothingAreTooComplex) {
  const auto with_scans = [&](bool arithmetic, int side, int scans) {
    const cv::Mat flat(side, side, CV_8UC3, cv::Scalar(9, 9, 9));
    const File good = MakeJpeg(flat, {.progressive = true, .arithmetic = arithmetic});
    File file = Head(good, good.size() - 2);  // without EOI
    const std::string scan = "\xFF\xDA\0\x08\1\1\0\1\x3F\0"s;
    for (int i = 0; i < scans; ++i) file = file + scan;
    return Verdict(file + "\xFF\xD9");
  };
  EXPECT_EQ(with_scans(true, 2000, 0), "ok");
  EXPECT_EQ(with_scans(true, 2000, 30), "too-complex");
  EXPECT_NE(with_scans(false, 2000, 30), "too-complex");
  EXPECT_EQ(with_scans(false, 4500, 85), "too-complex");
}

TEST(DecodeJpeg, TellsAFailedDownloadFromACutFile) {
  File file = MakeJpeg(Scene(200, 150));
  std::fill(file.begin() + static_cast<std::ptrdiff_t>(file.size() / 2), file.end(), std::byte{0});
  EXPECT_EQ(Verdict(file), "corrupt") << "the right length, zeros at the end";
}

TEST(DecodeJpeg, AJfifSegmentThatContradictsItselfIsNoCutFile) {
  File file = MakeJpeg(Scene());
  EXPECT_EQ(Verdict(Head(file, 12)), "truncated");
  file[4] = file[5] = std::byte{0xFF};
  EXPECT_EQ(Verdict(file), "corrupt") << "its thumbnail is 0x0";
}

TEST(DecodeJpeg, WarnsOfADamagedHeader) {
  const File good = MakeJpeg(Scene());
  const std::size_t table = Find(good, "\xFF\xDB");
  File file = Head(good, table) + "junk";
  file.insert(file.end(), good.begin() + static_cast<std::ptrdiff_t>(table), good.end());
  const auto decoded = Decode(file);
  ASSERT_TRUE(decoded.ok());
  EXPECT_TRUE(decoded->header.warnings.Contains(Warning::kHeaderDamaged));
  EXPECT_EQ(Difference(decoded->image, Decode(good)->image), 0);
}

TEST(ProbeJpeg, NeedsTheWholeHeaderAndNothingElse) {
  const File file = MakeJpeg(Scene());
  const std::size_t scan = Find(file, "\xFF\xDA") + 14;
  const auto codec = FindCodec(file);
  EXPECT_TRUE((*codec)->probe(Head(file, scan), {}).ok());
  const auto less = (*codec)->probe(Head(file, scan - 4), {});
  ASSERT_FALSE(less.ok());
  EXPECT_EQ(less.error().reason, Reason::kTruncated);
}

TEST(DecodeJpeg, AcceptsAMissingEndMarkerWithAWarning) {
  const File file = MakeJpeg(Scene());
  const auto decoded = Decode(Head(file, file.size() - 2));
  ASSERT_TRUE(decoded.ok());
  EXPECT_TRUE(decoded->report.warnings.Contains(Warning::kMissingEoi));
  EXPECT_EQ(Difference(decoded->image, Decode(file)->image), 0);
}

TEST(DecodeJpeg, NoticesTrailingBytes) {
  const auto decoded = Decode(MakeJpeg(Scene()) + "garbage");
  ASSERT_TRUE(decoded.ok());
  EXPECT_TRUE(decoded->report.warnings.Contains(Warning::kTrailingData));
}

TEST(DecodeJpeg, RejectsDamagedScanData) {
  File file = MakeJpeg(Scene(200, 150));
  std::fill(file.begin() + static_cast<std::ptrdiff_t>(file.size() / 2),
            file.begin() + static_cast<std::ptrdiff_t>(file.size() / 2 + 40), std::byte{0x55});
  EXPECT_NE(Verdict(file), "ok");
}

TEST(DecodeJpeg, KeepsClaimsAndBombsFromMemory) {
  File file = MakeJpeg(Scene());
  const std::size_t sof = Find(file, "\xFF\xC0");
  file[sof + 5] = file[sof + 7] = std::byte{0x75};  // 30000 x 30000 in a few hundred bytes
  file[sof + 6] = file[sof + 8] = std::byte{0x30};
  EXPECT_EQ(Verdict(file), "too-large");
}

TEST(JpegMarkers, CountTheDataOfAllScansAndNoPadding) {
  const File file = MakeJpeg(Scene(), {.scan_each = true});
  const std::uint64_t bytes = CodedJpegBytes(file);
  EXPECT_LT(bytes, file.size());
  EXPECT_GT(bytes, file.size() - 1000) << "tables and headers";
  EXPECT_EQ(CodedJpegBytes(file + std::string(1000, '\0')), bytes) << "behind EOI";
  EXPECT_EQ(CodedJpegBytes(WithSegment(file, 0xE5, std::string(1000, '\0'))), bytes);
  const File without_eoi = Head(file, file.size() - 2);
  EXPECT_EQ(CodedJpegBytes(without_eoi + std::string(1000, '\xFF') + "\xFF\xD9"), bytes);
  EXPECT_EQ(CodedJpegBytes(Head(file, file.size() - 12)), bytes - 10) << "cut";
}

TEST(DecodeJpeg, NamesWhatItDoesNotDecode) {
  File file = MakeJpeg(Scene());
  file[Find(file, "\xFF\xC0") + 4] = std::byte{12};  // bits a sample
  EXPECT_EQ(Verdict(file), "unsupported-feature");
}

}  // namespace
}  // namespace fit299::codec
