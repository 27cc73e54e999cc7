#include <gtest/gtest.h>
#include <openjpeg.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "foreign/files.h"
#include "foreign/foreign.h"
#include "foreign/jpeg2000_strips.h"

namespace fit299::foreign {
namespace {

using namespace std::string_literals;

struct Memory {
  File file;
  std::size_t at = 0;
};

Memory& Of(void* data) { return *static_cast<Memory*>(data); }

OPJ_SIZE_T WriteMemory(void* from, OPJ_SIZE_T count, void* data) {
  Memory& memory = Of(data);
  memory.file.resize(std::max(memory.file.size(), memory.at + count));
  std::memcpy(memory.file.data() + memory.at, from, count);
  memory.at += count;
  return count;
}
OPJ_OFF_T SkipMemory(OPJ_OFF_T count, void* data) {
  Of(data).at += static_cast<std::size_t>(count);
  return count;
}
OPJ_BOOL SeekMemory(OPJ_OFF_T at, void* data) {
  Of(data).at = static_cast<std::size_t>(at);
  return OPJ_TRUE;
}

struct Jpeg2000 {
  unsigned width = 2;
  unsigned height = 2;
  std::vector<std::vector<int>> components = {};  // of one size, or half of it in both directions
  unsigned bits = 8;
  OPJ_COLOR_SPACE space = OPJ_CLRSPC_SRGB;
  bool bare = false;
  int tile = 0;
  int block = 64;          // of coefficients, its side
  int levels = 1;          // of the wavelet's resolutions
  bool has_alpha = false;  // the last component
};

// A lossless file.
File MakeJpeg2000(const Jpeg2000& picture) {
  opj_cparameters_t parameters;
  opj_set_default_encoder_parameters(&parameters);
  parameters.tcp_numlayers = 1;
  parameters.cp_disto_alloc = 1;
  parameters.numresolution = picture.levels;
  parameters.cblockw_init = parameters.cblockh_init = picture.block;
  if (picture.tile != 0) {
    parameters.tile_size_on = OPJ_TRUE;
    parameters.cp_tdx = parameters.cp_tdy = picture.tile;
  }
  std::vector<opj_image_cmptparm_t> shapes(picture.components.size());
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const bool is_half = picture.components[i].size() < picture.width * picture.height;
    opj_image_cmptparm_t& shape = shapes[i];
    shape = {};
    shape.dx = shape.dy = is_half ? 2 : 1;
    shape.w = (picture.width + shape.dx - 1) / shape.dx;
    shape.h = (picture.height + shape.dy - 1) / shape.dy;
    shape.prec = picture.bits;
  }
  opj_image_t* image =
      opj_image_create(static_cast<OPJ_UINT32>(shapes.size()), shapes.data(), picture.space);
  image->x1 = picture.width;
  image->y1 = picture.height;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    std::ranges::copy(picture.components[i], image->comps[i].data);
  }
  if (picture.has_alpha) image->comps[shapes.size() - 1].alpha = 1;

  Memory memory;
  opj_codec_t* codec = opj_create_compress(picture.bare ? OPJ_CODEC_J2K : OPJ_CODEC_JP2);
  opj_stream_t* stream = opj_stream_default_create(OPJ_FALSE);
  opj_stream_set_user_data(stream, &memory, nullptr);
  opj_stream_set_write_function(stream, WriteMemory);
  opj_stream_set_skip_function(stream, SkipMemory);
  opj_stream_set_seek_function(stream, SeekMemory);
  opj_setup_encoder(codec, &parameters, image);
  opj_start_compress(codec, image, stream);
  opj_encode(codec, stream);
  opj_end_compress(codec, stream);
  opj_stream_destroy(stream);
  opj_destroy_codec(codec);
  opj_image_destroy(image);
  return memory.file;
}

const std::vector<int> kRed = {1, 2, 3, 4};
const std::vector<int> kGreen = {50, 60, 70, 80};
const std::vector<int> kBlue = {255, 0, 128, 9};
constexpr const char* kPicture = "1 50 255, 2 60 0 / 3 70 128, 4 80 9";

