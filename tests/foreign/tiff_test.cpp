#include <gtest/gtest.h>
#include <tiffio.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "foreign/files.h"
#include "foreign/tiff_blocks.h"

namespace fit299::foreign {
namespace {

using namespace std::string_literals;

// libtiff's file in memory.
struct Memory {
  File file;
  std::size_t at = 0;
};

Memory& Of(thandle_t handle) { return *static_cast<Memory*>(handle); }

tmsize_t ReadMemory(thandle_t handle, void* to, tmsize_t count) {
  Memory& memory = Of(handle);
  const auto there = std::min(static_cast<std::size_t>(count), memory.file.size() - memory.at);
  std::memcpy(to, memory.file.data() + memory.at, there);
  memory.at += there;
  return static_cast<tmsize_t>(there);
}

tmsize_t WriteMemory(thandle_t handle, void* from, tmsize_t count) {
  Memory& memory = Of(handle);
  const auto size = static_cast<std::size_t>(count);
  memory.file.resize(std::max(memory.file.size(), memory.at + size));
  std::memcpy(memory.file.data() + memory.at, from, size);
  memory.at += size;
  return count;
}

toff_t SeekMemory(thandle_t handle, toff_t offset, int whence) {
  Memory& memory = Of(handle);
  if (whence == SEEK_CUR) offset += memory.at;
  if (whence == SEEK_END) offset += memory.file.size();
  memory.at = offset;
  return offset;
}

int CloseMemory(thandle_t /*handle*/) { return 0; }
toff_t SizeOfMemory(thandle_t handle) { return Of(handle).file.size(); }

struct Tiff {
  unsigned width = 2;
  unsigned height = 1;
  int bits = 8;
  int samples = 3;
  int photometric = PHOTOMETRIC_RGB;
  int compression = COMPRESSION_NONE;
  int planar = PLANARCONFIG_CONTIG;
  int format = SAMPLEFORMAT_UINT;
  int extra = -1;  // EXTRASAMPLE_...
  int orientation = 0;
  int subfile = 0;
  unsigned tile = 0;
  unsigned rows_per_strip = 1;
  int predictor = 0;
  std::vector<std::uint16_t> palette = {};  // red, green, blue: 2^bits of each
  std::string profile = {};
  const char* mode = "wl";  // "wb": big-endian; "wl8": BigTIFF
  std::string pixels = {};  // rows as libtiff takes them; of all planes
  int pages = 1;
};

void PutFields(TIFF* tiff, const Tiff& image) {
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, image.width);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, image.height);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, image.bits);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, image.samples);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, image.photometric);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, image.compression);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, image.planar);
  TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, image.format);
  if (image.orientation != 0) TIFFSetField(tiff, TIFFTAG_ORIENTATION, image.orientation);
  if (image.subfile != 0) TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, image.subfile);
  if (image.predictor != 0) TIFFSetField(tiff, TIFFTAG_PREDICTOR, image.predictor);
  if (image.extra >= 0) {
    const auto extra = static_cast<std::uint16_t>(image.extra);
    TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &extra);
  }
  if (!image.profile.empty()) {
    TIFFSetField(tiff, TIFFTAG_ICCPROFILE, static_cast<std::uint32_t>(image.profile.size()),
                 image.profile.data());
  }
  if (!image.palette.empty()) {
    const std::size_t count = image.palette.size() / 3;
    TIFFSetField(tiff, TIFFTAG_COLORMAP, image.palette.data(), image.palette.data() + count,
                 image.palette.data() + 2 * count);
  }
}

void PutPixels(TIFF* tiff, const Tiff& image) {
  std::string pixels = image.pixels;
  if (image.tile != 0) {
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, image.tile);
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, image.tile);
    const auto size = static_cast<std::size_t>(TIFFTileSize(tiff));
    for (std::uint32_t i = 0; i < TIFFNumberOfTiles(tiff); ++i) {
      TIFFWriteEncodedTile(tiff, i, pixels.data() + i * size, static_cast<tmsize_t>(size));
    }
    return;
  }
  TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, image.rows_per_strip);
  const auto line = static_cast<std::size_t>(TIFFScanlineSize(tiff));
  const int planes = image.planar == PLANARCONFIG_SEPARATE ? image.samples : 1;
  char* from = pixels.data();
  for (int plane = 0; plane < planes; ++plane) {
    for (std::uint32_t y = 0; y < image.height; ++y, from += line) {
      TIFFWriteScanline(tiff, from, y, static_cast<std::uint16_t>(plane));
    }
  }
}

