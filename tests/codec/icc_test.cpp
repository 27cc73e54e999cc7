// Profiles that make the answer plain: in one, red and blue have changed places.
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "codec/icc_convert.h"
#include "codec/images.h"
#include "codec/profiles.h"

namespace fit299::codec {
namespace {

using namespace std::string_literals;

std::string Piece(const std::string& profile, char number, char count) {
  return "ICC_PROFILE\0"s + number + count + profile;
}

class IccTest : public testing::Test {
 protected:
  DecodeRequest Converting() {
    DecodeRequest request;
    request.colors = &colors_;
    return request;
  }

  // The colour of the only pixel that matters, and what the record says.
  void ExpectBlue(const File& file) {
    const auto decoded = Decode(file, Converting());
    ASSERT_TRUE(decoded.ok()) << decoded.error().detail;
    EXPECT_GT(decoded->image.at<cv::Vec3b>(0, 0)[2], 240);
    EXPECT_TRUE(decoded->report.changes.Contains(Change::kIccConverted));
    EXPECT_FALSE(decoded->header.warnings.Contains(Warning::kIccIgnored));
    const auto ignored = Decode(file);
    EXPECT_GT(ignored->image.at<cv::Vec3b>(0, 0)[0], 240);
    EXPECT_TRUE(ignored->header.warnings.Contains(Warning::kIccIgnored));
    EXPECT_FALSE(ignored->report.changes.Contains(Change::kIccConverted));
  }

  ColorConverter colors_;
};

TEST_F(IccTest, ConvertsJpegWhoseProfileIsInPieces) {
  const std::string profile = SwappedProfile();
  const std::string head = profile.substr(0, 200);
  const std::string tail = profile.substr(200);
  const File jpeg = MakeJpeg(Plain(16, 16, 255, 0, 0));
  ExpectBlue(WithSegment(jpeg, 0xE2, Piece(profile, 1, 1)));
  // The pieces may come in any order; the one put in last stands first.
  ExpectBlue(WithSegment(WithSegment(jpeg, 0xE2, Piece(head, 1, 2)), 0xE2, Piece(tail, 2, 2)));
}

TEST_F(IccTest, ConvertsPngBeforeItBlends) {
  PngOptions options;
  options.profile = SwappedProfile();
  ExpectBlue(MakePng(1, 1, {255, 0, 0}, options));
  options.color_type = 6;
  ExpectBlue(MakePng(1, 1, {255, 0, 0, 255}, options));
  // The background is sRGB already.
  DecodeRequest request = Converting();
  request.background = {255, 0, 0};
  const auto blended = Decode(MakePng(1, 1, {255, 0, 0, 0}, options), request);
  EXPECT_EQ(blended->image.at<cv::Vec3b>(0, 0), cv::Vec3b(255, 0, 0));
}

TEST_F(IccTest, ConvertsSixteenBits) {
  PngOptions options;
  options.profile = SwappedProfile();
  options.depth = 16;
  DecodeRequest request = Converting();
  request.depth16 = Depth16::kKeep;
  request.alpha = Alpha::kDrop;
  const auto decoded = Decode(MakePng(1, 1, {255, 255, 0, 0, 0, 0}, options), request);
  ASSERT_TRUE(decoded.ok());
  ASSERT_EQ(decoded->image.depth(), CV_16U);
  EXPECT_GT(decoded->image.at<cv::Vec3w>(0, 0)[2], 240 * 257);
}

TEST_F(IccTest, ConvertsGrayByItsOwnProfile) {
  PngOptions options;
  options.color_type = 0;
  options.profile = LinearGrayProfile();
  const auto decoded = Decode(MakePng(1, 1, {55}, options), Converting());
  ASSERT_TRUE(decoded.ok());
  // sRGB of 55 / 255 of the light: 1.055 * 0.2157^(1 / 2.4) - 0.055 = 0.502, 128.
  const cv::Vec3b pixel = decoded->image.at<cv::Vec3b>(0, 0);
  EXPECT_NEAR(pixel[0], 128, 1);
  EXPECT_NEAR(pixel[1], 128, 1);
  EXPECT_NEAR(pixel[2], 128, 1);
}

TEST_F(IccTest, AProfileThatCannotBeUsedIsCounted) {
  const std::string damaged = SwappedProfile().substr(0, 150);
  for (const std::string& profile : {damaged, LinearGrayProfile(), "no profile at all"s}) {
    const File jpeg = WithSegment(MakeJpeg(Plain(16, 16, 255, 0, 0)), 0xE2, Piece(profile, 1, 1));
    const auto decoded = Decode(jpeg, Converting());
    ASSERT_TRUE(decoded.ok());
    EXPECT_TRUE(decoded->report.warnings.Contains(Warning::kIccIgnored));
    EXPECT_FALSE(decoded->report.changes.Contains(Change::kIccConverted));
    EXPECT_GT(decoded->image.at<cv::Vec3b>(0, 0)[0], 240);
  }
}

// Found by fuzzing: Little CMS hands on a number that its enumeration does not have.
TEST_F(IccTest, ASpaceThatNobodyKnowsIsNone) {
  std::string profile = SwappedProfile();
  profile.replace(16, 4, "\xB5RAY");
  EXPECT_FALSE(colors_.Use(std::as_bytes(std::span(profile)), Inks::kRgb, 1, 3));
}

// 711 bytes made Little CMS work for 19 seconds: 32,000 elements that all were one matrix.
TEST_F(IccTest, AChainOfElementsIsNotFollowed) {
  std::string profile = SwappedProfile();
  const auto use = [&] { return colors_.Use(std::as_bytes(std::span(profile)), Inks::kRgb, 1, 3); };
  EXPECT_TRUE(use());
  const std::size_t description = profile.find("mluc");
  ASSERT_NE(description, std::string::npos);
  profile.replace(description, 4, "mpet");
  EXPECT_FALSE(use());
}

TEST_F(IccTest, KeepsApartWhatFollowsOneAnother) {
  PngOptions options;
  options.profile = SwappedProfile();
  const File swapped = MakePng(1, 1, {255, 0, 0}, options);
  options.profile = LinearGrayProfile();
  options.color_type = 0;
  const File gray = MakePng(1, 1, {55}, options);
  for (int i = 0; i < 3; ++i) {
    ExpectBlue(swapped);
    EXPECT_NEAR(Decode(gray, Converting())->image.at<cv::Vec3b>(0, 0)[1], 128, 1);
  }
}

}  // namespace
}  // namespace fit299::codec