TEST(Jpeg2000, FilesAndBareCodestreamsGiveTheirPixels) {
  for (const bool bare : {false, true}) {
    const File file = MakeJpeg2000({.components = {kRed, kGreen, kBlue}, .bare = bare});
    EXPECT_EQ(Pixels("jp2", file), kPicture);
    EXPECT_EQ(Verdict("jp2", file), "ok");
  }
}

TEST(Jpeg2000, GrayAndAlpha) {
  const Jpeg2000 gray = {.components = {kBlue}, .space = OPJ_CLRSPC_GRAY};
  EXPECT_EQ(Pixels("jp2", MakeJpeg2000(gray)), "255 255 255, 0 0 0 / 128 128 128, 9 9 9");
  EXPECT_EQ(Verdict("jp2", MakeJpeg2000(gray)), "ok gray-replicated");
  const File file =
      MakeJpeg2000({.components = {kRed, kGreen, kBlue, {255, 0, 255, 255}}, .has_alpha = true});
  EXPECT_EQ(Pixels("jp2", file), "1 50 255, 255 255 255 / 3 70 128, 4 80 9");
  codec::DecodeRequest request;
  request.alpha = Alpha::kDrop;
  EXPECT_EQ(Pixels("jp2", file, request), kPicture);
}

TEST(Jpeg2000, EveryDepthReachesTheFullRange) {
  const auto gray = [](unsigned bits, int value, Depth16 depth16) {
    codec::DecodeRequest request;
    request.depth16 = depth16;
    return Pixels("jp2",
                  MakeJpeg2000({.width = 1,
                                .height = 1,
                                .components = {{value}},
                                .bits = bits,
                                .space = OPJ_CLRSPC_GRAY}),
                  request);
  };
  EXPECT_EQ(gray(1, 1, Depth16::kHighByte), "255 255 255");
  EXPECT_EQ(gray(4, 15, Depth16::kHighByte), "255 255 255");
  EXPECT_EQ(gray(12, 4095, Depth16::kHighByte), "255 255 255");
  EXPECT_EQ(gray(16, 0x1234, Depth16::kHighByte), "18 18 18");
  EXPECT_EQ(gray(16, 0x1234, Depth16::kClipGray), "255 255 255");
  EXPECT_EQ(gray(16, 0x1234, Depth16::kKeep), "4660 4660 4660");
}

TEST(Jpeg2000, SubsampledColourIsYcc) {
  const Jpeg2000 picture = {.components = {{128, 128, 128, 128}, {128}, {228}},
                            .space = OPJ_CLRSPC_SYCC};
  EXPECT_EQ(Pixels("jp2", MakeJpeg2000(picture)),
            "255 57 128, 255 57 128 / 255 57 128, 255 57 128");
}

TEST(Jpeg2000, WhatCannotBeRightPixelsIsRefused) {
  EXPECT_EQ(Verdict("jp2", MakeJpeg2000({.components = {kRed, kGreen, kBlue, kRed},
                                         .space = OPJ_CLRSPC_CMYK})),
            "unsupported-feature");
  EXPECT_EQ(
      Verdict("jp2", MakeJpeg2000({.components = {kRed, kGreen, kBlue, kRed, kRed}, .bare = true})),
      "unsupported-feature");
}

TEST(Jpeg2000, AMissingTileIsTruncation) {
  const std::vector<int> ramp = [] {
    std::vector<int> values(64 * 64);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<int>(i * 37 % 251);
    return values;
  }();
  const File file = MakeJpeg2000({.width = 64,
                                  .height = 64,
                                  .components = {ramp},
                                  .space = OPJ_CLRSPC_GRAY,
                                  .bare = true,
                                  .tile = 32});
  ASSERT_EQ(Verdict("jp2", file), "ok gray-replicated");
  EXPECT_EQ(AcceptedPrefixes("jp2", file, 0), 0);
  EXPECT_EQ(Verdict("jp2", Head(file, file.size() / 2)), "truncated");
  File longer = file;
  longer.push_back(std::byte{1});
  EXPECT_EQ(Verdict("jp2", longer), "ok gray-replicated trailing-data");
}