File MakeTiffOf(const std::vector<Tiff>& pages) {
  Memory memory;
  TIFF* tiff = TIFFClientOpen("image", pages[0].mode, &memory, ReadMemory, WriteMemory, SeekMemory,
                              CloseMemory, SizeOfMemory, nullptr, nullptr);
  for (const Tiff& page : pages) {
    PutFields(tiff, page);
    PutPixels(tiff, page);
    TIFFWriteDirectory(tiff);
  }
  TIFFClose(tiff);
  return memory.file;
}

File MakeTiff(const Tiff& image) {
  return MakeTiffOf(std::vector<Tiff>(static_cast<std::size_t>(image.pages), image));
}

std::string TiffPixels(const Tiff& image, const codec::DecodeRequest& request = {}) {
  return Pixels("tiff", MakeTiff(image), request);
}
std::string TiffVerdict(const Tiff& image) { return Verdict("tiff", MakeTiff(image)); }

// The place of an entry in a little-endian file's directory.
std::size_t FindEntry(const File& file, unsigned tag) {
  const std::string wanted = U16(tag);
  const std::size_t directory =
      std::to_integer<std::size_t>(file[4]) | std::to_integer<std::size_t>(file[5]) << 8;
  std::size_t at = directory + 2;
  while (std::memcmp(file.data() + at, wanted.data(), 2) != 0) at += 12;
  return at;
}

void PutBytes(File& file, std::size_t at, const std::string& bytes) {
  std::ranges::copy(ToFile(bytes), file.begin() + static_cast<std::ptrdiff_t>(at));
}

constexpr const char* kPicture = "1 2 3, 4 5 6";
const Tiff kRgb = {.pixels = "\1\2\3\4\5\6"};

TEST(Tiff, EveryContainerAndCompressionGivesTheSamePixels) {
  for (const char* mode : {"wl", "wb", "wl8", "wb8"}) {
    Tiff image = kRgb;
    image.mode = mode;
    EXPECT_EQ(TiffPixels(image), kPicture) << mode;
  }
  for (const int compression : {COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE, COMPRESSION_DEFLATE,
                                COMPRESSION_PACKBITS, COMPRESSION_ZSTD}) {
    Tiff image = kRgb;
    image.compression = compression;
    EXPECT_EQ(TiffPixels(image), kPicture) << compression;
  }
  Tiff predicted = kRgb;
  predicted.compression = COMPRESSION_LZW;
  predicted.predictor = PREDICTOR_HORIZONTAL;
  EXPECT_EQ(TiffPixels(predicted), kPicture);
}

TEST(Tiff, PlanesAreInterleaved) {
  Tiff image = {
      .height = 2, .planar = PLANARCONFIG_SEPARATE, .pixels = "\1\4\7\12\2\5\10\13\3\6\11\14"};
  EXPECT_EQ(TiffPixels(image), "1 2 3, 4 5 6 / 7 8 9, 10 11 12");
  image.compression = COMPRESSION_LZW;
  EXPECT_EQ(TiffPixels(image), "1 2 3, 4 5 6 / 7 8 9, 10 11 12");
}

TEST(Tiff, TilesAreCutAtTheEdges) {
  // Two tiles of 16x16, gray by column; the picture ends one column into the second.
  std::string tiles;
  for (int tile = 0; tile < 2; ++tile) {
    for (int i = 0; i < 256; ++i) tiles += static_cast<char>(tile * 16 + i % 16);
  }
  const auto decoded = Decode("tiff", MakeTiff({.width = 17,
                                                .height = 3,
                                                .samples = 1,
                                                .photometric = PHOTOMETRIC_MINISBLACK,
                                                .tile = 16,
                                                .pixels = tiles}));
  ASSERT_TRUE(decoded.ok());
  for (int x = 0; x < 17; ++x) EXPECT_EQ(decoded->image.at<cv::Vec3b>(2, x)[1], x);
}

