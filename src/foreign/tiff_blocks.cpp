#include "foreign/tiff_blocks.h"

#include <algorithm>
#include <string>

namespace fit299::foreign {
namespace {

// More than anybody has.
constexpr std::uint64_t kEndless = std::uint64_t{1} << 38;

// Tiles of 512x512 in a picture of 100,000 pixels' width take 154 MB.
constexpr std::uint64_t kMostTileBytes = 200'000'000;

// libwebp makes a strip or a tile at once: ARGB, and what libtiff has of it.
constexpr std::uint64_t kWebpBytesPerPixel = 8;

// Each of them costs libwebp ten microseconds before its first pixel.
constexpr std::uint32_t kMostWebps = 65536;

std::uint64_t Times(std::uint64_t a, std::uint64_t b) {
  return b != 0 && a > kEndless / b ? kEndless : a * b;
}

std::uint64_t TileBytes(const TiffTiles& tiles, const TiffPage& page,
                        const codec::DecodeRequest& request) {
  const bool is_wide = request.depth16 == Depth16::kKeep && page.bits > 8;
  const auto pixel = std::uint64_t{3} * (is_wide ? 2 : 1);
  const std::uint64_t rows = std::min(tiles.height, page.height);
  const std::uint64_t band = tiles.HasColumns() ? Times(Times(page.width, pixel), rows) : 0;
  return std::min(tiles.BufferBytes() + band, kEndless);
}

}  // namespace

TiffTiles::TiffTiles(const TiffFile& file, const TiffPage& page)
    : width(file.Get<std::uint32_t>(TIFFTAG_TILEWIDTH)),
      height(file.Get<std::uint32_t>(TIFFTAG_TILELENGTH)),
      page_width(page.width),
      planes(page.is_planar ? page.samples : 1),
      line_bytes(page.BytesFor(width, page.is_planar ? 1 : page.samples)),
      plane_bytes(Times(line_bytes, height)) {}

std::uint64_t TiffWorkingBytes(const TiffFile& file, const TiffPage& page,
                               const codec::DecodeRequest& request) {
  std::uint64_t bytes = 0;
  std::uint64_t block_pixels = 0;
  if (page.is_tiled) {
    const TiffTiles tiles(file, page);
    bytes = TileBytes(tiles, page, request);
    block_pixels = Times(tiles.width, tiles.height);
  } else {
    const auto rows = file.Get<std::uint32_t>(TIFFTAG_ROWSPERSTRIP);
    block_pixels = Times(page.width, std::min(rows, page.height));
  }
  if (page.compression == COMPRESSION_WEBP) bytes += Times(block_pixels, kWebpBytesPerPixel);
  return bytes;
}

std::uint64_t TiffCodedBytes(const TiffFile& file, const TiffPage& page) {
  const std::uint64_t file_bytes = file.bytes().size();
  const std::uint32_t blocks =
      page.is_tiled ? TIFFNumberOfTiles(file.get()) : TIFFNumberOfStrips(file.get());
  std::uint64_t bytes = 0;
  for (std::uint32_t block = 0; block < blocks; ++block) {
    bytes += std::min<std::uint64_t>(TIFFGetStrileByteCount(file.get(), block), file_bytes);
  }
  return bytes;
}

std::optional<Rejection> FindSharedBlocks(std::uint64_t coded_bytes, std::uint64_t file_bytes) {
  constexpr std::uint64_t kAnyway = 16'000'000;
  constexpr std::uint64_t kMostTimes = 2;
  if (coded_bytes <= kAnyway || coded_bytes / kMostTimes <= file_bytes) return std::nullopt;
  return Rejection{Reason::kTooComplex,
                   "its strips or tiles have their data in common: " + std::to_string(coded_bytes) +
                       " bytes in " + std::to_string(file_bytes)};
}

std::optional<Rejection> FindCostlyBlocks(const TiffFile& file, const TiffPage& page,
                                          const codec::DecodeRequest& request) {
  const std::uint32_t blocks =
      page.is_tiled ? TIFFNumberOfTiles(file.get()) : TIFFNumberOfStrips(file.get());
  if (page.compression == COMPRESSION_WEBP && blocks > kMostWebps) {
    return Rejection{Reason::kTooComplex, std::to_string(blocks) + " pictures of WebP"};
  }
  if (!page.is_tiled) return std::nullopt;
  const TiffTiles tiles(file, page);
  const std::uint64_t bytes = TileBytes(tiles, page, request);
  if (bytes <= kMostTileBytes) return std::nullopt;
  return Rejection{Reason::kTooLarge, "tiles of " + std::to_string(tiles.width) + "x" +
                                          std::to_string(tiles.height) + " pixels, which take " +
                                          std::to_string(bytes >> 20) + " MB a row"};
}

}  // namespace fit299::foreign
