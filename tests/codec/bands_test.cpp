// A picture that is given out in bands has the very pixels of one that is decoded as a whole.
#include <gtest/gtest.h>

#include <chrono>
#include <opencv2/core.hpp>
#include <vector>

#include "codec/icc_convert.h"
#include "codec/images.h"
#include "codec/profiles.h"

namespace fit299::codec {
namespace {

// Puts them together again.
class Collector : public BandTaker {
 public:
  void Take(const cv::Mat& band, cv::Point at) override {
    EXPECT_TRUE(bands_.empty() || at == cv::Point(corner_.x, next_row_));
    if (bands_.empty()) corner_ = at;
    next_row_ = at.y + band.rows;
    bands_.push_back(band.clone());
  }

  std::size_t count() const { return bands_.size(); }
  cv::Point corner() const { return corner_; }
  cv::Mat Picture() const {
    cv::Mat picture;
    cv::vconcat(bands_, picture);
    return picture;
  }

 private:
  std::vector<cv::Mat> bands_;
  cv::Point corner_;
  int next_row_ = 0;
};

Expected<FitReport, Rejection> DecodeInBands(const File& file, Collector& bands,
                                             cv::Rect wanted = {}, DecodeRequest request = {}) {
  request.wanted = wanted;
  const Codec& codec = **FindCodec(file);
  const auto header = codec.probe(file, request);
  EXPECT_TRUE(header->in_rows);
  request.bands = &bands;
  cv::Mat image;
  return codec.decode(file, *header, request, image);
}

// The picture, its changes and its warnings.
void ExpectTheSame(const File& file, const std::string& what, const DecodeRequest& request = {}) {
  SCOPED_TRACE(what);
  Collector bands;
  const auto report = DecodeInBands(file, bands, {}, request);
  const auto whole = Decode(file, request);
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
  DecodeRequest clipping;
  clipping.depth16 = Depth16::kClipGray;
  ExpectTheSame(Png(kGray, 16, 1, 2), "16-bit gray, cut off", clipping);
}

File WithProfile(const File& jpeg, const std::string& profile) {
  return WithSegment(jpeg, 0xE2, "ICC_PROFILE" + std::string(1, '\0') + "\1\1" + profile);
}

File Png(int color_type, int depth, int samples, const std::string& profile) {
  std::vector<std::uint8_t> bytes(std::size_t{5000} * 75 *
                                  static_cast<std::size_t>(samples * depth / 8));
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 7 % 251);
  return MakePng(5000, 75, bytes, {.color_type = color_type, .depth = depth, .profile = profile});
}

// Of all kinds, each with a profile of its own.
struct Profiled {
  std::string what;
  File file;
};
std::vector<Profiled> ProfiledPictures() {
  const File adobe_cmyk = MakeJpeg(Wide(), {.components = 4});
  return {{"JPEG", WithProfile(MakeJpeg(Wide()), SwappedProfile())},
          {"progressive", WithProfile(MakeJpeg(Wide(), {.progressive = true}), SwappedProfile())},
          {"gray JPEG", WithProfile(MakeJpeg(Wide(), {.components = 1}), LinearGrayProfile())},
          {"CMYK", WithProfile(adobe_cmyk, CyanProfile())},
          {"PNG", Png(2, 8, 3, SwappedProfile())},
          {"gray PNG", Png(0, 8, 1, LinearGrayProfile())},
          {"gray PNG with alpha", Png(4, 8, 2, LinearGrayProfile())},
          {"RGBA", Png(6, 8, 4, SwappedProfile())},
          {"PNG of 16 bits", Png(2, 16, 3, SwappedProfile())}};
}

TEST(Bands, HaveTheirColoursConverted) {
  ColorConverter colors;
  DecodeRequest request;
  request.colors = &colors;
  for (const auto& [what, file] : ProfiledPictures()) {
    ExpectTheSame(file, what, request);
    Collector bands;
    const auto report = DecodeInBands(file, bands, {}, request);
    ASSERT_TRUE(report.ok()) << what;
    EXPECT_TRUE(report->changes.Contains(Change::kIccConverted)) << what;
    EXPECT_GT(Difference(bands.Picture(), Decode(file)->image), 10) << what;
  }
}

TEST(Bands, OfAProfileThatCannotBeUsedAreAsWithoutIt) {
  ColorConverter colors;
  DecodeRequest request;
  request.colors = &colors;
  const File file = WithProfile(MakeJpeg(Wide()), SwappedProfile().substr(0, 200));
  ExpectTheSame(file, "damaged", request);
  Collector bands;
  const auto report = DecodeInBands(file, bands, {}, request);
  EXPECT_TRUE(report->warnings.Contains(Warning::kIccIgnored));
  EXPECT_EQ(Difference(bands.Picture(), Decode(file)->image), 0);
}

// A wrong marker in the middle of a scan ends it for libjpeg, a cut file lacks its end: whatever is
// missing, the bands have what the whole has in its place.
TEST(Bands, OfDamagedPicturesAreSalvagedAsTheWhole) {
  ColorConverter colors;
  std::vector<Profiled> pictures = ProfiledPictures();
  pictures.push_back({"restart markers", MakeJpeg(Wide(), {.restart_rows = 1})});
  for (const auto& [what, file] : pictures) {
    for (ColorConverter* const converter : {static_cast<ColorConverter*>(nullptr), &colors}) {
      DecodeRequest request;
      request.salvage = true;
      request.colors = converter;
      const std::string text = what + (converter != nullptr ? ", converted" : "");
      ExpectTheSame(Head(file, file.size() / 2), text + ", cut", request);
      File odd = file;
      std::fill_n(odd.begin() + static_cast<std::ptrdiff_t>(odd.size() / 2), 40, std::byte{0x5A});
      ExpectTheSame(odd, text + ", damaged", request);
      Collector bands;
      const auto report = DecodeInBands(Head(file, file.size() / 2), bands, {}, request);
      ASSERT_TRUE(report.ok()) << text;
      EXPECT_TRUE(report->warnings.Contains(Warning::kPixelsDamaged)) << text;
    }
  }
}

// What is wanted does not matter then: the damage may begin anywhere.
TEST(Bands, OfDamagedPicturesAreSalvagedWhereOnlyAPartIsWanted) {
  DecodeRequest request;
  request.salvage = true;
  const File good = MakeJpeg(Wide());
  const File file = Head(good, good.size() / 2);
  Collector bands;
  ASSERT_TRUE(DecodeInBands(file, bands, {100, 20, 30, 50}, request).ok());
  EXPECT_EQ(Difference(bands.Picture(), Decode(file, request)->image), 0);
}

TEST(Bands, DamageIsStillARejection) {
  for (const File& file : {MakeJpeg(Wide()), MakePng(Wide())}) {
    Collector bands;
    const auto report = DecodeInBands(Head(file, file.size() / 2), bands);
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().reason, Reason::kTruncated);
  }
}