TEST(Tiff, GrayOfEveryDepthReachesTheFullRange) {
  const auto gray = [](int bits, const std::string& row, int photometric) {
    return TiffPixels({.bits = bits, .samples = 1, .photometric = photometric, .pixels = row});
  };
  EXPECT_EQ(gray(1, "\x40", PHOTOMETRIC_MINISBLACK), "0 0 0, 255 255 255");
  EXPECT_EQ(gray(2, "\x70", PHOTOMETRIC_MINISBLACK), "85 85 85, 255 255 255");
  EXPECT_EQ(gray(4, "\x7F", PHOTOMETRIC_MINISBLACK), "119 119 119, 255 255 255");
  EXPECT_EQ(gray(8, "\7\xFF", PHOTOMETRIC_MINISBLACK), "7 7 7, 255 255 255");
  EXPECT_EQ(gray(1, "\x40", PHOTOMETRIC_MINISWHITE), "255 255 255, 0 0 0");
  EXPECT_EQ(gray(8, "\7\xFF", PHOTOMETRIC_MINISWHITE), "248 248 248, 0 0 0");
  EXPECT_EQ(gray(16, "\0\x07\xFF\xFF"s, PHOTOMETRIC_MINISBLACK), "7 7 7, 255 255 255");
  EXPECT_EQ(gray(16, "\0\x07\xFF\xFF"s, PHOTOMETRIC_MINISWHITE), "248 248 248, 0 0 0");
}

TEST(Tiff, SixteenBitsAreReducedByTheRequest) {
  // Native byte order in memory, both byte orders in files.
  for (const char* mode : {"wl", "wb"}) {
    const Tiff image = {.width = 1, .bits = 16, .mode = mode, .pixels = "\x34\x12\1\2\xFF\xFF"s};
    EXPECT_EQ(TiffPixels(image), "18 2 255");
    EXPECT_EQ(TiffVerdict(image), "ok depth-reduced");
    codec::DecodeRequest request;
    request.depth16 = Depth16::kKeep;
    EXPECT_EQ(TiffPixels(image, request), "4660 513 65535");
    request.depth16 = Depth16::kClipGray;
    EXPECT_EQ(TiffPixels(image, request), "18 2 255");
  }
  EXPECT_EQ(TiffVerdict({.width = 1, .bits = 16, .pixels = "\xFF\x0F\xFF\x0F\xFF\x0F"}),
            "ok depth-reduced depth-reduced-dark");
}

TEST(Tiff, PalettesOfSixteenBitsAndOldOnesOfEight) {
  Tiff image = {.bits = 1, .samples = 1, .photometric = PHOTOMETRIC_PALETTE, .pixels = "\x40"};
  image.palette = {0x0100, 0xFF00, 0x0200, 0xFE00, 0x0300, 0xFD00};
  EXPECT_EQ(TiffPixels(image), "1 2 3, 255 254 253");
  EXPECT_EQ(TiffVerdict(image), "ok palette-expanded");
  image.palette = {1, 255, 2, 254, 3, 253};
  EXPECT_EQ(TiffPixels(image), "1 2 3, 255 254 253");
}

TEST(Tiff, AlphaIsWhatItsTagSays) {
  Tiff image = {.samples = 4, .pixels = "\x64\x32\0\x80\1\2\3\xFF"s};
  codec::DecodeRequest drop;
  drop.alpha = Alpha::kDrop;
  image.extra = EXTRASAMPLE_UNASSALPHA;
  EXPECT_EQ(TiffPixels(image), "177 152 127, 1 2 3");
  EXPECT_EQ(TiffPixels(image, drop), "100 50 0, 1 2 3");
  EXPECT_EQ(TiffVerdict(image), "ok alpha-blended");
  image.extra = EXTRASAMPLE_ASSOCALPHA;  // premultiplied
  EXPECT_EQ(TiffPixels(image), "227 177 127, 1 2 3");
  EXPECT_EQ(TiffPixels(image, drop), "199 99 0, 1 2 3");
  image.extra = EXTRASAMPLE_UNSPECIFIED;  // no transparency at all
  EXPECT_EQ(TiffPixels(image), "100 50 0, 1 2 3");
  EXPECT_EQ(TiffVerdict(image), "ok alpha-dropped");
}

