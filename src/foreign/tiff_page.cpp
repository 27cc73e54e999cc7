#include "foreign/tiff_page.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "codec/finish.h"
#include "foreign/tiff_directories.h"

namespace fit299::foreign {
namespace {

// The compressions that are read, and how many bytes one byte of a file can become; 0: no limit.
struct TiffCompression {
  std::uint16_t tag;
  std::int64_t limit;
};
constexpr std::array<TiffCompression, 11> kCompressions = {{
    {COMPRESSION_NONE, 1},
    {COMPRESSION_PACKBITS, 64},
    {COMPRESSION_LZW, 4096},
    {COMPRESSION_ADOBE_DEFLATE, 1032},
    {COMPRESSION_DEFLATE, 1032},
    {COMPRESSION_CCITTRLE, 0},
    {COMPRESSION_CCITTFAX3, 0},
    {COMPRESSION_CCITTFAX4, 0},
    {COMPRESSION_JPEG, 1024},
    {COMPRESSION_ZSTD, 0},
    {COMPRESSION_WEBP, 0},
}};

// Photographs of cameras are TIFF files too, whose first page is a small picture.
constexpr std::uint32_t kDngVersion = 50706;

Rejection Unsupported(std::string detail) {
  return {Reason::kUnsupportedFeature, std::move(detail)};
}

std::optional<Rejection> CheckCompression(const TiffPage& page) {
  const auto row = std::ranges::find(kCompressions, page.compression, &TiffCompression::tag);
  if (row == kCompressions.end() || TIFFIsCODECConfigured(page.compression) == 0) {
    return Unsupported("compression " + std::to_string(page.compression));
  }
  return std::nullopt;
}

std::optional<Rejection> CheckSamples(const TiffFile& file, const TiffPage& page) {
  const auto format = file.Get<std::uint16_t>(TIFFTAG_SAMPLEFORMAT);
  if (format != SAMPLEFORMAT_UINT && format != SAMPLEFORMAT_VOID) {
    return Unsupported(format == SAMPLEFORMAT_IEEEFP ? "floating-point samples"
                                                     : "samples that are no unsigned integers");
  }
  const bool known = page.bits == 8 || page.bits == 16 ||
                     (page.samples == 1 && (page.bits == 1 || page.bits == 2 || page.bits == 4));
  if (!known) {
    return Unsupported(std::to_string(page.samples) + " samples of " + std::to_string(page.bits) +
                       " bits");
  }
  return std::nullopt;
}

// What an extra sample means. An unspecified one is no transparency.
void ReadExtraSample(const TiffFile& file, PixelForm& form) {
  std::uint16_t count = 0;
  std::uint16_t* kinds = nullptr;
  TIFFGetFieldDefaulted(file.get(), TIFFTAG_EXTRASAMPLES, &count, &kinds);
  const std::uint16_t kind = count > 0 && kinds != nullptr ? kinds[0] : EXTRASAMPLE_UNSPECIFIED;
  form.premultiplied = kind == EXTRASAMPLE_ASSOCALPHA;
  form.ignores_alpha = kind == EXTRASAMPLE_UNSPECIFIED;
}

std::optional<Rejection> ReadForm(const TiffFile& file, TiffPage& page) {
  int colors = 0;
  switch (page.photometric) {
    case PHOTOMETRIC_MINISBLACK:
    case PHOTOMETRIC_MINISWHITE: colors = 1; break;
    case PHOTOMETRIC_PALETTE: colors = page.samples == 1 && page.bits <= 8 ? 1 : 0; break;
    case PHOTOMETRIC_RGB: colors = 3; break;
    case PHOTOMETRIC_YCBCR: colors = page.IsJpegYcc() && page.samples == 3 ? 3 : 0; break;
    case PHOTOMETRIC_SEPARATED: return Unsupported("CMYK");
    default: break;
  }
  const int extra = page.samples - colors;
  if (colors == 0 || extra < 0 || extra > 1) {
    return Unsupported("photometric interpretation " + std::to_string(page.photometric) + " with " +
                       std::to_string(page.samples) + " samples of " + std::to_string(page.bits) +
                       " bits");
  }
  page.form.channels = page.IsPalette() ? 3 : page.samples;
  page.form.depth = page.IsPalette() ? 8 : page.bits;
  if (extra == 1) ReadExtraSample(file, page.form);
  return std::nullopt;
}

}  // namespace

std::optional<Rejection> GoToTiffPage(TiffFile& file, int page) {
  if (page == 0) return std::nullopt;
  if (file.GoTo(page)) {
    return TiffDirectories(file.bytes()).FindMissing(TIFFCurrentDirOffset(file.get()));
  }
  if (!file.HasErrors()) {
    const auto pages = static_cast<int>(TIFFNumberOfDirectories(file.get()));
    if (auto missing = codec::FindMissingFrame(page, pages)) return missing;
  }
  return file.ToRejection();
}

Expected<TiffPage, Rejection> ReadTiffPage(const TiffFile& file, int index) {
  TiffPage page;
  page.width = file.Get<std::uint32_t>(TIFFTAG_IMAGEWIDTH);
  page.height = file.Get<std::uint32_t>(TIFFTAG_IMAGELENGTH);
  if (page.width == 0 || page.height == 0) {
    return Rejection{Reason::kCorrupt, "its sides are " + std::to_string(page.width) + " and " +
                                           std::to_string(page.height)};
  }
  if (page.width > kMaxTiffSide || page.height > kMaxTiffSide) {
    return Rejection{Reason::kTooLarge, "claims to be " + std::to_string(page.width) + "x" +
                                            std::to_string(page.height) + " pixels"};
  }
  page.bits = file.Get<std::uint16_t>(TIFFTAG_BITSPERSAMPLE);
  page.samples = file.Get<std::uint16_t>(TIFFTAG_SAMPLESPERPIXEL);
  page.compression = file.Get<std::uint16_t>(TIFFTAG_COMPRESSION);
  page.says_planes = file.Get<std::uint16_t>(TIFFTAG_PLANARCONFIG) == PLANARCONFIG_SEPARATE;
  page.is_planar = page.says_planes && page.samples > 1;
  page.is_tiled = TIFFIsTiled(file.get()) != 0;
  std::uint8_t* dng_version = nullptr;
  std::uint16_t dng_count = 0;
  // A small view that is asked for by its number is what is wanted.
  if ((index == 0 && (file.Get<std::uint32_t>(TIFFTAG_SUBFILETYPE) & FILETYPE_REDUCEDIMAGE) != 0) ||
      TIFFGetField(file.get(), kDngVersion, &dng_count, &dng_version) != 0) {
    return Unsupported("a raw photograph, or a page that is only a small view of another");
  }
  if (auto rejection = CheckCompression(page)) return *std::move(rejection);
  if (TIFFGetField(file.get(), TIFFTAG_PHOTOMETRIC, &page.photometric) == 0) {
    page.photometric = page.samples >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
  }
  if (auto rejection = CheckSamples(file, page)) return *std::move(rejection);
  if (auto rejection = ReadForm(file, page)) return *std::move(rejection);
  return page;
}

std::optional<Rejection> FindImpossibleTiff(const TiffPage& page, std::size_t coded_bytes) {
  const auto row = std::ranges::find(kCompressions, page.compression, &TiffCompression::tag);
  const auto bits = std::int64_t{page.width} * page.samples * page.bits;
  const std::int64_t pixels = std::int64_t{page.width} * page.height;
  const auto most = row->limit * static_cast<std::int64_t>(coded_bytes);
  if (pixels <= codec::kPixelsTakenOnTrust || row->limit == 0 ||
      page.height <= most / ((bits + 7) / 8)) {
    return std::nullopt;
  }
  return codec::ImpossibleClaim(
      cv::Size(static_cast<int>(page.width), static_cast<int>(page.height)), coded_bytes);
}

codec::Bytes FindTiffProfile(const TiffFile& file) {
  std::uint32_t size = 0;
  void* profile = nullptr;
  if (TIFFGetField(file.get(), TIFFTAG_ICCPROFILE, &size, &profile) == 0) return {};
  return {static_cast<const std::byte*>(profile), size};
}

}  // namespace fit299::foreign
