// TIFF by libtiff: a page, with integer samples of 1 to 16 bits.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "codec/bytes.h"
#include "codec/exif.h"
#include "codec/finish.h"
#include "codec/guard.h"
#include "codec/icc_convert.h"
#include "foreign/decoders.h"
#include "foreign/misread.h"
#include "foreign/opencv_tiff.h"
#include "foreign/pixel_writer.h"
#include "foreign/tiff_file.h"

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

constexpr std::uint32_t kMaxSide = std::numeric_limits<int>::max();

Rejection Unsupported(std::string detail) {
  return {Reason::kUnsupportedFeature, std::move(detail)};
}

// What a page says of its pixels.
struct TiffPage {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  int bits = 1;
  int samples = 1;
  std::uint16_t photometric = PHOTOMETRIC_MINISBLACK;
  std::uint16_t compression = COMPRESSION_NONE;
  bool is_planar = false;
  bool says_planes = false;  // even of a single sample
  bool is_tiled = false;
  PixelForm form;

  bool IsJpegYcc() const {
    return photometric == PHOTOMETRIC_YCBCR && compression == COMPRESSION_JPEG;
  }
  bool IsPalette() const { return photometric == PHOTOMETRIC_PALETTE; }
};

// The directories, looked at beside libtiff, which takes an offset to nowhere for an error like any
// other.
class TiffDirectories {
 public:
  explicit TiffDirectories(Bytes file) : file_(file), big_endian_(codec::StartsWith(file, "MM")) {}

  // Of the first one, before libtiff. Errors: kTruncated (the file ends before something that tells
  // what its pixels are), kCorrupt.
  std::optional<Rejection> FindMissing() const {
    constexpr std::size_t kClassic = 8;
    constexpr std::size_t kBig = 16;
    const Rejection ended{Reason::kTruncated, "the file ends within its header"};
    if (file_.size() < kClassic) return ended;
    if (IsClassic()) return FindMissing(U32(4));
    if (file_.size() < kBig) return ended;
    const std::uint64_t low = U32(big_endian_ ? 12 : 8);
    const std::uint64_t high = U32(big_endian_ ? 8 : 12);
    return FindMissing(high << 32 | low);
  }

  // Of the one at this byte. REQUIRES: the header is there.
  std::optional<Rejection> FindMissing(std::uint64_t directory) const {
    return IsClassic() ? FindMissingValue(directory) : FindMissingAt(directory);
  }

 private:
  static constexpr std::size_t kEntry = 12;  // bytes, in a classic directory

  bool IsClassic() const { return U16(2) == 42; }
  std::uint32_t U16(std::size_t at) const {
    return big_endian_ ? codec::BigEndian16(file_, at) : codec::LittleEndian16(file_, at);
  }
  std::uint32_t U32(std::size_t at) const {
    return big_endian_ ? codec::BigEndian32(file_, at) : codec::LittleEndian32(file_, at);
  }

  std::optional<Rejection> FindMissingAt(std::uint64_t offset) const {
    if (offset < file_.size() && offset >= 8) return std::nullopt;
    // An offset that no file reaches was never right.
    constexpr std::uint64_t kFar = 1 << 30;
    const bool was_cut = offset >= file_.size() && offset < kFar;
    return Rejection{was_cut ? Reason::kTruncated : Reason::kCorrupt,
                     "its directory would be at byte " + std::to_string(offset)};
  }

  // Of a classic directory that the file ends within: whether it was one before it was cut. That it
  // was, libtiff will tell.
  std::optional<Rejection> FindNonsense(std::uint64_t directory) const {
    for (std::size_t at = directory + 2; at + 4 <= file_.size(); at += kEntry) {
      const std::uint32_t type = U16(at + 2);
      if (type < TIFF_BYTE || type > TIFF_IFD8) {
        return Rejection{Reason::kCorrupt,
                         "the file ends within its directory, which has a value of type " +
                             std::to_string(type)};
      }
    }
    return std::nullopt;
  }