// Sides that are no multiple of an MCU; detail down to the pixel, so that no neighbour is right by
// chance.
cv::Mat Detailed(int width, int height) {
  cv::Mat rgb(height, width, CV_8UC3);
  cv::RNG random(1);
  random.fill(rgb, cv::RNG::UNIFORM, 0, 256);
  return rgb;
}

void ExpectSamePart(const File& file, const cv::Mat& whole, cv::Rect wanted,
                    const DecodeRequest& request = {}) {
  Collector bands;
  const auto report = DecodeInBands(file, bands, wanted, request);
  ASSERT_TRUE(report.ok()) << wanted;
  EXPECT_TRUE(report->warnings.empty()) << "the rest is read to its end: " << wanted;
  const cv::Mat picture = bands.Picture();
  const cv::Rect there(bands.corner(), picture.size());
  ASSERT_EQ(there & wanted, wanted) << "it came as " << there;
  EXPECT_EQ(cv::norm(picture(wanted - there.tl()), whole(wanted), cv::NORM_INF), 0) << wanted;
}

// Each is h x v of Y, then of Cb and Cr.
const std::vector<std::vector<cv::Size>> kSamplings = {
    {{1, 1}, {1, 1}, {1, 1}}, {{2, 1}, {1, 1}, {1, 1}}, {{2, 2}, {1, 1}, {1, 1}},
    {{1, 2}, {1, 1}, {1, 1}}, {{4, 1}, {1, 1}, {1, 1}}, {{4, 2}, {1, 1}, {1, 1}},
    {{1, 4}, {1, 1}, {1, 1}}, {{2, 2}, {2, 1}, {2, 1}}, {{2, 2}, {1, 2}, {1, 2}},
    {{3, 1}, {1, 1}, {1, 1}}, {{2, 4}, {1, 1}, {1, 1}}, {{2, 2}, {2, 2}, {1, 1}}};

