#include <gtest/gtest.h>

#include <string>

#include "foreign/files.h"

namespace fit299::foreign {
namespace {

using namespace std::string_literals;

std::string PnmPixels(const std::string& text, const codec::DecodeRequest& request = {}) {
  return Pixels("pnm", ToFile(text), request);
}
std::string PnmVerdict(const std::string& text) { return Verdict("pnm", ToFile(text)); }

TEST(Pnm, EveryVariantGivesItsPixels) {
  EXPECT_EQ(PnmPixels("P1 3 2\n010\n1 0 1"),
            "255 255 255, 0 0 0, 255 255 255 / 0 0 0, 255 255 255, 0 0 0");
  EXPECT_EQ(PnmPixels("P4 3 1\n\x40"), "255 255 255, 0 0 0, 255 255 255");
  EXPECT_EQ(PnmPixels("P2 2 1 255 7 255"), "7 7 7, 255 255 255");
  EXPECT_EQ(PnmPixels("P5 2 1 255\n\x07\xFF"), "7 7 7, 255 255 255");
  EXPECT_EQ(PnmPixels("P3 1 2 255 1 2 3 4 5 6"), "1 2 3 / 4 5 6");
  EXPECT_EQ(PnmPixels("P6 1 2 255\n\1\2\3\4\5\6"), "1 2 3 / 4 5 6");
}

TEST(Pnm, CommentsStandAnywhereBetweenNumbers) {
  EXPECT_EQ(PnmPixels("P2#a\n# 9 9\n2 #w\n1\r\n255 # the pixels:\n7 #seven\n8\n"), "7 7 7, 8 8 8");
  EXPECT_EQ(PnmVerdict("P2 2 1 255 7 # no end"), "truncated");
}

TEST(Pnm, AnyMaximumIsScaledToTheFullRange) {
  EXPECT_EQ(PnmPixels("P5 3 1 15\n\0\7\17"s), "0 0 0, 119 119 119, 255 255 255");
  EXPECT_EQ(PnmPixels("P2 3 1 1 0 1 1"), "0 0 0, 255 255 255, 255 255 255");
  // Half to even, as Pillow rounds: 1 / 2 * 255 = 127.5.
  EXPECT_EQ(PnmPixels("P2 1 1 2 1"), "128 128 128");
  EXPECT_EQ(PnmVerdict("P5 1 1 15\n\x10"), "corrupt");
  EXPECT_EQ(PnmVerdict("P5 1 1 0\n\x10"), "corrupt");
  EXPECT_EQ(PnmVerdict("P5 1 1 65536\n\x10\x10"), "corrupt");
}

TEST(Pnm, SixteenBitsAreBigEndianAndReducedByTheRequest) {
  const std::string gray = "P5 2 1 65535\n\x12\x34\0\xFF"s;
  EXPECT_EQ(PnmPixels(gray), "18 18 18, 0 0 0");
  EXPECT_EQ(Verdict("pnm", ToFile(gray)), "ok gray-replicated depth-reduced");
  codec::DecodeRequest request;
  request.depth16 = Depth16::kClipGray;
  EXPECT_EQ(PnmPixels(gray, request), "255 255 255, 255 255 255");
  request.depth16 = Depth16::kKeep;
  EXPECT_EQ(PnmPixels(gray, request), "4660 4660 4660, 255 255 255");
  EXPECT_EQ(PnmPixels("P5 1 1 1023\n\x03\xFF", request), "65535 65535 65535");
}

// round(value / maxval * 255), as Pillow 13's PpmPlugin.
TEST(Pnm, PillowRoundsTheColoursOfSixteenBits) {
  codec::DecodeRequest request;
  request.reader = Reader::kPillow;
  const std::string colors = "P6 1 1 65535\n\x01\x81\x01\x82\xFF\xFF";
  EXPECT_EQ(PnmPixels(colors), "1 1 255");
  EXPECT_EQ(PnmPixels(colors, request), "1 2 255");
  EXPECT_EQ(Verdict("pnm", ToFile(colors), request), "ok depth-reduced");
}

TEST(Pnm, OpenCvScalesNoMaximum) {
  codec::DecodeRequest request;
  request.reader = Reader::kOpenCv;
  EXPECT_EQ(PnmPixels("P2 1 1 15 7", request), "unsupported-feature");
  EXPECT_EQ(PnmPixels("P2 1 1 255 7", request), "7 7 7");
  EXPECT_EQ(PnmPixels("P1 1 1 0", request), "255 255 255");
}

TEST(Pnm, DarkSixteenBitsAreWarnedOf) {
  EXPECT_EQ(PnmVerdict("P5 1 1 65535\n\x0F\xFF"),
            "ok gray-replicated depth-reduced depth-reduced-dark");
}

TEST(Pnm, DamageIsARejection) {
  EXPECT_EQ(PnmVerdict("P6 2 2 255\n123456789012"), "ok");
  EXPECT_EQ(PnmVerdict("P6 2 2 255\n12345678901"), "truncated");
  EXPECT_EQ(PnmVerdict("P6 -2 2 255\n"), "corrupt");
  EXPECT_EQ(PnmVerdict("P6 0 2 255\n"), "corrupt");
  EXPECT_EQ(PnmVerdict("P6 4294967298 2 255\n"), "corrupt");
  EXPECT_EQ(PnmVerdict("P6 2 2 255#\n"), "corrupt");
  EXPECT_EQ(PnmVerdict("P62 2 255\n123456789012"), "corrupt") << "nothing behind P6";
  EXPECT_EQ(PnmVerdict("P2 1 1 255 x"), "corrupt");
  EXPECT_EQ(PnmVerdict("P1 1 1 2"), "corrupt");
  EXPECT_EQ(PnmVerdict("P7\nWIDTH 1\n"), "unsupported-format");
  EXPECT_EQ(PnmVerdict("P6 2"), "truncated");
}

TEST(Pnm, SalvageMakesMissingRowsGray) {
  EXPECT_EQ(PnmVerdict("P5 2 3 255 \1\2\3\4\5"), "truncated");
  EXPECT_EQ(PnmPixels("P5 1 3 255 \1\2", Salvage()), "1 1 1 / 2 2 2 / 128 128 128");
  EXPECT_EQ(PnmPixels("P2 1 3 255 1 2 x", Salvage()), "1 1 1 / 2 2 2 / 128 128 128");
  EXPECT_EQ(PnmPixels("P2 1 3 255 1 300 2", Salvage()), "1 1 1 / 128 128 128 / 128 128 128");
  EXPECT_EQ(PnmPixels("P5 1 3 9 \1\12\2", Salvage()), "28 28 28 / 128 128 128 / 57 57 57");
  EXPECT_EQ(Verdict("pnm", ToFile("P5 1 3 255 \1\2"), Salvage()),
            "ok gray-replicated pixels-damaged");
  // Without a single row there is nothing to save.
  EXPECT_EQ(Verdict("pnm", ToFile("P5 2 3 255 \1"), Salvage()), "truncated");
}

TEST(Pnm, AClaimThatTheFileCannotHoldTakesNoMemory) {
  EXPECT_EQ(PnmVerdict("P6 9000 9000 255\n"), "too-large");
  EXPECT_EQ(PnmVerdict("P3 9000 9000 255\n"), "too-large");
  EXPECT_EQ(PnmVerdict("P6 2147483647 2147483647 255\n"), "too-large");
}

TEST(Pnm, WhatFollowsThePixelsIsNoted) {
  EXPECT_EQ(PnmVerdict("P5 1 1 255\n7\n"), "ok gray-replicated");
  EXPECT_EQ(PnmVerdict("P5 1 1 255\n7garbage"), "ok gray-replicated trailing-data");
  EXPECT_EQ(PnmVerdict("P5 1 1 255\n7P5 1 1 255\n7"), "ok gray-replicated first-frame-only");
}

TEST(Pnm, NoCutAndNoByteGoesUnchecked) {
  EXPECT_EQ(AcceptedPrefixes("pnm", ToFile("P6 2 2 255\n123456789012"), 0), 0);
  ExpectSaneMutants("pnm", ToFile("P6 2 2 255\n123456789012"));
  ExpectSaneMutants("pnm", ToFile("P3 2 1 9 1 2 3 #c\n4 5 6"));
}

}  // namespace
}  // namespace fit299::foreign
