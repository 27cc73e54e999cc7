// What a page of a TIFF file says of its pixels.
#ifndef FIT299_FOREIGN_TIFF_PAGE_H_
#define FIT299_FOREIGN_TIFF_PAGE_H_

#include <cstdint>
#include <optional>

#include "codec/codec.h"
#include "foreign/pixel_writer.h"
#include "foreign/tiff_file.h"

namespace fit299::foreign {

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

  // Of `count` pixels in a row, with `of_each` samples.
  std::size_t BytesFor(std::uint32_t count, int of_each) const {
    const auto bits_each = static_cast<std::size_t>(bits) * static_cast<std::size_t>(of_each);
    return (count * bits_each + 7) / 8;
  }
};

// Opens the page that is asked for. Errors: there is no such page, or its directory is damaged.
std::optional<Rejection> GoToTiffPage(TiffFile& file, int page);

// Number `index` of its file, which is open. Errors: kUnsupportedFeature, kCorrupt, kTooLarge.
Expected<TiffPage, Rejection> ReadTiffPage(const TiffFile& file, int index);

// The rejection of a claim of pixels that this many bytes cannot hold, at the page's compression;
// nullopt: they may.
std::optional<Rejection> FindImpossibleTiff(const TiffPage& page, std::size_t coded_bytes);

// The ICC profile of the page that is open; empty: none.
codec::Bytes FindTiffProfile(const TiffFile& file);

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_TIFF_PAGE_H_
