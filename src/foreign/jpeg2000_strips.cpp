#include "foreign/jpeg2000_strips.h"

#include <algorithm>
#include <limits>
#include <string>

namespace fit299::foreign {
namespace {

// Pixels of a strip. More of them take more memory, fewer more time: what reaches into two strips
// is decoded twice.
constexpr std::int64_t kStripPixels = 4'000'000;

// A single tile up to this size takes no more memory as a whole, and less time.
constexpr std::int64_t kWholePixels = 16'000'000;

// Rows of a strip that does not end with tiles are a multiple of these: components of half the size
// must begin with it.
constexpr std::int64_t kStep = 64;

// What OpenJPEG 2.5 was seen to take of memory, rounded up: 13 bytes for each pixel of a single
// tile, 35 for each of a part of one; 10,000 for a tile, some 500 for a block of coefficients.
constexpr std::uint64_t kWholePixelBytes = 16;
constexpr std::uint64_t kPixelBytes = 40;
constexpr std::uint64_t kTileBytes = 12'000;
constexpr std::uint64_t kPrecinctBytes = 1000;
constexpr std::uint64_t kBlockBytes = 400;
constexpr std::uint64_t kCoefficientBytes = 4;

std::int64_t Area(cv::Size size) { return std::int64_t{size.width} * size.height; }

}  // namespace

std::vector<cv::Range> PlanStrips(const CodestreamSize& size) {
  const int height = size.size.height;
  const auto has_place = [](std::uint64_t at, int side) {
    return at + static_cast<std::uint64_t>(side) <= std::numeric_limits<int>::max();
  };
  const std::int64_t whole = size.tiles == 1 ? kWholePixels : kStripPixels;
  if (Area(size.size) <= whole || !has_place(size.left, size.size.width) ||
      !has_place(size.top, height)) {
    return {{0, height}};
  }
  const auto tile = static_cast<std::int64_t>(size.tile_height);
  const auto above = static_cast<std::int64_t>(size.above);
  const std::int64_t most = std::max(kStep, kStripPixels / size.size.width);
  std::vector<cv::Range> strips;
  for (std::int64_t top = 0; top < height;) {
    const std::int64_t limit = top + most;
    const std::int64_t tile_end = (limit + above) / tile * tile - above;
    std::int64_t end = tile_end > top && tile_end % 2 == 0 ? tile_end : limit / kStep * kStep;
    if (limit >= height) end = height;
    strips.emplace_back(static_cast<int>(top), static_cast<int>(end));
    top = end;
  }
  return strips;
}

std::uint64_t DecompressBytes(const CodingUnits& units, const CodestreamSize& size,
                              std::uint64_t palette_columns) {
  int rows = 0;
  for (const cv::Range& strip : PlanStrips(size)) rows = std::max(rows, strip.size());
  const bool is_whole = size.tiles == 1 && rows == size.size.height;
  const auto pixels = static_cast<std::uint64_t>(std::int64_t{size.size.width} * rows);
  // A block that reaches into a strip is decoded as a whole.
  const std::uint64_t reach = is_whole ? 0 : 4 * units.block_height;
  const std::uint64_t row_bytes = kCoefficientBytes * static_cast<std::uint64_t>(size.size.width) *
                                  static_cast<std::uint64_t>(size.components);
  const std::uint64_t pixel_bytes =
      (is_whole ? kWholePixelBytes : kPixelBytes) + kCoefficientBytes * palette_columns;
  return pixel_bytes * pixels + reach * row_bytes + kTileBytes * size.tiles +
         kPrecinctBytes * units.precincts + kBlockBytes * units.blocks;
}

std::optional<Rejection> FindTooManyPackets(const CodingUnits& units, const CodestreamSize& size) {
  constexpr std::uint64_t kMost = 10'000'000;  // a second
  const std::uint64_t packets = units.packets * PlanStrips(size).size();
  if (packets <= kMost) return std::nullopt;
  return Rejection{Reason::kTooComplex, std::to_string(packets) + " headers of packets"};
}

}  // namespace fit299::foreign