TEST(Tiff, OrientationIsApplied) {
  Tiff image = kRgb;
  image.orientation = ORIENTATION_RIGHTTOP;  // 6: the first row is the right side
  EXPECT_EQ(TiffPixels(image), "1 2 3 / 4 5 6");
  EXPECT_EQ(TiffVerdict(image), "ok rotated");
  codec::DecodeRequest request;
  request.orientation = Orientation::kIgnore;
  EXPECT_EQ(TiffPixels(image, request), kPicture);
}

TEST(Tiff, PillowTurnsItEvenWhenToldNotTo) {
  Tiff image = kRgb;
  image.orientation = ORIENTATION_RIGHTTOP;
  codec::DecodeRequest request;
  request.reader = Reader::kPillow;
  request.orientation = Orientation::kIgnore;
  EXPECT_EQ(TiffPixels(image, request), "1 2 3 / 4 5 6");
}

// As cv2.imread of OpenCV 5.0 gives them.
TEST(Tiff, OpenCvMultipliesByAlphaAndRoundsSixteenBits) {
  codec::DecodeRequest opencv;
  opencv.reader = Reader::kOpenCv;
  opencv.alpha = Alpha::kDrop;
  Tiff image = {.samples = 4, .pixels = "\x64\x32\0\x80\1\2\3\xFF"s};
  image.extra = EXTRASAMPLE_UNASSALPHA;
  EXPECT_EQ(TiffPixels(image, opencv), "50 25 0, 1 2 3");
  image.extra = EXTRASAMPLE_ASSOCALPHA;
  EXPECT_EQ(TiffPixels(image, opencv), "100 50 0, 1 2 3");
  Tiff wide = {.width = 1, .bits = 16, .pixels = "\x81\x01\x82\x01\x83\x01"s};
  EXPECT_EQ(TiffPixels(wide, opencv), "1 2 2");  // 385, 386, 387 of 257 a level
  EXPECT_EQ(TiffPixels(wide), "1 1 1");
}

TEST(Tiff, WhatAFrameworkMisreadsIsRefusedToItsReader) {
  const auto verdict = [](Tiff image, Reader reader) {
    codec::DecodeRequest request;
    request.reader = reader;
    image.pixels = std::string(64, '\1');
    return Verdict("tiff", MakeTiff(image), request);
  };
  const Tiff planes = {.bits = 16, .planar = PLANARCONFIG_SEPARATE};
  EXPECT_EQ(verdict(planes, Reader::kPillow), "unsupported-feature");
  EXPECT_EQ(verdict(planes, Reader::kStandard).substr(0, 2), "ok");
  const Tiff inverted = {.bits = 16, .samples = 1, .photometric = PHOTOMETRIC_MINISWHITE};
  EXPECT_EQ(verdict(inverted, Reader::kPillow), "unsupported-feature");
  EXPECT_EQ(verdict(inverted, Reader::kOpenCv).substr(0, 2), "ok");
  const Tiff gray_alpha = {.samples = 2, .photometric = PHOTOMETRIC_MINISBLACK};
  EXPECT_EQ(verdict(gray_alpha, Reader::kOpenCv), "unsupported-feature");
}

TEST(Tiff, JpegInsideIsDecodedByItsOwnColours) {
  Tiff image = {.width = 16, .height = 16, .compression = COMPRESSION_JPEG, .tile = 16};
  for (int i = 0; i < 256; ++i) image.pixels += "\xC8\x64\x32";
  const auto decoded = Decode("tiff", MakeTiff(image));
  ASSERT_TRUE(decoded.ok());
  EXPECT_NEAR(decoded->image.at<cv::Vec3b>(8, 8)[0], 200, 3);
  EXPECT_NEAR(decoded->image.at<cv::Vec3b>(8, 8)[2], 50, 3);
}

