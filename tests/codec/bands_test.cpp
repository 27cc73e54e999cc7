// A picture that is given out in bands has the very pixels of one that is decoded as a whole.
#include <gtest/gtest.h>

#include <vector>

#include "codec/images.h"

namespace fit299::codec {
namespace {

// Puts them together again.
class Collector : public BandTaker {
 public:
  void Take(const cv::Mat& band) override { bands_.push_back(band.clone()); }

  std::size_t count() const { return bands_.size(); }
  cv::Mat Picture() const {
    cv::Mat picture;
    cv::vconcat(bands_, picture);
    return picture;
  }

 private:
  std::vector<cv::Mat> bands_;
};

DecodeRequest Rgbx() {
  DecodeRequest request;
  request.channels = 4;
  return request;
}

Expected<FitReport, Rejection> DecodeInBands(const File& file, Collector& bands) {
  DecodeRequest request = Rgbx();
  const Codec& codec = **FindCodec(file);
  const auto header = codec.probe(file, request);
  EXPECT_TRUE(GivesBands(*header, request));
  request.bands = &bands;
  cv::Mat image;
  return codec.decode(file, *header, request, image);
}

// The picture, its changes and its warnings.
void ExpectTheSame(const File& file, const std::string& what) {
  SCOPED_TRACE(what);
  Collector bands;
  const auto report = DecodeInBands(file, bands);
  const auto whole = Decode(file, Rgbx());
  ASSERT_TRUE(report.ok());
  ASSERT_TRUE(whole.ok());
  EXPECT_GT(bands.count(), 2U);
  cv::Mat rgb;
  cv::Mat whole_rgb;
  cv::extractChannel(bands.Picture(), rgb, 0);
  for (int c = 0; c < 3; ++c) {
    cv::extractChannel(bands.Picture(), rgb, c);
    cv::extractChannel(whole->image, whole_rgb, c);
    ASSERT_EQ(rgb.size(), whole_rgb.size());
    EXPECT_EQ(cv::norm(rgb, whole_rgb, cv::NORM_INF), 0) << "channel " << c;
  }
  EXPECT_EQ(report->changes, whole->report.changes);
  EXPECT_EQ(report->warnings, whole->report.warnings);
}

// So wide that a band has few of its rows.
const cv::Mat& Wide() {
  static const cv::Mat picture = Scene(5000, 75);
  return picture;
}

TEST(Bands, OfJpegsOfEveryKind) {
  ExpectTheSame(MakeJpeg(Wide()), "baseline");
  ExpectTheSame(MakeJpeg(Wide(), {.progressive = true}), "progressive");
  ExpectTheSame(MakeJpeg(Wide(), {.components = 1}), "gray");
  ExpectTheSame(MakeJpeg(Wide(), {.components = 4}), "CMYK");
  ExpectTheSame(MakeJpeg(Wide()) + "more", "bytes behind the end");
}

File Png(int color_type, int depth, int samples, int value) {
  const std::size_t count = std::size_t{5000} * 75 * static_cast<std::size_t>(samples * depth / 8);
  std::vector<std::uint8_t> bytes(count);
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_high = depth == 8 || i % 2 == 0;
    bytes[i] = static_cast<std::uint8_t>(is_high ? static_cast<int>(i * 7 % 251) * value / 256 : i);
  }
  return MakePng(5000, 75, bytes, {.color_type = color_type, .depth = depth});
}

TEST(Bands, OfPngsOfEveryKind) {
  constexpr int kGray = 0;
  constexpr int kRgb = 2;
  constexpr int kGrayAlpha = 4;
  constexpr int kRgba = 6;
  ExpectTheSame(MakePng(Wide()), "RGB");
  ExpectTheSame(Png(kGray, 8, 1, 256), "gray");
  ExpectTheSame(Png(kGrayAlpha, 8, 2, 256), "gray with alpha, blended");
  ExpectTheSame(Png(kRgba, 8, 4, 256), "RGBA, blended");
  ExpectTheSame(Png(kRgb, 16, 3, 256), "16 bits");
  ExpectTheSame(Png(kRgb, 16, 3, 10), "16 bits, nearly black");
}

TEST(Bands, DamageIsStillARejection) {
  for (const File& file : {MakeJpeg(Wide()), MakePng(Wide())}) {
    Collector bands;
    const auto report = DecodeInBands(Head(file, file.size() / 2), bands);
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().reason, Reason::kTruncated);
  }
}

TEST(Bands, AreNotForWhatConcernsAWholePicture) {
  const DecodeRequest request = Rgbx();
  const auto gives = [&](const File& file, const DecodeRequest& wanted) {
    return GivesBands(*(*FindCodec(file))->probe(file, wanted), wanted);
  };
  const File turned =
      WithSegment(MakeJpeg(Scene()), 0xE1, "Exif" + std::string(2, '\0') + ExifBlock(6));
  EXPECT_FALSE(gives(turned, request));
  DecodeRequest as_stored = request;
  as_stored.orientation = Orientation::kIgnore;
  EXPECT_TRUE(gives(turned, as_stored));
  DecodeRequest salvage = request;
  salvage.salvage = true;
  EXPECT_FALSE(gives(MakeJpeg(Scene()), salvage));
  EXPECT_FALSE(gives(MakeWebp(Scene(), true), request));
}

TEST(Bands, AHeaderTellsWhatDecodingTakes) {
  const auto working = [](const File& file) { return Decode(file, Rgbx())->header.working_bytes; };
  EXPECT_EQ(working(MakeJpeg(Scene(64, 64))), 0U);
  EXPECT_GE(working(MakeJpeg(Scene(64, 64), {.progressive = true})), 64U * 64 * 2 * 3 / 2);
  EXPECT_LE(working(MakeJpeg(Scene(64, 64), {.progressive = true})), 64U * 64 * 2 * 3);
  EXPECT_EQ(working(MakePng(Scene(64, 64))), 0U);
}

}  // namespace
}  // namespace fit299::codec
