// TIFF by libtiff: a page, with integer samples of 1 to 16 bits.
#include <algorithm>
#include <cstdint>
#include <memory>
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
#include "foreign/tiff_blocks.h"
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
  TiffDecoding(TiffFile& file, const TiffPage& page, const DecodeRequest& request)
      : file_(file), page_(page), request_(request), samples_(page, request.reader) {}

  Expected<FitReport, Rejection> Run(const Header& header, cv::Mat& image) {
    const std::uint64_t file_bytes = file_.bytes().size();
    if (auto rejection = FindSharedBlocks(header.coded_bytes, file_bytes)) {
      return *std::move(rejection);
    }
    const auto coded = std::min<std::uint64_t>(header.coded_bytes, file_bytes);
    if (auto rejection = FindImpossibleTiff(page_, coded)) {
      return *std::move(rejection);
    }
    if (auto rejection = FindCostlyBlocks(file_, page_, request_)) return *std::move(rejection);
    if (page_.IsPalette() && !samples_.ReadPalette(file_)) {
      return Rejection{Reason::kCorrupt, "a palette picture without a palette"};
    }
    const bool is_damaged = file_.IsContradictory();
    OpenPlanes();
    FitReport report;
    samples_.NoteChanges(report);
    const int rows_together = page_.is_tiled && tiles_.HasColumns()
                                  ? static_cast<int>(std::min(tiles_.height, page_.height))
                                  : 1;
    PixelWriter writer(samples_.form(), header.size, request_, image, report, rows_together);
    writer.UseProfile(FindTiffProfile(file_));
    const bool whole = page_.is_tiled ? PutTiles(writer) : PutScanlines(writer);
    const TiffFile* const spoke = FindSpoken();
    const bool is_clean = whole && !is_cut_ && spoke == nullptr;
    if (!is_clean && request_.salvage && has_pixels_) {
      report.warnings.Add(Warning::kPixelsDamaged);
    } else if (!is_clean) {
      const Rejection cut{Reason::kTruncated, "the file ends"};
      Rejection rejection =
          AtRow(is_cut_ ? cut : (spoke != nullptr ? *spoke : file_).ToRejection());
      // Where the directory is damaged as well, its offsets prove no truncation.
      if (is_damaged && rejection.reason == Reason::kTruncated) rejection.reason = Reason::kCorrupt;
      return rejection;
    }
    if (page_.IsPalette()) report.changes.Add(Change::kPaletteExpanded);
    if (request_.frame > 0 || TIFFLastDirectory(file_.get()) == 0) {
      report.changes.Add(Change::kFirstFrameOnly);
    }
    writer.Finish(header);
    return report;
  }

 private:
  int width() const { return static_cast<int>(page_.width); }
  int height() const { return static_cast<int>(page_.height); }

  // The strips of each plane are read from top to bottom, which libtiff can do for one of them
  // only.
  void OpenPlanes() {
    planes_ = {&file_};
    for (int i = 1; page_.is_planar && !page_.is_tiled && i < page_.samples; ++i) {
      others_.push_back(std::make_unique<TiffFile>(file_.bytes()));
      TiffFile& other = *others_.back();
      if (other.IsOpen() && other.GoTo(request_.frame)) planes_.push_back(&other);
    }
    for (TiffFile* plane : planes_) {
      // libjpeg knows better how to turn its YCbCr into RGB.
      if (page_.IsJpegYcc()) {
        TIFFSetField(plane->get(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
      }
      if (request_.salvage) plane->AdmitCutBlocks();
      plane->Forget();
    }
  }

  // Whose libtiff has something to say; nullptr: none.
  const TiffFile* FindSpoken() const {
    const auto spoke = std::ranges::find_if(
        planes_, [](const TiffFile* plane) { return plane->HasErrors() || plane->HasWarnings(); });
    return spoke == planes_.end() ? nullptr : *spoke;
  }

  Rejection AtRow(Rejection rejection) const {
    rejection.detail = "in row " + std::to_string(std::min(row_ + 1, height())) + " of " +
                       std::to_string(height()) + ": " + rejection.detail;
    return rejection;
  }

  bool PutScanlines(PixelWriter& writer) {
    const tmsize_t size = TIFFScanlineSize(file_.get());
    const std::size_t wanted = page_.BytesFor(page_.width, page_.is_planar ? 1 : page_.samples);
    const std::size_t planes = page_.is_planar ? static_cast<std::size_t>(page_.samples) : 1;
    if (size < 0 || static_cast<std::size_t>(size) < wanted || planes_.size() != planes) {
      return false;
    }
    MakeBuffers(planes, static_cast<std::size_t>(size));
    for (row_ = 0; row_ < height(); ++row_) {
      if (ReadScanlines()) {
        samples_.Put(0, row_, width(), lines_, writer);
        has_pixels_ = true;
      } else if (request_.salvage) {
        PutMissingStrip(writer);
      } else {
        return false;
      }
    }
    return true;
  }

  void MakeBuffers(std::size_t planes, std::size_t bytes) {
    buffers_.assign(planes, std::vector<std::uint8_t>(bytes));
    lines_.clear();
    for (const auto& buffer : buffers_) lines_.push_back(buffer.data());
  }

  bool ReadScanlines() {
    for (std::size_t plane = 0; plane < planes_.size(); ++plane) {
      const TiffFile& file = *planes_[plane];
      if (TIFFReadScanline(file.get(), buffers_[plane].data(), static_cast<std::uint32_t>(row_),
                           static_cast<std::uint16_t>(plane)) >= 0) {
        continue;
      }
      // Of a strip that the file ends before, libtiff says nothing.
      if (!file.HasErrors()) is_cut_ = true;
      return false;
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

  bool PutTiles(PixelWriter& writer) {
    const tmsize_t size = TIFFTileSize(file_.get());
    if (tiles_.width == 0 || tiles_.height == 0 || size <= 0 ||
        static_cast<std::uint64_t>(size) < tiles_.plane_bytes) {
      return false;
    }
    MakeBuffers(static_cast<std::size_t>(tiles_.planes), static_cast<std::size_t>(size));
    for (std::uint32_t y = 0; y < page_.height; y += tiles_.height) {
      row_ = static_cast<int>(y);
      for (std::uint32_t x = 0; x < page_.width; x += tiles_.width) {
        const cv::Rect part(static_cast<int>(x), static_cast<int>(y),
                            static_cast<int>(std::min(tiles_.width, page_.width - x)),
                            static_cast<int>(std::min(tiles_.height, page_.height - y)));
        if (ReadTile(x, y)) {
          PutTile(part, writer);
          has_pixels_ = true;
        } else if (request_.salvage) {
          for (int i = 0; i < part.height; ++i) writer.PutMissing(part.x, part.y + i, part.width);
        } else {
          return false;
        }
        if (tiles_.width > page_.width - x) break;
      }
      if (tiles_.height > page_.height - y) break;
    }
    return true;
  }

  bool ReadTile(std::uint32_t x, std::uint32_t y) {
    for (std::size_t plane = 0; plane < buffers_.size(); ++plane) {
      std::vector<std::uint8_t>& buffer = buffers_[plane];
      const std::uint32_t tile =
          TIFFComputeTile(file_.get(), x, y, 0, static_cast<std::uint16_t>(plane));
      const auto size = static_cast<tmsize_t>(buffer.size());
      const tmsize_t read = TIFFReadEncodedTile(file_.get(), tile, buffer.data(), size);
      if (read < 0 && !file_.HasErrors()) is_cut_ = true;
      if (read < 0) return false;
    }
    return true;
  }

  void PutTile(const cv::Rect& part, PixelWriter& writer) {
    for (int i = 0; i < part.height; ++i) {
      for (std::size_t p = 0; p < lines_.size(); ++p) {
        lines_[p] = buffers_[p].data() + static_cast<std::size_t>(i) * tiles_.line_bytes;
      }
      samples_.Put(part.x, part.y + i, part.width, lines_, writer);
    }
  }

  TiffFile& file_;
  const TiffPage& page_;
  const DecodeRequest& request_;
  TiffSamples samples_;
  const TiffTiles tiles_{file_, page_};  // where the page is tiled
  std::vector<TiffFile*> planes_;        // file_, and one for each other plane of strips
  std::vector<std::unique_ptr<TiffFile>> others_;
  bool has_pixels_ = false;
  bool is_cut_ = false;
  int row_ = 0;
  std::vector<std::vector<std::uint8_t>> buffers_;  // of each plane: a row, or a tile
  std::vector<const std::uint8_t*> lines_;          // a row in each
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
  header.working_bytes = TiffWorkingBytes(file, *page, request);
  codec::NoteProfile(FindTiffProfile(file), request, header);
  header.coded_bytes = TiffCodedBytes(file, *page);
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
    return TiffDecoding(file, *page, request).Run(header, image);
  });
}

std::string TiffLibrary() {
  // "LIBTIFF, Version 4.5.0\nCopyright ..."
  std::string version = TIFFGetVersion();
  version.resize(std::min(version.find('\n'), version.size()));
  return "libtiff " + version.substr(version.rfind(' ') + 1);
}

}  // namespace fit299::foreign