TEST(Tiff, FirstPageIsTakenAndNoted) {
  Tiff image = kRgb;
  image.pages = 3;
  EXPECT_EQ(TiffPixels(image), kPicture);
  EXPECT_EQ(TiffVerdict(image), "ok first-frame-only");
}

TEST(Tiff, EachPageHasASizeAndAnOrientationOfItsOwn) {
  const Tiff second = {.width = 1,
                       .height = 2,
                       .samples = 1,
                       .photometric = PHOTOMETRIC_MINISBLACK,
                       .orientation = ORIENTATION_RIGHTTOP,
                       .subfile = FILETYPE_REDUCEDIMAGE,
                       .pixels = "\7\x8"};
  for (const char* mode : {"wl", "wb8"}) {
    Tiff first = kRgb;
    first.mode = mode;
    const File file = MakeTiffOf({first, second, first});
    EXPECT_EQ(Pixels("tiff", file, Frame(1)), "8 8 8, 7 7 7");
    EXPECT_EQ(Verdict("tiff", file, Frame(1)), "ok rotated gray-replicated first-frame-only");
    EXPECT_EQ(Pixels("tiff", file, Frame(2)), kPicture);
    const auto missing = Decode("tiff", file, Frame(3));
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.error().detail, "no frame 3: there are 3, and they count from 0");
    EXPECT_EQ(missing.error().reason, Reason::kUnsupportedFeature);
  }
}

TEST(Tiff, PagesInACircleAreNoPages) {
  File file = MakeTiff(kRgb);
  // The place of the next directory stands behind the entries of this one.
  const std::size_t directory =
      std::to_integer<std::size_t>(file[4]) | std::to_integer<std::size_t>(file[5]) << 8;
  const std::size_t entries = std::to_integer<std::size_t>(file[directory]);
  PutBytes(file, directory + 2 + entries * 12, U32(static_cast<unsigned>(directory)));
  EXPECT_EQ(Verdict("tiff", file, Frame(1000000)).substr(0, 2) == "ok", false);
}

TEST(Tiff, APageBehindTheEndIsTruncation) {
  File file = MakeTiff(kRgb);
  const std::size_t directory =
      std::to_integer<std::size_t>(file[4]) | std::to_integer<std::size_t>(file[5]) << 8;
  const std::size_t entries = std::to_integer<std::size_t>(file[directory]);
  PutBytes(file, directory + 2 + entries * 12, U32(static_cast<unsigned>(file.size() + 20)));
  EXPECT_NE(Verdict("tiff", file, Frame(1)).substr(0, 2), "ok");
}

// Three strips, of which the second is damaged.
File DamageStrip(const Tiff& image, unsigned offset) {
  File file = MakeTiff(image);
  const std::size_t entry = FindEntry(file, TIFFTAG_STRIPOFFSETS);
  const std::size_t table = std::to_integer<std::size_t>(file[entry + 8]) |
                            std::to_integer<std::size_t>(file[entry + 9]) << 8;
  PutBytes(file, table + 4, U32(offset));
  return file;
}

TEST(Tiff, SalvageMakesMissingStripsGray) {
  for (const int compression : {COMPRESSION_NONE, COMPRESSION_LZW}) {
    const Tiff image = {
        .width = 1, .height = 3, .compression = compression, .pixels = "\1\2\3\4\5\6\7\x8\x9"};
    const File file = DamageStrip(image, 0x7FFFFFF0);
    EXPECT_EQ(Verdict("tiff", file), "truncated");
    EXPECT_EQ(Pixels("tiff", file, Salvage()), "1 2 3 / 128 128 128 / 7 8 9") << compression;
    EXPECT_EQ(Verdict("tiff", file, Salvage()), "ok pixels-damaged");
  }
  // Sixteen bits that are kept are gray as well.
  const Tiff wide = {.width = 1, .height = 3, .bits = 16, .pixels = std::string(18, '\1')};
  codec::DecodeRequest keeping = Salvage();
  keeping.depth16 = Depth16::kKeep;
  EXPECT_EQ(Pixels("tiff", DamageStrip(wide, 0x7FFFFFF0), keeping),
            "257 257 257 / 32896 32896 32896 / 257 257 257");
}

