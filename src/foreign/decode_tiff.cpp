// TIFF by libtiff: a page, with integer samples of 1 to 16 bits.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "codec/exif.h"
#include "codec/finish.h"
#include "codec/guard.h"
#include "codec/icc_convert.h"
#include "foreign/decoders.h"
#include "foreign/misread.h"
#include "foreign/pixel_writer.h"
#include "foreign/tiff_directories.h"
#include "foreign/tiff_file.h"
#include "foreign/tiff_page.h"
#include "foreign/tiff_samples.h"

namespace fit299::foreign {
namespace {

// What is missing or unknown in a file whose directory is damaged tells only of the damage.
Rejection InDirectory(const TiffFile& file, Rejection rejection) {
  if (!file.IsContradictory()) return rejection;
  if (rejection.reason == Reason::kTooLarge) return rejection;
  return {Reason::kCorrupt, "a damaged directory: " + file.ToRejection().detail};
}

class TiffDecoding {
 public:
  TiffDecoding(TiffFile& file, const TiffPage& page, Reader reader)
      : file_(file), page_(page), samples_(page, reader) {}

  Expected<FitReport, Rejection> Run(const Header& header, const DecodeRequest& request,
                                     cv::Mat& image) {
    if (auto rejection = FindImpossibleTiff(page_, file_.bytes().size())) {
      return *std::move(rejection);
    }
    // libjpeg knows better how to turn its YCbCr into RGB.
    if (page_.IsJpegYcc()) TIFFSetField(tiff(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    if (page_.IsPalette() && !samples_.ReadPalette(file_)) {
      return Rejection{Reason::kCorrupt, "a palette picture without a palette"};
    }
    FitReport report;
    const bool is_damaged = file_.IsContradictory();
    salvages_ = request.salvage;
    if (salvages_) file_.AdmitCutBlocks();
    file_.Forget();
    samples_.NoteChanges(report);
    PixelWriter writer(samples_.form(), header.size, request, image, report);
    writer.UseProfile(FindTiffProfile(file_));
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

  Rejection AtRow(Rejection rejection) const {
    rejection.detail = "in row " + std::to_string(std::min(row_ + 1, height())) + " of " +
                       std::to_string(height()) + ": " + rejection.detail;
    return rejection;
  }

  bool PutScanlines(PixelWriter& writer) {
    const tmsize_t size = TIFFScanlineSize(tiff());
    const std::size_t wanted = page_.BytesFor(page_.width, page_.samples);
    if (size < 0 || static_cast<std::size_t>(size) < wanted) return false;
    std::vector<std::uint8_t> line(static_cast<std::size_t>(size));
    for (row_ = 0; row_ < height(); ++row_) {
      if (TIFFReadScanline(tiff(), line.data(), static_cast<std::uint32_t>(row_)) < 0) {
        is_cut_ = !file_.HasErrors();
        if (!salvages_) return false;
        PutMissingStrip(writer);
        continue;
      }
      samples_.Put(0, row_, width(), {line.data()}, writer);
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
    const std::size_t line = page_.BytesFor(block_width, page_.is_planar ? 1 : page_.samples);
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
      samples_.Put(static_cast<int>(x), static_cast<int>(y + i), static_cast<int>(columns), planes,
                   writer);
    }
  }

  static void PutMissingBlock(std::uint32_t x, std::uint32_t y, std::uint32_t columns,
                              std::uint32_t rows, PixelWriter& writer) {
    for (std::uint32_t i = 0; i < rows; ++i) {
      writer.PutMissing(static_cast<int>(x), static_cast<int>(y + i), static_cast<int>(columns));
    }
  }

  static constexpr tmsize_t kMaxBlock = tmsize_t{1} << 30;

  TiffFile& file_;
  const TiffPage& page_;
  TiffSamples samples_;
  bool salvages_ = false;
  bool has_pixels_ = false;
  bool is_cut_ = false;
  int row_ = 0;
  std::vector<std::vector<std::uint8_t>> buffers_;
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
  if (auto rejection = GoToTiffPage(file, request.frame)) return *std::move(rejection);
  const auto page = ReadTiffPage(file, request.frame);
  if (!page) return InDirectory(file, page.error());
  if (auto misread = FindMisread(*page, request.reader)) return *std::move(misread);
  Header header;
  header.format = "tiff";
  header.size = cv::Size(static_cast<int>(page->width), static_cast<int>(page->height));
  header.depth = page->bits;
  NoteOrientation(file, request.reader, header);
  if (file.HasErrors() || file.HasWarnings()) header.warnings.Add(Warning::kAncillaryDamaged);
  codec::NoteProfile(FindTiffProfile(file), request, header);
  return header;
}

Expected<FitReport, Rejection> DecodeTiff(Bytes bytes, const Header& header,
                                          const DecodeRequest& request, cv::Mat& image) {
  return codec::Guard([&]() -> Expected<FitReport, Rejection> {
    TiffFile file(bytes);
    if (!file.IsOpen()) return file.ToRejection();
    if (auto rejection = GoToTiffPage(file, request.frame)) return *std::move(rejection);
    const auto page = ReadTiffPage(file, request.frame);
    if (!page) return page.error();
    return TiffDecoding(file, *page, request.reader).Run(header, request, image);
  });
}

std::string TiffLibrary() {
  // "LIBTIFF, Version 4.5.0\nCopyright ..."
  std::string version = TIFFGetVersion();
  version.resize(std::min(version.find('\n'), version.size()));
  return "libtiff " + version.substr(version.rfind(' ') + 1);
}

}  // namespace fit299::foreign