TEST(Jpeg2000, WhatComesBehindTheLastBoxIsNoticed) {
  for (const bool bare : {false, true}) {
    for (const std::string& tail : {std::string("garbage!garbage!"), std::string(40, '\0')}) {
      File file = MakeJpeg2000({.components = {kRed, kGreen, kBlue}, .bare = bare});
      const File more = ToFile(tail);
      file.insert(file.end(), more.begin(), more.end());
      EXPECT_EQ(Verdict("jp2", file), "ok trailing-data");
    }
  }
}

TEST(Jpeg2000, CountsTheDataOfItsTileParts) {
  for (const bool bare : {false, true}) {
    File file = MakeJpeg2000({.components = {kRed, kGreen, kBlue}, .bare = bare});
    const File sod = ToFile("\xFF\x93");
    const auto data = std::search(file.begin(), file.end(), sod.begin(), sod.end());
    const auto bytes = static_cast<std::uint64_t>(file.end() - data) - 2;  // up to EOC
    EXPECT_EQ(Decode("jp2", file)->header.coded_bytes, bytes);
    file.resize(file.size() + 1000);
    EXPECT_EQ(Decode("jp2", file)->header.coded_bytes, bytes);
  }
}

// Samples that no wavelet makes small, so that the file is worth its pixels, and that have few
// bits, so that it is soon made.
std::vector<int> Noise(unsigned width, unsigned height) {
  std::vector<int> values(std::size_t{width} * height);
  std::uint32_t state = 1;
  for (int& value : values) {
    state = state * 1664525 + 1013904223;
    value = static_cast<int>(state >> 31);
  }
  return values;
}

CodestreamSize OfSize(cv::Size size, std::uint64_t tile_height, std::uint64_t tiles) {
  CodestreamSize claimed;
  claimed.size = size;
  claimed.tiles = tiles;
  claimed.tile_height = tile_height;
  return claimed;
}

TEST(Jpeg2000, ASmallPictureIsOneStripAndALargeOneManyThatCoverIt) {
  EXPECT_EQ(PlanStrips(OfSize({4000, 4000}, 4000, 1)).size(), 1U);
  for (const std::uint64_t tile_height : {10000, 640, 333, 7}) {
    const auto strips = PlanStrips(OfSize({10000, 10000}, tile_height, 100));
    EXPECT_GE(strips.size(), 25U);
    int covered = 0;
    for (const cv::Range& strip : strips) {
      EXPECT_EQ(strip.start, covered);
      EXPECT_EQ(strip.start % 2, 0) << "or half of a component would begin within a row";
      EXPECT_LE(strip.size(), 400);
      covered = strip.end;
    }
    EXPECT_EQ(covered, 10000);
  }
}

TEST(Jpeg2000, StripsEndWithTilesWhereThoseAreSmall) {
  CodestreamSize size = OfSize({4000, 4000}, 300, 14);
  size.top = 100;
  size.above = 100;
  const auto strips = PlanStrips(size);
  ASSERT_GT(strips.size(), 2U);
  EXPECT_EQ(strips[0].end, 800);
  EXPECT_EQ(strips[1].end, 1700);
}

TEST(Jpeg2000, StripsHaveThePixelsOfThePicture) {
  struct Case {
    unsigned width;
    unsigned height;
    int tile;
  };
  for (const auto& [width, height, tile] :
       {Case{2201, 2003, 500}, Case{2201, 2003, 611}, Case{4100, 4003, 0}}) {
    const std::vector<int> noise = Noise(width, height);
    const File file = MakeJpeg2000({.width = width,
                                    .height = height,
                                    .components = {noise},
                                    .space = OPJ_CLRSPC_GRAY,
                                    .tile = tile,
                                    .levels = 5});
    const auto decoded = Decode("jp2", file);
    ASSERT_TRUE(decoded.ok());
    ASSERT_EQ(decoded->image.size(), cv::Size(static_cast<int>(width), static_cast<int>(height)));
    std::size_t differ = 0;
    for (int y = 0; y < decoded->image.rows; ++y) {
      for (int x = 0; x < decoded->image.cols; ++x) {
        const auto at = static_cast<std::size_t>(y) * width + static_cast<std::size_t>(x);
        if (decoded->image.at<cv::Vec3b>(y, x)[1] != noise[at]) ++differ;
      }
    }
    EXPECT_EQ(differ, 0U) << "tiles of " << tile;
  }
}