TEST(Tiff, SalvageKeepsTheRowsOfACutStrip) {
  for (const int compression : {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE}) {
    Tiff image = {.width = 64, .height = 64, .compression = compression, .rows_per_strip = 64};
    for (int i = 0; i < 64 * 64 * 3; ++i) image.pixels += static_cast<char>(i * 7 ^ i >> 5);
    File file = MakeTiff(image);
    const auto whole = Decode("tiff", file);
    ASSERT_TRUE(whole.ok());
    // As if it began later, and so the end of it were cut off.
    const std::size_t offset = FindEntry(file, TIFFTAG_STRIPOFFSETS) + 8;
    const std::size_t count = FindEntry(file, TIFFTAG_STRIPBYTECOUNTS) + 8;
    const std::size_t bytes = std::to_integer<std::size_t>(file[count]) |
                              std::to_integer<std::size_t>(file[count + 1]) << 8;
    const File strip(file.begin() + 8, file.begin() + 8 + static_cast<std::ptrdiff_t>(bytes / 2));
    PutBytes(file, offset, U32(static_cast<unsigned>(file.size())));
    file.insert(file.end(), strip.begin(), strip.end());
    EXPECT_EQ(Verdict("tiff", file), "truncated") << compression;
    const auto saved = Decode("tiff", file, Salvage());
    ASSERT_TRUE(saved.ok()) << compression;
    EXPECT_TRUE(saved->report.warnings.Contains(Warning::kPixelsDamaged));
    for (int y = 0; y < 16; ++y) {
      for (int x = 0; x < 64; ++x) {
        ASSERT_EQ(saved->image.at<cv::Vec3b>(y, x), whole->image.at<cv::Vec3b>(y, x)) << y;
      }
    }
    EXPECT_EQ(saved->image.at<cv::Vec3b>(63, 63), cv::Vec3b(128, 128, 128));
  }
}

TEST(Tiff, SalvageMakesMissingTilesGray) {
  Tiff image = {.width = 17, .height = 3, .samples = 1, .photometric = PHOTOMETRIC_MINISBLACK};
  image.tile = 16;
  image.pixels = std::string(512, '\5');
  File file = MakeTiff(image);
  const std::size_t entry = FindEntry(file, TIFFTAG_TILEOFFSETS);
  const std::size_t table = std::to_integer<std::size_t>(file[entry + 8]) |
                            std::to_integer<std::size_t>(file[entry + 9]) << 8;
  PutBytes(file, table, U32(0x7FFFFFF0));
  EXPECT_EQ(Verdict("tiff", file), "truncated");
  const auto saved = Decode("tiff", file, Salvage());
  ASSERT_TRUE(saved.ok());
  EXPECT_EQ(saved->image.at<cv::Vec3b>(2, 15)[0], 128);
  EXPECT_EQ(saved->image.at<cv::Vec3b>(2, 16)[0], 5);
  // Without a single tile there is nothing to save.
  PutBytes(file, table + 4, U32(0x7FFFFFF0));
  EXPECT_EQ(Verdict("tiff", file, Salvage()), "truncated");
}