std::string TextOf(const std::vector<cv::Size>& sampling) {
  std::string text;
  for (const cv::Size& size : sampling) {
    text += std::to_string(size.width) + "x" + std::to_string(size.height) + " ";
  }
  return text;
}

// Corners, edges, and parts anywhere.
void ExpectSameParts(const JpegOptions& options, const DecodeRequest& request, int parts,
                     const std::string& what) {
  SCOPED_TRACE(what);
  const File file = MakeJpeg(Detailed(333, 301), options);
  const auto whole = Decode(file, request);
  ASSERT_TRUE(whole.ok());
  const cv::Size size = whole->image.size();
  ExpectSamePart(file, whole->image, {0, 0, size.width, size.height}, request);
  ExpectSamePart(file, whole->image, {0, 0, 1, 1}, request);
  ExpectSamePart(file, whole->image, {size.width - 1, size.height - 1, 1, 1}, request);
  ExpectSamePart(file, whole->image, {0, size.height - 2, size.width, 2}, request);
  cv::RNG random(7);
  for (int i = 0; i < parts; ++i) {
    const cv::Point corner(random.uniform(0, size.width), random.uniform(0, size.height));
    const cv::Size part(random.uniform(0, size.width - corner.x) + 1,
                        random.uniform(0, size.height - corner.y) + 1);
    ExpectSamePart(file, whole->image, {corner, part}, request);
  }
}

// All ways of coding, too.
void ExpectSamePartsOfAllKinds(const DecodeRequest& request, int parts) {
  for (const auto& sampling : kSamplings) {
    const std::string text = TextOf(sampling);
    ExpectSameParts({.sampling = sampling}, request, parts, text);
    ExpectSameParts({.progressive = true, .sampling = sampling}, request, parts,
                    text + "progressive");
  }
  ExpectSameParts({.components = 1}, request, parts, "gray");
  ExpectSameParts({.components = 4}, request, parts, "CMYK");
  ExpectSameParts({.restart_rows = 1}, request, parts, "restart markers");
  ExpectSameParts({.scan_each = true}, request, parts, "a scan for each component");
  ExpectSameParts({.arithmetic = true}, request, parts, "arithmetic coding");
}

TEST(Parts, OfJpegsAreThePixelsOfTheWhole) { ExpectSamePartsOfAllKinds({}, 60); }

TEST(Parts, OfJpegsAreThePixelsOfTheWholeWithPlainUpsampling) {
  DecodeRequest request = {};
  request.upsampling = Upsampling::kPlain;
  ExpectSamePartsOfAllKinds(request, 20);
  request.dct = Dct::kFast;
  ExpectSamePartsOfAllKinds(request, 5);
}

TEST(Parts, OfShrunkJpegsAreThePixelsOfTheWhole) {
  for (const Upsampling upsampling : {Upsampling::kFancy, Upsampling::kPlain}) {
    DecodeRequest request = {};
    request.upsampling = upsampling;
    for (const int shrink : {2, 4, 8}) {
      SCOPED_TRACE(shrink);
      request.shrink = shrink;
      ExpectSamePartsOfAllKinds(request, 2);
    }
  }
}

