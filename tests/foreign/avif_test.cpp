#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "foreign/files.h"

// libdav1d loses some bytes for each damaged picture; fit299-decode, which uses it, starts anew
// often enough. Read by LeakSanitizer.
extern "C" const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() { return "leak:libdav1d"; }

namespace fit299::foreign {
namespace {

TEST(Avif, GivesItsColours) {
  const auto decoded = Decode("avif", Load("rgb.avif"));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded->header.format, "avif");
  EXPECT_EQ(decoded->header.size, cv::Size(16, 16));
  ExpectColor(decoded->image, 2, 2, {200, 100, 50});
  ExpectColor(decoded->image, 13, 13, {20, 100, 50});
  EXPECT_EQ(Verdict("avif", Load("rgb.avif")), "ok");
}

// Pillow 13.0 (libavif 1.4.2, libyuv 1924), and OpenCV 5.0, which give the same.
TEST(Avif, ColoursOfHalfTheSizeAreBroughtToFullSizeAsPillowDoes) {
  EXPECT_EQ(Pixels("avif", Load("chroma_420.avif")),
            "176 54 40, 141 70 60, 107 142 138, 13 99 98 / "
            "153 60 50, 138 76 71, 131 134 141, 46 79 94 / "
            "34 1 0, 255 235 244, 109 48 81, 196 126 171");
  EXPECT_EQ(Pixels("avif", Load("gray_limited.avif")),
            "88 88 88, 87 87 87, 135 135 135, 72 72 72 / "
            "87 87 87, 94 94 94, 135 135 135, 73 73 73 / "
            "10 10 10, 250 250 250, 68 68 68, 151 151 151");
  EXPECT_EQ(Verdict("avif", Load("gray_limited.avif")), "ok gray-replicated");
}

// More rows than are converted at a time. Likewise Pillow 13.0.
TEST(Avif, WhereBandsMeetColoursComeFromBothOfThem) {
  const auto decoded = Decode("avif", Load("tall_420.avif"));
  ASSERT_TRUE(decoded.ok());
  ASSERT_EQ(decoded->image.size(), cv::Size(5, 135));
  std::uint64_t hash = 0xCBF29CE484222325;  // FNV-1a
  for (int y = 0; y < decoded->image.rows; ++y) {
    for (int i = 0; i < decoded->image.cols * 3; ++i) {
      hash = (hash ^ decoded->image.ptr(y)[i]) * 0x100000001B3;
    }
  }
  EXPECT_EQ(hash, 0x5DF91290685DC996);
}

TEST(Avif, ItsOwnRotationCountsAndForOpenCvItsExif) {
  codec::DecodeRequest request;
  const auto orientation = [&](Reader reader) {
    request.reader = reader;
    const auto decoded = Decode("avif", Load("turned.avif"), request);
    return decoded ? decoded->header.orientation : 0;
  };
  EXPECT_EQ(orientation(Reader::kStandard), 6);
  EXPECT_EQ(orientation(Reader::kPillow), 6);
  EXPECT_EQ(orientation(Reader::kOpenCv), 3);
  EXPECT_EQ(Decode("avif", Load("turned.avif"))->image.size(), cv::Size(3, 4));
  request.orientation = Orientation::kIgnore;
  EXPECT_EQ(Decode("avif", Load("turned.avif"), request)->image.size(), cv::Size(4, 3));
}

TEST(Avif, OpenCvTakesGrayOfLimitedRangeForFull) {
  codec::DecodeRequest request;
  request.reader = Reader::kOpenCv;
  EXPECT_EQ(Verdict("avif", Load("gray_limited.avif"), request), "unsupported-feature");
}

TEST(Avif, AlphaIsBlendedOrDropped) {
  const auto blended = Decode("avif", Load("alpha.avif"));
  ASSERT_TRUE(blended.ok());
  ExpectColor(blended->image, 2, 2, {200, 100, 50});
  ExpectColor(blended->image, 2, 13, {255, 255, 255});
  EXPECT_EQ(Verdict("avif", Load("alpha.avif")), "ok alpha-blended");
  codec::DecodeRequest request;
  request.alpha = Alpha::kDrop;
  const auto dropped = Decode("avif", Load("alpha.avif"), request);
  ASSERT_TRUE(dropped.ok());
  ExpectColor(dropped->image, 2, 13, {200, 100, 50});
  EXPECT_EQ(Verdict("avif", Load("alpha.avif"), request), "ok alpha-dropped");
}

TEST(Avif, TenBitsAreReducedOrKept) {
  const auto reduced = Decode("avif", Load("ten_bits.avif"));
  ASSERT_TRUE(reduced.ok());
  EXPECT_EQ(reduced->header.depth, 10);
  ExpectColor(reduced->image, 2, 2, {200, 100, 50});
  EXPECT_EQ(Verdict("avif", Load("ten_bits.avif")), "ok depth-reduced");
  codec::DecodeRequest request;
  request.depth16 = Depth16::kKeep;
  const auto kept = Decode("avif", Load("ten_bits.avif"), request);
  ASSERT_TRUE(kept.ok());
  ASSERT_EQ(kept->image.type(), CV_16UC3);
  EXPECT_NEAR(kept->image.at<cv::Vec3w>(2, 2)[0], 200 * 257, 4 * 257);
  EXPECT_EQ(Verdict("avif", Load("ten_bits.avif"), request), "ok");
}

TEST(Avif, DamageIsARejection) {
  File file = Load("rgb.avif");
  EXPECT_EQ(AcceptedPrefixes("avif", file, 0), 0);
  EXPECT_EQ(Verdict("avif", Head(file, file.size() - 1)), "truncated");
  EXPECT_EQ(Verdict("avif", Head(file, 60)), "truncated");
  file.push_back(std::byte{1});
  EXPECT_EQ(Verdict("avif", file), "ok trailing-data");
}

TEST(Avif, WhatComesBehindAllDataIsNoTruncation) {
  const File file = Load("rgb.avif");
  const auto with = [&](const std::string& tail) {
    File longer = file;
    const File more = ToFile(tail);
    longer.insert(longer.end(), more.begin(), more.end());
    return longer;
  };
  using namespace std::string_literals;
  EXPECT_EQ(Verdict("avif", with("garbage!garbage!")), "ok trailing-data") << "a box of 1.7 GB";
  EXPECT_EQ(Verdict("avif", with(std::string(40, '\0'))), "ok trailing-data");
  EXPECT_EQ(Verdict("avif", with(BoxOf("free", "abc"))), "ok");
  EXPECT_EQ(Verdict("avif", with("\0\0\1\0mdatabc"s)), "ok trailing-data") << "nothing is there";
}

TEST(Avif, CountsTheDataOfThePictureAndItsAlpha) {
  for (const char* const name : {"rgb.avif", "alpha.avif"}) {
    File file = Load(name);
    const std::string text(reinterpret_cast<const char*>(file.data()), file.size());
    const std::uint64_t data = file.size() - text.find("mdat") - 4;
    EXPECT_EQ(Decode("avif", file)->header.coded_bytes, data) << name;
    file = ToFile(text + BoxOf("free", std::string(1000, '\0')));
    EXPECT_EQ(Decode("avif", file)->header.coded_bytes, data) << name;
  }
}

TEST(Avif, NoByteGoesUnchecked) { ExpectSaneMutants("avif", Load("alpha.avif")); }

}  // namespace
}  // namespace fit299::foreign