  // Of a classic directory also sides beyond all reason, and those values that stand elsewhere and
  // that libtiff would do without.
  std::optional<Rejection> FindMissingValue(std::uint64_t directory) const {
    if (auto rejection = FindMissingAt(directory)) return rejection;
    if (file_.size() - directory < 2) return std::nullopt;
    const std::size_t count = U16(directory);
    if (file_.size() < directory + 2 + count * kEntry) {
      if (auto nonsense = FindNonsense(directory)) return nonsense;
    }
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at = directory + 2 + i * kEntry;
      if (file_.size() < at + kEntry) return std::nullopt;  // libtiff will tell
      const std::uint32_t tag = U16(at);
      const bool is_side = tag == TIFFTAG_IMAGEWIDTH || tag == TIFFTAG_IMAGELENGTH;
      if (is_side && U16(at + 2) == TIFF_LONG && U32(at + 8) > kMaxSide) {
        return Rejection{Reason::kTooLarge,
                         "claims a side of " + std::to_string(U32(at + 8)) + " pixels"};
      }
      const bool matters = tag == TIFFTAG_BITSPERSAMPLE || tag == TIFFTAG_EXTRASAMPLES ||
                           tag == TIFFTAG_SAMPLEFORMAT;
      const bool is_elsewhere = U32(at + 4) > 2;  // more than two shorts
      if (matters && is_elsewhere && U32(at + 8) >= file_.size()) {
        return Rejection{Reason::kTruncated, "the values of tag " + std::to_string(tag) +
                                                 " would be at byte " +
                                                 std::to_string(U32(at + 8))};
      }
    }
    return std::nullopt;
  }

  Bytes file_;
  bool big_endian_;
};

