// Profiles in the rarer formats. In the one used here, red and blue have changed places.
#include <gtest/gtest.h>

#include <string>

#include "codec/icc_convert.h"
#include "codec/profiles.h"
#include "foreign/files.h"

namespace fit299::foreign {
namespace {

using codec::SwappedProfile;
using namespace std::string_literals;

class Profile : public testing::Test {
 protected:
  codec::DecodeRequest Converting() {
    codec::DecodeRequest request;
    request.colors = &colors_;
    return request;
  }

  // Its only pixel is red as stored, and blue by the profile.
  void ExpectBlue(std::string_view format, const File& file, const std::string& codes) {
    EXPECT_EQ(Pixels(format, file), "255 0 0");
    EXPECT_EQ(Verdict(format, file), "ok" + codes + " icc-ignored");
    const auto converted = Decode(format, file, Converting());
    ASSERT_TRUE(converted.ok());
    const auto pixel = converted->image.at<cv::Vec3b>(0, 0);
    EXPECT_LE(pixel[0], 2);
    EXPECT_GE(pixel[2], 253);
    EXPECT_EQ(Verdict(format, file, Converting()), "ok" + codes + " icc-converted");
  }

  codec::ColorConverter colors_;
};

// A GIF of one pixel, with a profile in its application extension.
File MakeGif(const std::string& profile, const std::string& pixels) {
  std::string file = "GIF89a" + U16(1) + U16(1) + "\x80\0\0\xFF\0\0\0\0\xFF"s;
  file += "\x21\xFF\x0BICCRGBG1012";
  for (std::size_t at = 0; at < profile.size(); at += 255) {
    const std::string block = profile.substr(at, 255);
    file += static_cast<char>(block.size()) + block;
  }
  return ToFile(file + "\0"s + "," + U16(0) + U16(0) + U16(1) + U16(1) + "\0"s + pixels + ";");
}

// A BMP of one red pixel with a header of version 5.
File MakeBmp(const std::string& space, const std::string& profile) {
  const std::string pixel = "\0\0\xFF\0"s;
  const std::string info = U32(124) + U32(1) + U32(1) + U16(1) + U16(24) + U32(0) + U32(0) +
                           U32(0) + U32(0) + U32(0) + U32(0) + std::string(16, '\0') + space +
                           std::string(52, '\0') + U32(124 + 4) +
                           U32(static_cast<std::uint32_t>(profile.size())) + U32(0);
  const auto size = static_cast<std::uint32_t>(14 + info.size() + pixel.size() + profile.size());
  return ToFile("BM" + U32(size) + U32(0) + U32(14 + 124) + info + pixel + profile);
}

TEST_F(Profile, OfGifIsApplied) {
  // LZW of two bits: clear, 0, end.
  ExpectBlue("gif", MakeGif(SwappedProfile(), "\2\2\x44\1\0"s), " palette-expanded");
}

TEST_F(Profile, OfBmpIsAppliedWhereItIsInTheFile) {
  ExpectBlue("bmp", MakeBmp("DEBM", SwappedProfile()), "");
  // A name of another file is no profile, and that nothing is done about it is said.
  EXPECT_EQ(Verdict("bmp", MakeBmp("KNIL", "profile.icc"), Converting()), "ok icc-ignored");
  // Cut off, it cannot be used.
  File cut = MakeBmp("DEBM", SwappedProfile());
  cut.resize(cut.size() - 100);
  EXPECT_EQ(Verdict("bmp", cut, Converting()), "ok icc-ignored");
  EXPECT_EQ(Pixels("bmp", cut, Converting()), "255 0 0");
}

TEST_F(Profile, OfTiffIsAppliedBeforeAlpha) {
  // One pixel of RGBA, half transparent: a directory of eleven entries behind a header of 8 bytes.
  const std::string profile = SwappedProfile();
  const std::size_t data = 8 + 2 + 11 * 12 + 4;
  const auto entry = [](unsigned tag, unsigned type, std::size_t count, std::size_t value) {
    return U16(tag) + U16(type) + U32(static_cast<std::uint32_t>(count)) +
           U32(static_cast<std::uint32_t>(value));
  };
  const std::string file = "II*\0"s + U32(8) + U16(11) + entry(256, 3, 1, 1) + entry(257, 3, 1, 1) +
                           entry(258, 3, 4, data) + entry(259, 3, 1, 1) + entry(262, 3, 1, 2) +
                           entry(273, 4, 1, data + 8) + entry(277, 3, 1, 4) + entry(278, 3, 1, 1) +
                           entry(279, 4, 1, 4) + entry(338, 3, 1, 2) +
                           entry(34675, 7, profile.size(), data + 12) + U32(0) + U16(8) + U16(8) +
                           U16(8) + U16(8) + "\xFF\0\0\x80"s + profile;
  EXPECT_EQ(Pixels("tiff", ToFile(file)), "255 127 127");
  EXPECT_EQ(Pixels("tiff", ToFile(file), Converting()), "127 127 255");
  EXPECT_EQ(Verdict("tiff", ToFile(file), Converting()), "ok alpha-blended icc-converted");
  codec::DecodeRequest drop = Converting();
  drop.alpha = Alpha::kDrop;
  EXPECT_EQ(Pixels("tiff", ToFile(file), drop), "0 0 255");
}

TEST_F(Profile, ThatIsDamagedIsIgnoredAndCounted) {
  std::string damaged = SwappedProfile();
  damaged.resize(damaged.size() / 2);
  const File file = MakeBmp("DEBM", damaged);
  EXPECT_EQ(Pixels("bmp", file, Converting()), "255 0 0");
  EXPECT_EQ(Verdict("bmp", file, Converting()), "ok icc-ignored");
}

}  // namespace
}  // namespace fit299::foreign
