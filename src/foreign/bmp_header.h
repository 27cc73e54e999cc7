// The header of a BMP file, of Windows (all versions) and OS/2 (both).
#ifndef FIT299_FOREIGN_BMP_HEADER_H_
#define FIT299_FOREIGN_BMP_HEADER_H_

#include <array>
#include <cstdint>
#include <vector>

#include "codec/codec.h"

namespace fit299::foreign {

enum class BmpCoding : std::uint8_t { kPalette, kMasks, kBgr, kRle4, kRle8 };

struct BmpHeader {
  cv::Size size;
  bool top_down = false;
  std::uint32_t header_bytes = 0;
  int bits = 0;  // of a pixel
  BmpCoding coding = BmpCoding::kBgr;
  std::array<std::uint32_t, 4> masks = {};  // kMasks: red, green, blue, alpha (0: none)
  std::size_t palette_at = 0;
  std::size_t palette_colors = 0;
  std::size_t palette_entry = 4;  // bytes of a colour
  std::size_t pixels_at = 0;
  std::size_t file_bytes = 0;  // as the file says itself
  std::size_t profile_at = 0;  // an ICC profile; behind the end of the file when that was cut
  std::size_t profile_bytes = 0;
  bool links_profile = false;  // a profile stands in another file

  bool IsRle() const { return coding == BmpCoding::kRle4 || coding == BmpCoding::kRle8; }
  bool HasPalette() const { return coding == BmpCoding::kPalette || IsRle(); }
  // Of a row that is not run-length encoded.
  std::size_t RowBytes() const {
    return (static_cast<std::size_t>(size.width) * static_cast<std::size_t>(bits) + 31) / 32 * 4;
  }
};

// `file` may be the beginning of one. Errors: kTruncated (more bytes are needed), kCorrupt,
// kUnsupportedFeature.
Expected<BmpHeader, Rejection> ReadBmpHeader(codec::Bytes file);

// The ICC profile, as far as the file holds it; empty: none.
codec::Bytes FindBmpProfile(codec::Bytes file, const BmpHeader& header);

// The palette, as far as the file holds it, as RGB. REQUIRES: header.HasPalette().
std::vector<Rgb> ReadBmpPalette(codec::Bytes file, const BmpHeader& header);

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_BMP_HEADER_H_