// What is missing or unknown in a file whose directory is damaged tells only of the damage.
Rejection InDirectory(const TiffFile& file, Rejection rejection) {
  if (!file.IsContradictory()) return rejection;
  if (rejection.reason == Reason::kTooLarge) return rejection;
  return {Reason::kCorrupt, "a damaged directory: " + file.ToRejection().detail};
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

// Opens the page that is asked for. Errors: there is no such page, or its directory is damaged.
std::optional<Rejection> GoToPage(TiffFile& file, int page) {
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

// Number `index` of its file, which is open.
Expected<TiffPage, Rejection> ReadPage(const TiffFile& file, int index) {
  TiffPage page;
  page.width = file.Get<std::uint32_t>(TIFFTAG_IMAGEWIDTH);
  page.height = file.Get<std::uint32_t>(TIFFTAG_IMAGELENGTH);
  if (page.width == 0 || page.height == 0) {
    return Rejection{Reason::kCorrupt, "its sides are " + std::to_string(page.width) + " and " +
                                           std::to_string(page.height)};
  }
  if (page.width > kMaxSide || page.height > kMaxSide) {
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

Bytes FindProfile(const TiffFile& file) {
  std::uint32_t size = 0;
  void* profile = nullptr;
  if (TIFFGetField(file.get(), TIFFTAG_ICCPROFILE, &size, &profile) == 0) return {};
  return {static_cast<const std::byte*>(profile), size};
}

class TiffDecoding {
 public:
  TiffDecoding(TiffFile& file, const TiffPage& page) : file_(file), page_(page), form_(page.form) {}

  Expected<FitReport, Rejection> Run(const Header& header, const DecodeRequest& request,
                                     cv::Mat& image) {
    if (auto rejection = FindImpossible(header)) return *std::move(rejection);
    // libjpeg knows better how to turn its YCbCr into RGB.
    if (page_.IsJpegYcc()) TIFFSetField(tiff(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    if (page_.IsPalette() && !ReadPalette()) {
      return Rejection{Reason::kCorrupt, "a palette picture without a palette"};
    }
    FitReport report;
    const bool is_damaged = file_.IsContradictory();
    salvages_ = request.salvage;
    if (salvages_) file_.AdmitCutBlocks();
    file_.Forget();
    if (request.reader == Reader::kOpenCv) TakeOpenCvForm(report);
    PixelWriter writer(form_, header.size, request, image, report);
    writer.UseProfile(FindProfile(file_));
    const bool whole = page_.is_tiled || page_.is_planar ? PutBlocks(writer) : PutScanlines(writer);
    const bool is_clean = whole && !is_cut_ && !file_.HasErrors() && !file_.HasWarnings();
    if (!is_clean && salvages_ && has_pixels_) {
      report.warnings.Add(Warning::kPixelsDamaged);
    } else if (!is_clean) {
      const Rejection cut{Reason::kTruncated, "the file ends"};
      Rejection rejection = AtRow(is_cut_ ? cut : file_.ToRejection());
      // Where the directory is damaged as well, its offsets prove no truncation.
      if (is_damaged && rejection.reason == Reason::kTruncated) rejection.reason = Reason::kCorrupt;
      return rejection;
    }
    if (page_.IsPalette()) report.changes.Add(Change::kPaletteExpanded);
    if (request.frame > 0 || TIFFLastDirectory(tiff()) == 0)
      report.changes.Add(Change::kFirstFrameOnly);
    writer.Finish(header);
    return report;
  }

 private:
  TIFF* tiff() const { return file_.get(); }
  int width() const { return static_cast<int>(page_.width); }
  int height() const { return static_cast<int>(page_.height); }

  // Colours of 8 bits, multiplied by alpha, which is dropped.
  void TakeOpenCvForm(FitReport& report) {
    multiplies_ = form_.channels == 4 && !form_.premultiplied && !form_.ignores_alpha;
    form_.premultiplied = false;
    if (multiplies_) report.changes.Add(Change::kAlphaBlended);
    if (form_.depth <= 8 || form_.channels < 3) return;
    form_.depth = 8;
    report.changes.Add(Change::kDepthReduced);
  }

  Rejection AtRow(Rejection rejection) const {
    rejection.detail = "in row " + std::to_string(std::min(row_ + 1, height())) + " of " +
                       std::to_string(height()) + ": " + rejection.detail;
    return rejection;
  }

  // A claim of pixels that this many bytes cannot hold, at this compression.
  std::optional<Rejection> FindImpossible(const Header& header) const {
    const auto row = std::ranges::find(kCompressions, page_.compression, &TiffCompression::tag);
    const auto bits = std::int64_t{page_.width} * page_.samples * page_.bits;
    const std::int64_t pixels = std::int64_t{page_.width} * page_.height;
    const auto most = row->limit * static_cast<std::int64_t>(file_.bytes().size());
    if (pixels <= codec::kPixelsTakenOnTrust || row->limit == 0 ||
        page_.height <= most / ((bits + 7) / 8)) {
      return std::nullopt;
    }
    return codec::ImpossibleClaim(header.size, file_.bytes().size());
  }

  // The colours as bytes. Old writers put 0..255 where 0..65535 belongs.
  bool ReadPalette() {
    std::array<std::uint16_t*, 3> maps = {};
    if (TIFFGetField(tiff(), TIFFTAG_COLORMAP, maps.data(), &maps[1], &maps[2]) == 0) return false;
    const std::size_t count = std::size_t{1} << page_.bits;
    const bool is_old = std::ranges::all_of(maps, [&](const std::uint16_t* map) {
      return std::all_of(map, map + count, [](std::uint16_t value) { return value < 256; });
    });
    palette_.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t c = 0; c < 3; ++c) {
        palette_[i][c] = static_cast<std::uint8_t>(is_old ? maps[c][i] : maps[c][i] >> 8);
      }
    }
    return true;
  }

  bool PutScanlines(PixelWriter& writer) {
    const tmsize_t size = TIFFScanlineSize(tiff());
    const std::size_t wanted = BytesFor(page_.width, page_.samples);
    if (size < 0 || static_cast<std::size_t>(size) < wanted) return false;
    std::vector<std::uint8_t> line(static_cast<std::size_t>(size));
    for (row_ = 0; row_ < height(); ++row_) {
      if (TIFFReadScanline(tiff(), line.data(), static_cast<std::uint32_t>(row_)) < 0) {
        is_cut_ = !file_.HasErrors();
        if (!salvages_) return false;
        PutMissingStrip(writer);
        continue;
      }
      PutSamples(0, row_, width(), {line.data()}, writer);
      has_pixels_ = true;
    }
    return true;
  }

  // From this row on, and goes to its last one.
  void PutMissingStrip(PixelWriter& writer) {
    const auto rows = std::max<std::int64_t>(file_.Get<std::uint32_t>(TIFFTAG_ROWSPERSTRIP), 1);
    const auto end = std::min<std::int64_t>((row_ / rows + 1) * rows, height());
    for (; row_ < end; ++row_) writer.PutMissing(0, row_, width());
    --row_;
  }

  // Bytes of `count` pixels in a row, with `samples` of each.
  std::size_t BytesFor(std::uint32_t count, int samples) const {
    const auto bits = static_cast<std::size_t>(page_.bits) * static_cast<std::size_t>(samples);
    return (count * bits + 7) / 8;
  }

  // Blocks are tiles, or strips of planes: a strip is a tile as wide as the picture.
  bool PutBlocks(PixelWriter& writer) {
    std::uint32_t block_width = page_.width;
    std::uint32_t block_height = 0;
    if (page_.is_tiled) {
      block_width = file_.Get<std::uint32_t>(TIFFTAG_TILEWIDTH);
      block_height = file_.Get<std::uint32_t>(TIFFTAG_TILELENGTH);
    } else {
      block_height = std::min(file_.Get<std::uint32_t>(TIFFTAG_ROWSPERSTRIP), page_.height);
    }
    const tmsize_t size = page_.is_tiled ? TIFFTileSize(tiff()) : TIFFStripSize(tiff());
    const int planes = page_.is_planar ? page_.samples : 1;
    const std::size_t line = BytesFor(block_width, page_.is_planar ? 1 : page_.samples);
    if (block_width == 0 || block_height == 0 || size <= 0 ||
        static_cast<std::size_t>(size) / line < block_height || size > kMaxBlock / planes) {
      return false;
    }
    buffers_.assign(static_cast<std::size_t>(planes),
                    std::vector<std::uint8_t>(static_cast<std::size_t>(size)));
    for (std::uint32_t y = 0; y < page_.height; y += block_height) {
      for (std::uint32_t x = 0; x < page_.width; x += block_width) {
        row_ = static_cast<int>(y);
        const std::uint32_t columns = std::min(block_width, page_.width - x);
        const std::uint32_t rows = std::min(block_height, page_.height - y);
        if (ReadBlock(x, y)) {
          PutBlock(x, y, columns, rows, line, writer);
          has_pixels_ = true;
        } else if (salvages_) {
          PutMissingBlock(x, y, columns, rows, writer);
        } else {
          return false;
        }
        if (block_width > page_.width - x) break;
      }
      if (block_height > page_.height - y) break;
    }
    return true;
  }

  bool ReadBlock(std::uint32_t x, std::uint32_t y) {
    for (std::size_t plane = 0; plane < buffers_.size(); ++plane) {
      std::vector<std::uint8_t>& buffer = buffers_[plane];
      const auto size = static_cast<tmsize_t>(buffer.size());
      const auto sample = static_cast<std::uint16_t>(plane);
      const tmsize_t read =
          page_.is_tiled ? TIFFReadEncodedTile(tiff(), TIFFComputeTile(tiff(), x, y, 0, sample),
                                               buffer.data(), size)
                         : TIFFReadEncodedStrip(tiff(), TIFFComputeStrip(tiff(), y, sample),
                                                buffer.data(), size);
      // Of a block that the file ends before, libtiff says nothing.
      if (read < 0 && !file_.HasErrors()) is_cut_ = true;
      if (read < 0) return false;
    }
    return true;
  }

  void PutBlock(std::uint32_t x, std::uint32_t y, std::uint32_t columns, std::uint32_t rows,
                std::size_t line, PixelWriter& writer) {
    std::vector<const std::uint8_t*> planes(buffers_.size());
    for (std::uint32_t i = 0; i < rows; ++i) {
      for (std::size_t p = 0; p < planes.size(); ++p) planes[p] = buffers_[p].data() + i * line;
      PutSamples(static_cast<int>(x), static_cast<int>(y + i), static_cast<int>(columns), planes,
                 writer);
    }
  }

  static void PutMissingBlock(std::uint32_t x, std::uint32_t y, std::uint32_t columns,
                              std::uint32_t rows, PixelWriter& writer) {
    for (std::uint32_t i = 0; i < rows; ++i) {
      writer.PutMissing(static_cast<int>(x), static_cast<int>(y + i), static_cast<int>(columns));
    }
  }

  // A row of samples as the file packs them, in one plane or in one for each sample.
  void PutSamples(int x, int y, int count, const std::vector<const std::uint8_t*>& planes,
                  PixelWriter& writer) {
    if (page_.bits == 16) return PutWide(x, y, count, planes, writer);
    const auto pixels = static_cast<std::size_t>(count);
    bytes_.resize(pixels * static_cast<std::size_t>(page_.form.channels));
    if (page_.IsPalette()) {
      for (std::size_t i = 0; i < pixels; ++i) {
        std::ranges::copy(palette_[Packed(planes[0], i)],
                          bytes_.begin() + static_cast<std::ptrdiff_t>(i * 3));
      }
    } else if (page_.bits < 8) {
      const int full = (1 << page_.bits) - 1;
      for (std::size_t i = 0; i < pixels; ++i) {
        bytes_[i] = static_cast<std::uint8_t>(Packed(planes[0], i) * 255 / full);
      }
    } else {
      Interleave<std::uint8_t>(planes, bytes_);
    }
    Invert(bytes_);
    PutBytes(x, y, count, writer);
  }

  void PutBytes(int x, int y, int count, PixelWriter& writer) {
    if (multiplies_) opencv_tiff::Multiply(bytes_);
    writer.Put(x, y, count, bytes_.data());
  }

  void PutWide(int x, int y, int count, const std::vector<const std::uint8_t*>& planes,
               PixelWriter& writer) {
    wide_.resize(static_cast<std::size_t>(count) * static_cast<std::size_t>(page_.form.channels));
    Interleave<std::uint16_t>(planes, wide_);
    Invert(wide_);
    if (form_.depth > 8) return writer.Put(x, y, count, wide_.data());
    bytes_.resize(wide_.size());
    std::ranges::transform(wide_, bytes_.begin(), opencv_tiff::ToByte);
    PutBytes(x, y, count, writer);
  }

  // Sample i of 8 or fewer bits.
  int Packed(const std::uint8_t* from, std::size_t i) const {
    const auto bits = static_cast<std::size_t>(page_.bits);
    const std::size_t bit = i * bits;
    return from[bit / 8] >> (8 - bits - bit % 8) & ((1 << page_.bits) - 1);
  }

  template <class Sample>
  static void Interleave(const std::vector<const std::uint8_t*>& planes, std::vector<Sample>& to) {
    const std::size_t count = to.size() / planes.size();
    for (std::size_t p = 0; p < planes.size(); ++p) {
      for (std::size_t i = 0; i < count; ++i) {
        std::memcpy(&to[i * planes.size() + p], planes[p] + i * sizeof(Sample), sizeof(Sample));
      }
    }
  }

  // MINISWHITE; an extra sample is no colour.
  template <class Sample>
  void Invert(std::vector<Sample>& samples) const {
    if (page_.photometric != PHOTOMETRIC_MINISWHITE) return;
    const auto step = static_cast<std::size_t>(page_.form.channels);
    for (std::size_t i = 0; i < samples.size(); i += step) {
      samples[i] = static_cast<Sample>(~samples[i]);
    }
  }

  static constexpr tmsize_t kMaxBlock = tmsize_t{1} << 30;

  TiffFile& file_;
  const TiffPage& page_;
  PixelForm form_;           // as it is put
  bool multiplies_ = false;  // colours by their alpha
  bool salvages_ = false;
  bool has_pixels_ = false;
  bool is_cut_ = false;
  int row_ = 0;
  std::vector<Rgb> palette_;
  std::vector<std::vector<std::uint8_t>> buffers_;
  std::vector<std::uint8_t> bytes_;
  std::vector<std::uint16_t> wide_;
};

// Pillow reads XMP where the tag is not there.
void NoteOrientation(const TiffFile& file, Reader reader, Header& header) {
  std::uint16_t orientation = ORIENTATION_TOPLEFT;
  const bool is_said = TIFFGetField(file.get(), TIFFTAG_ORIENTATION, &orientation) != 0;
  std::uint32_t size = 0;
  void* xmp = nullptr;
  if (!is_said && reader == Reader::kPillow &&
      TIFFGetField(file.get(), TIFFTAG_XMLPACKET, &size, &xmp) != 0) {
    header.orientation = codec::ReadXmpOrientation({static_cast<const char*>(xmp), size});
  } else if (orientation >= 1 && orientation <= 8) {
    header.orientation = orientation;
  } else {
    header.warnings.Add(Warning::kExifIgnored);
  }
}

std::optional<Rejection> FindMisread(const TiffPage& page, Reader reader) {
  if (reader == Reader::kPillow) {
    const bool is_inverted = page.photometric == PHOTOMETRIC_MINISWHITE;
    if (page.bits == 16 && page.is_planar) {
      return Misread("Pillow", "a TIFF of 16 bits in separate planes");
    }
    if (is_inverted && (page.bits == 16 || page.says_planes)) {
      return Misread("Pillow", "a TIFF of 16 bits, or in planes, where white is 0");
    }
  }
  if (reader == Reader::kOpenCv && page.form.channels == 2) {
    return Misread("OpenCV", "a TIFF of gray and alpha");
  }
  return std::nullopt;
}

}  // namespace

Expected<Header, Rejection> ProbeTiff(Bytes bytes, const DecodeRequest& request) {
  if (auto rejection = TiffDirectories(bytes).FindMissing()) return *std::move(rejection);
  TiffFile file(bytes);
  if (!file.IsOpen()) return file.ToRejection();
  if (auto rejection = GoToPage(file, request.frame)) return *std::move(rejection);
  const auto page = ReadPage(file, request.frame);
  if (!page) return InDirectory(file, page.error());
  if (auto misread = FindMisread(*page, request.reader)) return *std::move(misread);
  Header header;
  header.format = "tiff";
  header.size = cv::Size(static_cast<int>(page->width), static_cast<int>(page->height));
  header.depth = page->bits;
  NoteOrientation(file, request.reader, header);
  if (file.HasErrors() || file.HasWarnings()) header.warnings.Add(Warning::kAncillaryDamaged);
  codec::NoteProfile(FindProfile(file), request, header);
  return header;
}

Expected<FitReport, Rejection> DecodeTiff(Bytes bytes, const Header& header,
                                          const DecodeRequest& request, cv::Mat& image) {
  return codec::Guard([&]() -> Expected<FitReport, Rejection> {
    TiffFile file(bytes);
    if (!file.IsOpen()) return file.ToRejection();
    if (auto rejection = GoToPage(file, request.frame)) return *std::move(rejection);
    const auto page = ReadPage(file, request.frame);
    if (!page) return page.error();
    return TiffDecoding(file, *page).Run(header, request, image);
  });
}

std::string TiffLibrary() {
  // "LIBTIFF, Version 4.5.0\nCopyright ..."
  std::string version = TIFFGetVersion();
  version.resize(std::min(version.find('\n'), version.size()));
  return "libtiff " + version.substr(version.rfind(' ') + 1);
}

}  // namespace fit299::foreign