TEST(Tiff, WhatCannotBeRightPixelsIsRefused) {
  const std::string pixels(64, '\1');
  const auto verdict = [&](Tiff image) {
    image.pixels = pixels;
    return TiffVerdict(image);
  };
  EXPECT_EQ(verdict({.bits = 32, .format = SAMPLEFORMAT_IEEEFP}), "unsupported-feature");
  EXPECT_EQ(verdict({.bits = 64, .format = SAMPLEFORMAT_IEEEFP}), "unsupported-feature");
  EXPECT_EQ(verdict({.bits = 32}), "unsupported-feature");
  EXPECT_EQ(verdict({.format = SAMPLEFORMAT_INT}), "unsupported-feature");
  EXPECT_EQ(verdict({.photometric = PHOTOMETRIC_CIELAB}), "unsupported-feature");
  EXPECT_EQ(verdict({.samples = 4, .photometric = PHOTOMETRIC_SEPARATED}), "unsupported-feature");
  EXPECT_EQ(verdict({.bits = 16, .samples = 1, .photometric = PHOTOMETRIC_MINISBLACK}).substr(0, 2),
            "ok");
  EXPECT_EQ(verdict({.bits = 12, .samples = 1, .photometric = PHOTOMETRIC_MINISBLACK}),
            "unsupported-feature");
  EXPECT_EQ(verdict({.subfile = FILETYPE_REDUCEDIMAGE}), "unsupported-feature");
  Tiff five = {.samples = 5, .pixels = pixels};
  const File file = MakeTiff(five);
  EXPECT_NE(Verdict("tiff", file).substr(0, 2), "ok");
}

TEST(Tiff, DamageInCodedDataIsFound) {
  Tiff image = {.width = 64, .height = 64, .compression = COMPRESSION_LZW};
  for (int i = 0; i < 64 * 64 * 3; ++i) image.pixels += static_cast<char>(i * 7 ^ i >> 5);
  File file = MakeTiff(image);
  ASSERT_EQ(Verdict("tiff", file), "ok");
  std::fill_n(file.begin() + 3000, 500, std::byte{0});
  EXPECT_EQ(Verdict("tiff", file), "corrupt");
}

TEST(Tiff, TheDirectoryMustBeThere) {
  EXPECT_EQ(Verdict("tiff", ToFile("II*\0\xFF\xFF\xFF\x7F"s)), "corrupt");
  EXPECT_EQ(Verdict("tiff", ToFile("II*\0\0\0\0\0"s)), "corrupt");
  EXPECT_EQ(Verdict("tiff", ToFile("II*\0\x40\0\0\0"s)), "truncated");
  EXPECT_EQ(Verdict("tiff", ToFile("II*\0\x08\0\0\0\xFF\xFF"s + std::string(100, '\0'))),
            "corrupt");
}

TEST(Tiff, ADirectoryThatEndsWithTheFileIsCutUnlessItWasNone) {
  const std::string side = "\0\1\3\0\1\0\0\0\x40\0\0\0"s;
  const std::string nonsense = "\1\1\x34\x12\1\0\0\0\x40\0\0\0"s;
  EXPECT_EQ(Verdict("tiff", ToFile("II*\0\x08\0\0\0\x09\0"s + side)), "truncated");
  EXPECT_EQ(Verdict("tiff", ToFile("II*\0\x08\0\0\0\x09"s)), "truncated");
  EXPECT_EQ(Verdict("tiff", ToFile("II*\0\x08\0\0\0\x09\0"s + side + nonsense)), "corrupt");
}

TEST(Tiff, AClaimThatTheFileCannotHoldTakesNoMemory) {
  for (const unsigned side : {9000U, 0xFFFFFFFFU}) {
    File file = MakeTiff(kRgb);
    PutBytes(file, FindEntry(file, TIFFTAG_IMAGEWIDTH) + 2, U16(TIFF_LONG) + U32(1) + U32(side));
    PutBytes(file, FindEntry(file, TIFFTAG_IMAGELENGTH) + 2, U16(TIFF_LONG) + U32(1) + U32(side));
    EXPECT_EQ(Verdict("tiff", file), "too-large") << side;
  }
}

TEST(Tiff, CountsTheBytesOfItsStrips) {
  File file = MakeTiff({.width = 8, .height = 8, .pixels = std::string(8 * 8 * 3, '\7')});
  EXPECT_EQ(Decode("tiff", file)->header.coded_bytes, 8U * 8 * 3);
  file.resize(file.size() + 1000);
  EXPECT_EQ(Decode("tiff", file)->header.coded_bytes, 8U * 8 * 3);
}