TEST(Jpeg2000, StripsOfHalvedColourHaveItsRows) {
  constexpr unsigned kSide = 2100;
  Jpeg2000 picture = {
      .width = kSide,
      .height = kSide,
      .components = {Noise(kSide, kSide), Noise(kSide / 2, kSide / 2), Noise(kSide / 2, kSide / 2)},
      .space = OPJ_CLRSPC_SYCC,
      .levels = 3};
  const auto whole = Decode("jp2", MakeJpeg2000(picture));
  picture.tile = 302;
  const auto strips = Decode("jp2", MakeJpeg2000(picture));
  ASSERT_TRUE(whole.ok() && strips.ok());
  EXPECT_EQ(cv::norm(whole->image, strips->image, cv::NORM_INF), 0);
}

TEST(Jpeg2000, ManyPixelsInNextToNothingAreRefusedBeforeTheyTakeTime) {
  constexpr unsigned kSide = 4200;
  const File file = MakeJpeg2000({.width = kSide,
                                  .height = kSide,
                                  .components = {std::vector<int>(kSide * kSide, 9)},
                                  .space = OPJ_CLRSPC_GRAY,
                                  .levels = 5});
  EXPECT_EQ(Verdict("jp2", file), "too-large");
}

TEST(Jpeg2000, SmallBlocksAndTilesCountAsTheMemoryThatTheyTake) {
  constexpr std::uint64_t kMegabyte = 1'000'000;
  const auto working_bytes = [](int tile, int block) {
    constexpr unsigned kSide = 512;
    const File file = MakeJpeg2000({.width = kSide,
                                    .height = kSide,
                                    .components = {Noise(kSide, kSide)},
                                    .space = OPJ_CLRSPC_GRAY,
                                    .tile = tile,
                                    .block = block});
    return Decode("jp2", file)->header.working_bytes;
  };
  EXPECT_LT(working_bytes(0, 64), 5 * kMegabyte);
  EXPECT_GT(working_bytes(0, 4), 5 * kMegabyte + 16384 * 350);
  EXPECT_GT(working_bytes(16, 64), 1024 * 10'000);
}

TEST(Jpeg2000, PacketsThatAreReadForEachStripAreBounded) {
  File file = MakeJpeg2000({.components = {kRed}, .space = OPJ_CLRSPC_GRAY, .bare = true});
  const auto too_many = [&] {
    CodestreamSize size = OfSize({10000, 9000}, 9000, 1);
    size.components = 3;
    return FindTooManyPackets(CountCodingUnits(file, size), size).has_value();
  };
  EXPECT_FALSE(too_many());
  const File marker = ToFile("\xFF\x52");
  const auto cod = std::search(file.begin(), file.end(), marker.begin(), marker.end());
  ASSERT_NE(cod, file.end());
  cod[6] = cod[7] = std::byte{0xFF};  // layers
  cod[9] = std::byte{8};              // levels
  EXPECT_TRUE(too_many());
}

// 55 KB of a picture of 16 megapixels, whose blocks had 88 passes in a byte each, took 11 s.
TEST(Jpeg2000, BitPlanesThatNoSampleHasAreTooComplexWhereTheyAreCodedInNothing) {
  constexpr unsigned kSide = 2100;
  File file = MakeJpeg2000({.width = kSide,
                            .height = kSide,
                            .components = {std::vector<int>(kSide * kSide, 9)},
                            .space = OPJ_CLRSPC_GRAY,
                            .bare = true});
  EXPECT_EQ(Verdict("jp2", file), "ok gray-replicated");
  const File marker = ToFile("\xFF\x5C");
  const auto qcd = std::search(file.begin(), file.end(), marker.begin(), marker.end());
  ASSERT_NE(qcd, file.end());
  ASSERT_EQ(qcd[4] & std::byte{31}, std::byte{0});  // an exponent in each byte
  qcd[5] = std::byte{28 << 3};
  EXPECT_EQ(Verdict("jp2", file), "too-complex");
}

TEST(Jpeg2000, BlocksThatAreHigherThanStripsCountAsAWhole) {
  File file = MakeJpeg2000({.components = {kRed}, .space = OPJ_CLRSPC_GRAY, .bare = true});
  const auto bytes = [&](std::uint64_t palette_columns) {
    CodestreamSize size = OfSize({30000, 1024}, 1024, 1);
    size.components = 3;
    return DecompressBytes(CountCodingUnits(file, size), size, palette_columns);
  };
  const std::uint64_t before = bytes(0);
  EXPECT_GE(bytes(4), before + std::uint64_t{4} * 4 * 30000 * 64);
  const File marker = ToFile("\xFF\x52");
  const auto cod = std::search(file.begin(), file.end(), marker.begin(), marker.end());
  ASSERT_NE(cod, file.end());
  cod[10] = std::byte{0};  // 4 coefficients wide
  cod[11] = std::byte{8};  // 1024 high
  EXPECT_GT(bytes(0), 500'000'000U);
}

TEST(Jpeg2000, AClaimThatTheFileCannotHoldTakesNoMemory) {
  File file = MakeJpeg2000({.components = {kRed}, .space = OPJ_CLRSPC_GRAY, .bare = true});
  const auto put = [&](std::size_t at, const std::string& bytes) {
    std::ranges::copy(ToFile(bytes), file.begin() + static_cast<std::ptrdiff_t>(at));
  };
  put(8, "\0\0\x1F\xFF"s);  // 8191 wide
  put(12, "\0\0\x1F\xFF"s);
  put(24, "\0\0\0\x40"s);  // tiles of 64x64: 16384 of them in a hundred bytes
  put(28, "\0\0\0\x40"s);
  EXPECT_EQ(Verdict("jp2", file), "too-large");
  put(12, "\0\0\0\0"s);
  EXPECT_EQ(Verdict("jp2", file), "corrupt");
}

TEST(Jpeg2000, MorePrecinctsThanPixelsAreWorthAreTooComplex) {
  File file = MakeJpeg2000({.components = {kRed}, .space = OPJ_CLRSPC_GRAY, .bare = true});
  for (const std::size_t at : {8, 12, 24, 28}) file.at(at + 2) = std::byte{2};  // 512x512, one tile
  const File marker = ToFile("\xFF\x52");
  // (Not std::ranges::search, which clang 14 cannot compile with GCC 12's library.)
  const auto cod =
      std::search(file.begin(), file.end(), marker.begin(), marker.end()) - file.begin();
  const auto at = static_cast<std::size_t>(cod);
  ASSERT_EQ(file.at(at + 3), std::byte{12});
  const auto sizes = std::to_integer<std::size_t>(file.at(at + 9)) + 1;
  file.at(at + 3) = std::byte(12 + sizes);
  file.at(at + 4) |= std::byte{1};
  file.insert(file.begin() + cod + 14, sizes, std::byte{0x11});  // of 2x2 pixels
  EXPECT_EQ(Verdict("jp2", file), "too-complex");
}

// Found by fuzzing: the header said 78 bits, which no reader of it believes.
TEST(Jpeg2000, NoSampleHasMoreBitsThanTheFormatAllows) {
  constexpr std::size_t kBits = 42;
  File file = MakeJpeg2000({.components = {kRed}, .space = OPJ_CLRSPC_GRAY, .bare = true});
  ASSERT_EQ(file.at(kBits), std::byte{7});
  const auto row = std::ranges::find(Codecs(), "jp2", &codec::Codec::format);
  file.at(kBits) = std::byte{38};
  const auto refused = row->probe(file, {});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().reason, Reason::kCorrupt);
  file.at(kBits) = std::byte{37};
  const auto most = row->probe(file, {});
  ASSERT_TRUE(most.ok());
  EXPECT_EQ(most->depth, 38);
}

TEST(Jpeg2000, NoCutAndNoByteGoesUnchecked) {
  const File file = MakeJpeg2000({.components = {kRed, kGreen, kBlue}});
  EXPECT_EQ(AcceptedPrefixes("jp2", file, 0), 0);
  ExpectSaneMutants("jp2", file);
  ExpectSaneMutants("jp2",
                    MakeJpeg2000({.components = {kRed}, .space = OPJ_CLRSPC_GRAY, .bare = true}));
}

}  // namespace
}  // namespace fit299::foreign
