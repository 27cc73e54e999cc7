// What libtiff decodes of a page at a time, and the memory that it takes.
#ifndef FIT299_FOREIGN_TIFF_BLOCKS_H_
#define FIT299_FOREIGN_TIFF_BLOCKS_H_

#include <cstdint>
#include <optional>

#include "codec/codec.h"
#include "foreign/tiff_file.h"
#include "foreign/tiff_page.h"

namespace fit299::foreign {

// Tiles are decoded as a whole, each into a buffer for every plane. Those that stand side by side
// are put together before their rows are given away.
struct TiffTiles {
  TiffTiles(const TiffFile& file, const TiffPage& page);

  bool HasColumns() const { return width < page_width; }
  std::uint64_t BufferBytes() const { return plane_bytes * static_cast<std::uint64_t>(planes); }

  std::uint32_t width;
  std::uint32_t height;
  std::uint32_t page_width;
  int planes;
  std::uint64_t line_bytes;   // of one plane
  std::uint64_t plane_bytes;  // of a tile
};

// The bytes that decoding takes beside the file and a band of rows.
std::uint64_t TiffWorkingBytes(const TiffFile& file, const TiffPage& page,
                               const codec::DecodeRequest& request);

// Of all the page's strips or tiles, as its directory has it; of each no more than the file has.
std::uint64_t TiffCodedBytes(const TiffFile& file, const TiffPage& page);

// The rejection of a page whose strips or tiles are read again and again from the same bytes, which
// costs as much each time; nullopt: it does not.
std::optional<Rejection> FindSharedBlocks(std::uint64_t coded_bytes, std::uint64_t file_bytes);

// The rejection of tiles that no picture needs, or of too many small ones of WebP; nullopt: they
// are neither.
std::optional<Rejection> FindCostlyBlocks(const TiffFile& file, const TiffPage& page,
                                          const codec::DecodeRequest& request);

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_TIFF_BLOCKS_H_