TEST(Tiff, RowsThatAreCutOffAreTruncation) {
  File file = MakeTiff({.width = 8, .height = 8, .pixels = std::string(8 * 8 * 3, '\7')});
  ASSERT_EQ(Verdict("tiff", file), "ok");
  // The last of eight strips begins ten bytes before the end.
  const std::size_t entry = FindEntry(file, TIFFTAG_STRIPOFFSETS);
  const std::size_t table = std::to_integer<std::size_t>(file[entry + 8]) |
                            std::to_integer<std::size_t>(file[entry + 9]) << 8;
  PutBytes(file, table + 4 * 7, U32(static_cast<unsigned>(file.size() - 10)));
  EXPECT_EQ(Verdict("tiff", file), "truncated");
}

TEST(Tiff, ADamagedDirectoryIsCorruption) {
  // Samples that no photometric interpretation has.
  File file = MakeTiff(kRgb);
  PutBytes(file, FindEntry(file, TIFFTAG_SAMPLESPERPIXEL) + 8, U16(0xFFFF));
  EXPECT_EQ(Verdict("tiff", file), "corrupt");
}

TEST(Tiff, AStripBehindTheEndIsTruncation) {
  File file = MakeTiff(kRgb);
  PutBytes(file, FindEntry(file, TIFFTAG_STRIPOFFSETS) + 8, U32(0x7FFFFFF0));
  EXPECT_EQ(Verdict("tiff", file), "truncated");
}

TEST(Tiff, TilesThatNoPictureNeedsAreTooLarge) {
  Tiff image = {.width = 16, .height = 16, .samples = 1, .photometric = PHOTOMETRIC_MINISBLACK};
  image.tile = 16;
  image.pixels = std::string(256, 'x');
  File file = MakeTiff(image);
  EXPECT_EQ(Verdict("tiff", file), "ok gray-replicated");
  for (const std::uint32_t tag : {TIFFTAG_TILEWIDTH, TIFFTAG_TILELENGTH}) {
    PutBytes(file, FindEntry(file, tag) + 8, U32(16'384));
  }
  EXPECT_EQ(Verdict("tiff", file), "too-large");
}

// Which are read side by side.
TEST(Tiff, PlanesOfSeveralStripsAreChecked) {
  Tiff image = {.height = 3, .planar = PLANARCONFIG_SEPARATE, .rows_per_strip = 2};
  image.pixels = std::string("\1\2\3\4\5\6") + "\7\10\11\12\13\14" + "\15\16\17\20\21\22";
  EXPECT_EQ(TiffPixels(image), "1 7 13, 2 8 14 / 3 9 15, 4 10 16 / 5 11 17, 6 12 18");
  for (const int compression : {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_PACKBITS}) {
    image.compression = compression;
    const File file = MakeTiff(image);
    EXPECT_EQ(AcceptedPrefixes("tiff", file, 8), 0);
    ExpectSaneMutants("tiff", file);
    ExpectSaneMutants("tiff", file, Salvage());
  }
}

TEST(Tiff, NoCutAndNoByteGoesUnchecked) {
  for (const int compression : {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_PACKBITS}) {
    Tiff image = kRgb;
    image.compression = compression;
    const File file = MakeTiff(image);
    EXPECT_EQ(AcceptedPrefixes("tiff", file, 8), 0);
    ExpectSaneMutants("tiff", file);
    ExpectSaneMutants("tiff", file, Salvage());
  }
  Tiff planar = {.planar = PLANARCONFIG_SEPARATE, .pixels = "\1\4\2\5\3\6"};
  ExpectSaneMutants("tiff", MakeTiff(planar));
}

// 338 KB, which all of 3,740 strips were read from, took 15 s.
TEST(Tiff, StripsThatReadTheSameBytesAgainAndAgainAreTooComplex) {
  EXPECT_FALSE(FindSharedBlocks(15'000'000, 1000)) << "little, however often";
  EXPECT_FALSE(FindSharedBlocks(40'000'000, 20'000'000));
  const auto rejection = FindSharedBlocks(41'000'000, 20'000'000);
  ASSERT_TRUE(rejection);
  EXPECT_EQ(rejection->reason, Reason::kTooComplex);
}

}  // namespace
}  // namespace fit299::foreign
