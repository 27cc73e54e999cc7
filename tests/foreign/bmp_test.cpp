#include <gtest/gtest.h>

#include <string>

#include "foreign/files.h"

namespace fit299::foreign {
namespace {

using namespace std::string_literals;

struct Bmp {
  int width = 2;
  int height = 1;
  unsigned bits = 24;
  unsigned compression = 0;
  unsigned colors = 0;
  std::string palette = {};  // or bit masks behind a header of 40 bytes
  std::string pixels = {};
  std::string more_header = {};  // what a header has beyond 40 bytes
};

File MakeBmp(const Bmp& bmp) {
  const std::string info = U32(static_cast<unsigned>(40 + bmp.more_header.size())) +
                           U32(static_cast<unsigned>(bmp.width)) +
                           U32(static_cast<unsigned>(bmp.height)) + U16(1) + U16(bmp.bits) +
                           U32(bmp.compression) + U32(0) + U32(0) + U32(0) + U32(bmp.colors) +
                           U32(0) + bmp.more_header;
  const auto offset = static_cast<unsigned>(14 + info.size() + bmp.palette.size());
  const auto size = static_cast<unsigned>(offset + bmp.pixels.size());
  return ToFile("BM" + U32(size) + U32(0) + U32(offset) + info + bmp.palette + bmp.pixels);
}

std::string Masks(unsigned r, unsigned g, unsigned b) { return U32(r) + U32(g) + U32(b); }

const std::string kRedBlue = "\0\0\xFF\0\xFF\0\0\0"s;  // a palette: red, blue

TEST(Bmp, TrueColourComesFromTheBottomUpOrTopDown) {
  Bmp bmp{.width = 1, .height = 2, .pixels = "\3\2\1\0\6\5\4\0"s};
  EXPECT_EQ(Pixels("bmp", MakeBmp(bmp)), "4 5 6 / 1 2 3");
  bmp.height = -2;
  EXPECT_EQ(Pixels("bmp", MakeBmp(bmp)), "1 2 3 / 4 5 6");
}

TEST(Bmp, PalettesOfEveryDepth) {
  const auto pixels = [](unsigned bits, const std::string& row) {
    return Pixels("bmp", MakeBmp({.bits = bits, .colors = 2, .palette = kRedBlue, .pixels = row}));
  };
  EXPECT_EQ(pixels(1, "\x40\0\0\0"s), "255 0 0, 0 0 255");
  EXPECT_EQ(pixels(2, "\x10\0\0\0"s), "255 0 0, 0 0 255");
  EXPECT_EQ(pixels(4, "\1\0\0\0"s), "255 0 0, 0 0 255");
  EXPECT_EQ(pixels(8, "\0\1\0\0"s), "255 0 0, 0 0 255");
  // A colour that the palette lacks.
  EXPECT_EQ(pixels(8, "\0\2\0\0"s), "corrupt");
}

TEST(Bmp, TheOldHeaderHasColoursOfThreeBytes) {
  const File file = ToFile("BM"s + U32(36) + U32(0) + U32(32) + U32(12) + U16(2) + U16(1) + U16(1) +
                           U16(1) + "\0\0\xFF\xFF\0\0"s + "\x40\0\0\0"s);
  EXPECT_EQ(Pixels("bmp", file), "255 0 0, 0 0 255");
  EXPECT_EQ(Verdict("bmp", file), "ok palette-expanded");
}

TEST(Bmp, SixteenBitsReachTheFullRange) {
  // 555, and 565 by its masks.
  EXPECT_EQ(Pixels("bmp", MakeBmp({.bits = 16, .pixels = "\xFF\x7F\x00\x40"s})),
            "255 255 255, 131 0 0");
  EXPECT_EQ(Pixels("bmp", MakeBmp({.bits = 16,
                                   .compression = 3,
                                   .palette = Masks(0xF800, 0x07E0, 0x001F),
                                   .pixels = "\xFF\xFF\x00\x04"s})),
            "255 255 255, 0 129 0");
}

TEST(Bmp, BitMasksSayWhereAColourIs) {
  Bmp bmp{.width = 1, .bits = 32, .compression = 3, .pixels = "\1\2\3\4"s};
  bmp.palette = Masks(0xFF, 0xFF00, 0xFF0000);
  EXPECT_EQ(Pixels("bmp", MakeBmp(bmp)), "1 2 3");
  bmp.palette = Masks(0xFF000000, 0xFF0000, 0xFF00);
  EXPECT_EQ(Pixels("bmp", MakeBmp(bmp)), "4 3 2");
  // Ten bits a colour.
  bmp.palette = Masks(0x3FF00000, 0x000FFC00, 0x000003FF);
  bmp.pixels = U32(1023U << 20 | 512U << 10 | 4U);
  EXPECT_EQ(Pixels("bmp", MakeBmp(bmp)), "255 127 0");
  bmp.palette = Masks(0xFF, 0xFF, 0xFF0000);
  EXPECT_EQ(Verdict("bmp", MakeBmp(bmp)), "unsupported-feature");
  bmp.palette = Masks(0xF0F, 0xF000, 0xFF0000);
  EXPECT_EQ(Verdict("bmp", MakeBmp(bmp)), "unsupported-feature");
}

codec::DecodeRequest By(Reader reader) {
  codec::DecodeRequest request;
  request.reader = reader;
  return request;
}

const std::string kPixel = "\1\2\3\4"s;
const Bmp kMasked = {.width = 1,
                     .bits = 32,
                     .compression = 3,
                     .palette = Masks(0xFF, 0xFF00, 0xFF0000),
                     .pixels = kPixel};

// As tf.io.decode_bmp of TensorFlow 2.21.
TEST(Bmp, TensorFlowKnowsNeitherPalettesNorMasks) {
  const File file =
      MakeBmp({.width = 1, .bits = 8, .colors = 1, .palette = "\1\2\3\0"s, .pixels = "\7\0\0\0"s});
  EXPECT_EQ(Pixels("bmp", file, By(Reader::kTensorFlow)), "7 7 7");
  EXPECT_EQ(Verdict("bmp", file, By(Reader::kTensorFlow)), "ok gray-replicated");
  EXPECT_EQ(Pixels("bmp", MakeBmp(kMasked)), "1 2 3");
  EXPECT_EQ(Pixels("bmp", MakeBmp(kMasked), By(Reader::kTensorFlow)), "3 2 1");
}

TEST(Bmp, WhatOpenCvMisreadsIsRefusedToItsReader) {
  const auto verdict = [](const Bmp& bmp) {
    return Verdict("bmp", MakeBmp(bmp), By(Reader::kOpenCv));
  };
  EXPECT_EQ(verdict({.width = 1, .bits = 32, .pixels = kPixel}), "ok");
  EXPECT_EQ(verdict(kMasked), "unsupported-feature");
  EXPECT_EQ(verdict({.width = 1, .bits = 16, .pixels = kPixel}), "unsupported-feature");
}

TEST(Bmp, AlphaCountsOnlyWhereItHasAMaskAndIsUsed) {
  Bmp bmp{.width = 1, .bits = 32, .pixels = "\1\2\3\0"s};
  EXPECT_EQ(Verdict("bmp", MakeBmp(bmp)), "ok");
  EXPECT_EQ(Pixels("bmp", MakeBmp(bmp)), "3 2 1");
  bmp.compression = 3;
  bmp.more_header = Masks(0xFF0000, 0xFF00, 0xFF) + U32(0xFF000000);
  EXPECT_EQ(Verdict("bmp", MakeBmp(bmp)), "ok alpha-dropped");
  EXPECT_EQ(Pixels("bmp", MakeBmp(bmp)), "3 2 1");
  bmp.width = 2;
  bmp.pixels = "\1\2\3\0\1\2\3\xFF"s;
  EXPECT_EQ(Verdict("bmp", MakeBmp(bmp)), "ok alpha-blended");
  EXPECT_EQ(Pixels("bmp", MakeBmp(bmp)), "255 255 255, 3 2 1");
}

TEST(Bmp, RunLengthsOfBothKinds) {
  Bmp bmp{.width = 4, .height = 2, .bits = 8, .compression = 1, .colors = 2, .palette = kRedBlue};
  bmp.pixels = "\4\1\0\0\0\4\0\1\1\0\0\1"s;  // a run; one by one; the end
  EXPECT_EQ(Pixels("bmp", MakeBmp(bmp)),
            "255 0 0, 0 0 255, 0 0 255, 255 0 0 / 0 0 255, 0 0 255, 0 0 255, 0 0 255");
  bmp.bits = 4;
  bmp.compression = 2;
  bmp.pixels = "\4\x10\0\0\0\4\x01\x10\0\1"s;
  EXPECT_EQ(Pixels("bmp", MakeBmp(bmp)),
            "255 0 0, 0 0 255, 0 0 255, 255 0 0 / 0 0 255, 255 0 0, 0 0 255, 255 0 0");
}

TEST(Bmp, PixelsThatRunsStepOverAreTheFirstColour) {
  Bmp bmp{.width = 3, .height = 2, .bits = 8, .compression = 1, .colors = 2, .palette = kRedBlue};
  bmp.pixels = "\1\1\0\2\1\1\1\1\0\1"s;  // a pixel; one to the right and one up; a pixel; the end
  EXPECT_EQ(Pixels("bmp", MakeBmp(bmp)), "255 0 0, 255 0 0, 0 0 255 / 0 0 255, 255 0 0, 255 0 0");
}

TEST(Bmp, RunsThatLeaveThePictureOrEndEarlyAreRejected) {
  Bmp bmp{.width = 2, .height = 2, .bits = 8, .compression = 1, .colors = 2, .palette = kRedBlue};
  const auto verdict = [&](const std::string& runs) {
    bmp.pixels = runs;
    return Verdict("bmp", MakeBmp(bmp));
  };
  EXPECT_EQ(verdict("\2\1\0\0\2\1\0\1"s), "ok palette-expanded");
  EXPECT_EQ(verdict("\2\1\0\0\2\1"s), "ok palette-expanded");  // no end mark
  EXPECT_EQ(verdict("\3\1\0\0\2\1\0\1"s), "corrupt");
  EXPECT_EQ(verdict("\0\3\1\1\1\0\0\1"s), "corrupt");
  EXPECT_EQ(verdict("\0\2\3\0\0\1"s), "corrupt");
  EXPECT_EQ(verdict("\0\2\0\2\0\1"s), "corrupt");
  EXPECT_EQ(verdict("\2\1\0\1"s), "truncated");
  EXPECT_EQ(verdict("\2\1\0\0\2"s), "truncated");
  EXPECT_EQ(verdict("\0\0\0\0\0\0\0\0\0\1"s), "corrupt");
  bmp.height = -2;
  EXPECT_EQ(verdict("\2\1\0\0\2\1\0\1"s), "corrupt");
}

TEST(Bmp, SalvageMakesMissingRowsGray) {
  Bmp bmp{.width = 1, .height = 3, .pixels = "\3\2\1\0\6\5\4\0\x9\x9\x9"s};
  EXPECT_EQ(Verdict("bmp", MakeBmp(bmp)), "truncated");
  EXPECT_EQ(Pixels("bmp", MakeBmp(bmp), Salvage()), "128 128 128 / 4 5 6 / 1 2 3");
  EXPECT_EQ(Verdict("bmp", MakeBmp(bmp), Salvage()), "ok pixels-damaged");
  bmp.height = -3;
  EXPECT_EQ(Pixels("bmp", MakeBmp(bmp), Salvage()), "1 2 3 / 4 5 6 / 128 128 128");
  // Without a single row there is nothing to save.
  bmp.pixels = "\3\2\1";
  EXPECT_EQ(Verdict("bmp", MakeBmp(bmp), Salvage()), "truncated");
}

TEST(Bmp, SalvageMakesWrongColoursGray) {
  const Bmp bmp{.bits = 8, .colors = 2, .palette = kRedBlue, .pixels = "\0\2\0\0"s};
  EXPECT_EQ(Pixels("bmp", MakeBmp(bmp), Salvage()), "255 0 0, 128 128 128");
  EXPECT_EQ(Verdict("bmp", MakeBmp(bmp), Salvage()), "ok palette-expanded pixels-damaged");
}

TEST(Bmp, SalvageKeepsTheRowsBeforeADamagedRun) {
  // A row of two, then a run of three, which leaves the picture.
  Bmp bmp{.height = 2, .bits = 8, .compression = 1, .colors = 2, .palette = kRedBlue};
  bmp.pixels = "\2\1\0\0\3\0"s;
  EXPECT_EQ(Verdict("bmp", MakeBmp(bmp)), "corrupt");
  EXPECT_EQ(Pixels("bmp", MakeBmp(bmp), Salvage()), "128 128 128, 128 128 128 / 0 0 255, 0 0 255");
  bmp.pixels = "\3\0"s;
  EXPECT_EQ(Verdict("bmp", MakeBmp(bmp), Salvage()), "corrupt");
}

TEST(Bmp, ThereIsOneFrame) {
  EXPECT_EQ(Verdict("bmp", MakeBmp({.pixels = "\1\2\3\4\5\6\0\0"s}), Frame(1)),
            "unsupported-feature");
}

TEST(Bmp, HeadersThatCannotBeAreRejected) {
  EXPECT_EQ(Verdict("bmp", MakeBmp({.width = -2})), "corrupt");
  EXPECT_EQ(Verdict("bmp", MakeBmp({.height = 0})), "corrupt");
  EXPECT_EQ(Verdict("bmp", MakeBmp({.height = -2147483647 - 1})), "corrupt");
  EXPECT_EQ(Verdict("bmp", MakeBmp({.bits = 3})), "corrupt");
  EXPECT_EQ(Verdict("bmp", MakeBmp({.compression = 4})), "unsupported-feature");
  EXPECT_EQ(Verdict("bmp", MakeBmp({.compression = 5})), "unsupported-feature");
  EXPECT_EQ(Verdict("bmp", MakeBmp({})), "truncated");
  EXPECT_EQ(Verdict("bmp", MakeBmp({.width = 9000, .height = 9000})), "too-large");
  EXPECT_EQ(Verdict("bmp", MakeBmp({.width = 9000, .height = 9000, .bits = 8, .compression = 1})),
            "too-large");
  File far = MakeBmp({.pixels = "\3\2\1\6\5\4\0\0"s});
  far[13] = std::byte{0x7F};
  EXPECT_EQ(Verdict("bmp", far), "corrupt");
}

TEST(Bmp, BytesBehindThePixelsAreNoted) {
  const File file = MakeBmp({.pixels = "\3\2\1\6\5\4\0\0"s});
  EXPECT_EQ(Verdict("bmp", file), "ok");
  File longer = file;
  longer.push_back(std::byte{1});
  EXPECT_EQ(Verdict("bmp", longer), "ok trailing-data");
}

TEST(Bmp, NoCutAndNoByteGoesUnchecked) {
  const File raw = MakeBmp({.pixels = "\3\2\1\6\5\4\0\0"s});
  EXPECT_EQ(AcceptedPrefixes("bmp", raw, 0), 0);
  ExpectSaneMutants("bmp", raw);
  ExpectSaneMutants("bmp", MakeBmp({.width = 4,
                                    .height = 2,
                                    .bits = 4,
                                    .compression = 2,
                                    .colors = 2,
                                    .palette = kRedBlue,
                                    .pixels = "\4\x10\0\0\0\4\x01\x10\0\1"s}));
  ExpectSaneMutants("bmp", MakeBmp({.bits = 16,
                                    .compression = 3,
                                    .palette = Masks(0xF800, 0x07E0, 0x001F),
                                    .pixels = "\xFF\xFF\x00\x04"s}));
}

}  // namespace
}  // namespace fit299::foreign
