#include "foreign/codestream.h"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "codec/bytes.h"

namespace fit299::foreign {
namespace {

using codec::BigEndian16;
using codec::BigEndian32;

constexpr std::uint32_t kSoc = 0xFF4F;
constexpr std::uint32_t kSiz = 0xFF51;
constexpr std::uint32_t kCod = 0xFF52;
constexpr std::uint32_t kCoc = 0xFF53;
constexpr std::uint32_t kQcd = 0xFF5C;
constexpr std::uint32_t kQcc = 0xFF5D;
constexpr std::uint32_t kRgn = 0xFF5E;
constexpr std::uint32_t kSot = 0xFF90;
constexpr std::uint32_t kSod = 0xFF93;
constexpr std::uint32_t kEoc = 0xFFD9;
constexpr std::size_t kSizFixed = 38;  // up to the components, its length included
constexpr std::size_t kSotSegment = 12;
constexpr std::size_t kStyleBytes = 5;  // levels, sides of a block, two more
constexpr std::size_t kLayers = 4;      // where in COD their number stands
constexpr std::uint64_t kMostTiles = 65535;
constexpr int kMostBits = 38;  // of a sample

std::uint64_t DivideUp(std::uint64_t value, std::uint64_t by) { return (value + by - 1) / by; }

std::uint64_t Area(cv::Size size) {
  return static_cast<std::uint64_t>(std::int64_t{size.width} * size.height);
}

Rejection Ended(std::size_t at) {
  return {Reason::kTruncated, "the codestream ends at byte " + std::to_string(at)};
}

Rejection Corrupt(std::string detail) { return {Reason::kCorrupt, std::move(detail)}; }

// The first tile-part, behind the main header, whose segments have a length.
Expected<std::size_t, Rejection> FindTileParts(codec::Bytes codestream) {
  std::size_t at = 2;  // behind SOC
  while (codestream.size() - at >= 4) {
    const std::uint32_t marker = BigEndian16(codestream, at);
    if (marker == kSot) return at;
    const std::size_t length = BigEndian16(codestream, at + 2);
    if (marker < 0xFF00 || marker == kEoc || length < 2) {
      return Corrupt("no marker at byte " + std::to_string(at) + " of the codestream");
    }
    if (codestream.size() - at < 2 + length) break;
    at += 2 + length;
  }
  return Ended(codestream.size());
}

// In which a component's number stands.
std::size_t NumberBytes(int components) { return components < 257 ? 1 : 2; }

// What a COD or COC segment says of the decomposition.
struct CodingStyle {
  codec::Bytes segment;        // its length included
  std::uint64_t layers = 1;    // where it says how many
  std::size_t levels = 0;      // where in it their number stands
  bool has_precincts = false;  // sizes of them stand behind; else they are as large as can be
};

// nullopt: the segment of this marker says nothing of it.
std::optional<CodingStyle> StyleOf(std::uint32_t marker, codec::Bytes segment, int components) {
  if (marker != kCod && marker != kCoc) return std::nullopt;
  const std::size_t style = marker == kCod ? 2 : 1 + NumberBytes(components) + 1;
  const std::size_t levels = marker == kCod ? 7 : style + 1;
  if (levels + kStyleBytes > segment.size()) return std::nullopt;
  const std::uint64_t layers = marker == kCod ? BigEndian16(segment, kLayers) : 1;
  return CodingStyle{segment, layers, levels, (codec::Byte(segment, style) & 1) != 0};
}

// The bit-planes that a coefficient can have by a QCD or QCC segment (B.10.5, E.1), or that RGN
// shifts it by; 0: it says nothing of them.
std::uint64_t BitPlanes(std::uint32_t marker, codec::Bytes segment, int components) {
  const std::size_t begin = marker == kQcd ? 2 : 2 + NumberBytes(components);
  if (marker == kRgn) {
    return begin + 1 < segment.size() ? codec::Byte(segment, begin + 1) : 0;
  }
  if ((marker != kQcd && marker != kQcc) || begin >= segment.size()) return 0;
  const std::uint32_t style = codec::Byte(segment, begin);
  const std::size_t step = (style & 31) == 0 ? 1 : 2;  // bytes; the exponent is in the first
  std::uint64_t most = 0;
  for (std::size_t at = begin + 1; at + step <= segment.size(); at += step) {
    most = std::max<std::uint64_t>(most, codec::Byte(segment, at) >> 3);
  }
  return most + (style >> 5);
}

// Calls `visit` with the marker and, its length included, the content of each segment from `at` on,
// up to data or to what is no segment.
template <class Visit>
void VisitSegments(codec::Bytes codestream, std::size_t at, const Visit& visit) {
  while (codestream.size() - at >= 4) {
    const std::uint32_t marker = BigEndian16(codestream, at);
    const std::size_t length = BigEndian16(codestream, at + 2);
    if (marker < 0xFF00 || marker == kSot || marker == kSod || length < 2 ||
        codestream.size() - at < 2 + length) {
      return;
    }
    visit(marker, codestream.subspan(at + 2, length));
    at += 2 + length;
  }
}

// Of all headers, wherever in the codestream they stand.
template <class Visit>
void VisitAllSegments(codec::Bytes codestream, const Visit& visit) {
  const auto first = FindTileParts(codestream);
  if (!first) return;
  VisitSegments(codestream, 2, visit);
  for (std::size_t at = *first;
       codestream.size() - at >= kSotSegment && BigEndian16(codestream, at) == kSot;) {
    VisitSegments(codestream, at + kSotSegment, visit);
    const std::size_t length = BigEndian32(codestream, at + 6);
    if (length < kSotSegment || length > codestream.size() - at) return;
    at += length;
  }
}

// Of one component; 0: as large as can be.
std::uint64_t CountPrecincts(const CodingStyle& style, cv::Size picture) {
  if (!style.has_precincts) return 0;
  const std::uint32_t last = std::min(codec::Byte(style.segment, style.levels), 32U);
  std::uint64_t count = 0;
  for (std::uint32_t level = 0; level <= last; ++level) {
    const std::size_t at = style.levels + kStyleBytes + level;
    if (at >= style.segment.size()) break;
    const std::uint32_t exponents = codec::Byte(style.segment, at);
    const std::uint64_t shrink = std::uint64_t{1} << (last - level);
    const auto along = [&](int side, std::uint32_t exponent) {
      return DivideUp(DivideUp(static_cast<std::uint64_t>(side), shrink),
                      std::uint64_t{1} << exponent);
    };
    count += along(picture.width, exponents & 15) * along(picture.height, exponents >> 4);
  }
  return count;
}

// The exponents of a block's sides.
std::uint32_t BlockExponent(const CodingStyle& style, std::size_t at) {
  constexpr std::uint32_t kSmallest = 2;
  return kSmallest + (codec::Byte(style.segment, style.levels + at) & 15);
}
std::uint32_t WidthExponent(const CodingStyle& style) { return BlockExponent(style, 1); }
std::uint32_t HeightExponent(const CodingStyle& style) { return BlockExponent(style, 2); }

// Of one component, as if none was cut off.
std::uint64_t CountBlocks(const CodingStyle& style, cv::Size picture) {
  return Area(picture) >> (WidthExponent(style) + HeightExponent(style));
}

// Of a tile-part: its segments, up to its data.
std::size_t HeaderBytes(codec::Bytes part) {
  std::size_t at = 0;
  while (part.size() - at >= 4 && BigEndian16(part, at) != kSod) {
    const std::size_t length = BigEndian16(part, at + 2);
    if (length < 2 || part.size() - at < 2 + length) break;
    at += 2 + length;
  }
  return at;
}

}  // namespace

Expected<CodestreamSize, Rejection> ReadCodestreamSize(codec::Bytes codestream) {
  constexpr std::size_t kSizAt = 4;  // behind SOC and SIZ's own marker
  if (codestream.size() < kSizAt + kSizFixed) return Ended(codestream.size());
  if (BigEndian16(codestream, 0) != kSoc || BigEndian16(codestream, 2) != kSiz) {
    return Corrupt("a codestream without SOC and SIZ");
  }
  const codec::Bytes siz = codestream.subspan(kSizAt);
  const std::uint64_t right = BigEndian32(siz, 4);
  const std::uint64_t bottom = BigEndian32(siz, 8);
  const std::uint64_t left = BigEndian32(siz, 12);
  const std::uint64_t top = BigEndian32(siz, 16);
  const std::uint64_t tile_width = BigEndian32(siz, 20);
  const std::uint64_t tile_height = BigEndian32(siz, 24);
  const std::uint64_t tiles_left = BigEndian32(siz, 28);
  const std::uint64_t tiles_top = BigEndian32(siz, 32);
  if (right <= left || bottom <= top || tile_width == 0 || tile_height == 0 || tiles_left > left ||
      tiles_top > top) {
    return Corrupt("a picture or a tile with a side of 0 pixels");
  }
  constexpr std::uint64_t kMaxSide = std::numeric_limits<int>::max();
  if (right - left > kMaxSide || bottom - top > kMaxSide) {
    return Rejection{Reason::kTooLarge, "claims to be " + std::to_string(right - left) + "x" +
                                            std::to_string(bottom - top) + " pixels"};
  }
  CodestreamSize size;
  size.size = cv::Size(static_cast<int>(right - left), static_cast<int>(bottom - top));
  size.tile_height = tile_height;
  size.left = left;
  size.top = top;
  size.above = top - tiles_top;
  size.tiles = DivideUp(right - tiles_left, tile_width) * DivideUp(bottom - tiles_top, tile_height);
  if (size.tiles > kMostTiles) return Corrupt(std::to_string(size.tiles) + " tiles");
  size.components = static_cast<int>(BigEndian16(siz, 36));
  if (size.components == 0) return Corrupt("no component");
  for (int i = 0; i < size.components; ++i) {
    const std::size_t at = kSizFixed + static_cast<std::size_t>(i) * 3;
    if (at + 3 > siz.size()) return Ended(codestream.size());
    size.depth = std::max(size.depth, static_cast<int>(codec::Byte(siz, at) & 0x7F) + 1);
    if (size.depth > kMostBits) return Corrupt(std::to_string(size.depth) + " bits a sample");
    if (codec::Byte(siz, at + 1) == 0 || codec::Byte(siz, at + 2) == 0) {
      return Corrupt("a component that is sampled at no pixel");
    }
  }
  return size;
}

CodingUnits CountCodingUnits(codec::Bytes codestream, const CodestreamSize& size) {
  CodingUnits most;
  std::uint64_t shift = 0;
  VisitAllSegments(codestream, [&](std::uint32_t marker, codec::Bytes segment) {
    const std::uint64_t planes = BitPlanes(marker, segment, size.components);
    std::uint64_t& most_planes = marker == kRgn ? shift : most.bit_planes;
    most_planes = std::max(most_planes, planes);
    const auto style = StyleOf(marker, segment, size.components);
    if (!style) return;
    most.precincts = std::max(most.precincts, CountPrecincts(*style, size.size));
    most.blocks = std::max(most.blocks, CountBlocks(*style, size.size));
    most.block_height = std::max(most.block_height, std::uint64_t{1} << HeightExponent(*style));
    const std::uint64_t resolutions = std::uint64_t{codec::Byte(segment, style->levels)} + 1;
    most.packets = std::max(most.packets, style->layers * resolutions);
  });
  most.bit_planes += shift;
  most.precincts *= static_cast<std::uint64_t>(size.components);
  most.blocks *= static_cast<std::uint64_t>(size.components);
  most.packets *= static_cast<std::uint64_t>(size.components) * size.tiles;
  return most;
}

std::optional<Rejection> FindTooManyPrecincts(const CodingUnits& units,
                                              const CodestreamSize& size) {
  // Such small ones as 32x32 are still within.
  constexpr std::uint64_t kAnyway = 32768;
  constexpr std::uint64_t kPixelsEach = 512;
  const std::uint64_t pixels = Area(size.size) * static_cast<std::uint64_t>(size.components);
  if (units.precincts <= kAnyway + pixels / kPixelsEach) return std::nullopt;
  return Rejection{Reason::kTooComplex, std::to_string(units.precincts) + " precincts"};
}

Expected<std::size_t, Rejection> FindCodestreamEnd(codec::Bytes codestream,
                                                   const CodestreamSize& size) {
  const auto first = FindTileParts(codestream);
  if (!first) return first.error();
  std::size_t at = *first;
  std::vector<bool> seen(size.tiles);
  while (codestream.size() - at >= kSotSegment && BigEndian16(codestream, at) == kSot) {
    const std::size_t tile = BigEndian16(codestream, at + 4);
    std::size_t length = BigEndian32(codestream, at + 6);
    if (length == 0) length = codestream.size() - at - 2;  // the last one, up to EOC
    if (tile >= seen.size() || length < kSotSegment) {
      return Corrupt("a tile-part at byte " + std::to_string(at) + " of the codestream");
    }
    if (length > codestream.size() - at) return Ended(codestream.size());
    seen[tile] = true;
    at += length;
  }
  const auto missing = std::ranges::count(seen, false);
  if (missing > 0) {
    return Rejection{Reason::kTruncated, std::to_string(missing) + " of " +
                                             std::to_string(size.tiles) + " tiles are missing"};
  }
  if (codestream.size() - at < 2) return Ended(codestream.size());
  if (BigEndian16(codestream, at) != kEoc) {
    return Corrupt("neither a tile-part nor the end at byte " + std::to_string(at) +
                   " of the codestream");
  }
  return at + 2;
}

std::optional<std::uint64_t> CodedTileBytes(codec::Bytes codestream) {
  const auto first = FindTileParts(codestream);
  if (!first) return std::nullopt;
  std::uint64_t coded = 0;
  std::size_t at = *first;
  while (codestream.size() - at >= kSotSegment && BigEndian16(codestream, at) == kSot) {
    std::size_t length = BigEndian32(codestream, at + 6);
    if (length == 0) length = codestream.size() - at;
    if (length < kSotSegment || length > codestream.size() - at) return std::nullopt;
    coded += length - HeaderBytes(codestream.subspan(at, length));
    at += length;
  }
  return coded;
}

}  // namespace fit299::foreign