TEST(Parts, LeaveOutMostOfTheRest) {
  Collector bands;
  ASSERT_TRUE(DecodeInBands(MakeJpeg(Detailed(640, 480)), bands, {320, 240, 8, 8}).ok());
  EXPECT_LE(bands.Picture().cols, 64);
  EXPECT_LE(bands.Picture().rows, 48);
}

TEST(Parts, OfPngsAreWithinTheirBands) {
  const cv::Mat picture = Detailed(333, 301);
  const File file = MakePng(picture);
  ExpectSamePart(file, Decode(file)->image, {100, 200, 50, 60});
}

// Wherever the damage lies, above, beside or below what is wanted, it is found as in the whole.
TEST(Parts, FindTheDamageOfTheRest) {
  const File good = MakeJpeg(Detailed(640, 480), {.restart_rows = 1});
  for (std::size_t at = good.size() / 12; at < good.size(); at += good.size() / 24) {
    File file = good;
    // A marker where none may stand.
    file[at] = std::byte{0xFF};
    file[at + 1] = std::byte{0xC4};
    const auto whole = Decode(file);
    Collector bands;
    const auto part = DecodeInBands(file, bands, {300, 230, 20, 20});
    ASSERT_FALSE(whole.ok()) << at;
    ASSERT_FALSE(part.ok()) << at << " of " << good.size();
    EXPECT_EQ(part.error().reason, whole.error().reason) << at;
    DecodeRequest shrunk;
    shrunk.shrink = 8;
    Collector small;
    const auto small_part = DecodeInBands(file, small, {37, 28, 3, 3}, shrunk);
    ASSERT_FALSE(small_part.ok()) << at << " of " << good.size() << ", shrunk";
    EXPECT_EQ(small_part.error().reason, whole.error().reason) << at << ", shrunk";
  }
  for (std::size_t size = good.size() / 8; size < good.size() - 2; size += good.size() / 16) {
    Collector bands;
    const auto part = DecodeInBands(Head(good, size), bands, {300, 230, 20, 20});
    ASSERT_FALSE(part.ok()) << size << " of " << good.size();
    EXPECT_EQ(part.error().reason, Reason::kTruncated) << size;
  }
}

TEST(Parts, StopWhenTimeIsOver) {
  const File file = MakeJpeg(Detailed(640, 480));
  DecodeRequest request = {};
  const Codec& codec = **FindCodec(file);
  Collector bands;
  request.bands = &bands;
  request.wanted = {300, 400, 20, 20};
  request.deadline = std::chrono::steady_clock::time_point::min();
  cv::Mat image;
  const auto report = codec.decode(file, *codec.probe(file, request), request, image);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().reason, Reason::kTooComplex);
}

TEST(Bands, AreNotForWhatIsDecodedAsAWhole) {
  DecodeRequest request = {};
  const auto gives = [](const File& file, const DecodeRequest& wanted) {
    return (*FindCodec(file))->probe(file, wanted)->in_rows;
  };
  const File turned =
      WithSegment(MakeJpeg(Scene()), 0xE1, "Exif" + std::string(2, '\0') + ExifBlock(6));
  EXPECT_TRUE(gives(turned, request)) << "they come as they are stored";
  EXPECT_FALSE(gives(MakeWebp(Scene(), true), request));
  const File wide = MakePng(1, 1, {1, 2, 3, 4, 5, 6}, {.depth = 16});
  EXPECT_TRUE(gives(wide, request));
  request.depth16 = Depth16::kKeep;
  EXPECT_FALSE(gives(wide, request));
}

TEST(Bands, AHeaderTellsWhatDecodingTakes) {
  const auto working = [](const File& file) { return Decode(file)->header.working_bytes; };
  EXPECT_EQ(working(MakeJpeg(Scene(64, 64))), 0U);
  EXPECT_GE(working(MakeJpeg(Scene(64, 64), {.progressive = true})), 64U * 64 * 2 * 3 / 2);
  EXPECT_LE(working(MakeJpeg(Scene(64, 64), {.progressive = true})), 64U * 64 * 2 * 3);
  EXPECT_EQ(working(MakePng(Scene(64, 64))), 0U);
}

}  // namespace
}  // namespace fit299::codec
