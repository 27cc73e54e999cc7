#include "foreign/bmp_header.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <optional>
#include <string>

#include "codec/bytes.h"

namespace fit299::foreign {
namespace {

using codec::Bytes;
using codec::LittleEndian16;
using codec::LittleEndian32;

constexpr std::size_t kFileHeader = 14;
constexpr std::uint32_t kCoreHeader = 12;  // OS/2 1: 16-bit sides, colours of three bytes
constexpr std::uint32_t kInfoHeader = 40;
constexpr std::uint32_t kMasksHeader = 52;  // from here on the masks are part of the header
constexpr std::uint32_t kAlphaHeader = 56;
constexpr std::uint32_t kOs2Header = 64;
constexpr std::uint32_t kLargestHeader = 124;

// biCompression.
constexpr std::uint32_t kRaw = 0;
constexpr std::uint32_t kRunLength8 = 1;
constexpr std::uint32_t kRunLength4 = 2;
constexpr std::uint32_t kBitfields = 3;
constexpr std::uint32_t kAlphaBitfields = 6;

Rejection Corrupt(std::string detail) { return {Reason::kCorrupt, std::move(detail)}; }
Rejection Unsupported(std::string detail) {
  return {Reason::kUnsupportedFeature, std::move(detail)};
}

// OS/2 2 headers may be cut at any field from the 16th byte on.
bool IsOs2(std::uint32_t header) {
  return header == kOs2Header || (header >= 16 && header < kInfoHeader);
}

bool IsKnown(std::uint32_t header) {
  return header == kCoreHeader || IsOs2(header) || header == kInfoHeader ||
         header == kMasksHeader || header == kAlphaHeader || header == 108 ||
         header == kLargestHeader;
}

std::optional<Rejection> ReadSides(Bytes file, std::uint32_t header, BmpHeader& bmp) {
  std::int64_t width = 0;
  std::int64_t height = 0;
  if (header == kCoreHeader) {
    width = LittleEndian16(file, 18);
    height = LittleEndian16(file, 20);
  } else {
    width = static_cast<std::int32_t>(LittleEndian32(file, 18));
    height = static_cast<std::int32_t>(LittleEndian32(file, 22));
  }
  if (height == std::numeric_limits<std::int32_t>::min() || height == 0 || width <= 0) {
    return Corrupt("its sides are " + std::to_string(width) + " and " + std::to_string(height));
  }
  bmp.top_down = height < 0;
  bmp.size = cv::Size(static_cast<int>(width), static_cast<int>(height < 0 ? -height : height));
  return std::nullopt;
}

// One run of bits without a gap, or none.
bool IsRun(std::uint32_t mask) {
  if (mask == 0) return true;
  const std::uint32_t run = mask >> std::countr_zero(mask);
  return (run & (run + 1)) == 0;
}

std::optional<Rejection> CheckMasks(const BmpHeader& bmp) {
  std::uint32_t seen = 0;
  for (const std::uint32_t mask : bmp.masks) {
    if (!IsRun(mask) || (mask & seen) != 0 || (bmp.bits == 16 && mask > 0xFFFF)) {
      return Unsupported("its bit masks overlap or have gaps");
    }
    seen |= mask;
  }
  const bool has_colors = bmp.masks[0] != 0 && bmp.masks[1] != 0 && bmp.masks[2] != 0;
  if (!has_colors) return Unsupported("a colour has no bit mask");
  return std::nullopt;
}

std::optional<Rejection> ReadMasks(Bytes file, std::uint32_t header, std::uint32_t compression,
                                   BmpHeader& bmp) {
  if (bmp.bits != 16 && bmp.bits != 32) {
    return Unsupported("bit masks for " + std::to_string(bmp.bits) + " bits");
  }
  constexpr std::size_t kMasksAt = kFileHeader + kInfoHeader;
  const bool has_alpha = compression == kAlphaBitfields || header >= kAlphaHeader;
  const std::size_t count = has_alpha ? 4 : 3;
  if (file.size() < kMasksAt + count * 4) {
    return Rejection{Reason::kTruncated, "the file ends within its bit masks"};
  }
  for (std::size_t i = 0; i < count; ++i) bmp.masks[i] = LittleEndian32(file, kMasksAt + i * 4);
  if (header == kInfoHeader) bmp.palette_at += count * 4;
  bmp.coding = BmpCoding::kMasks;
  return CheckMasks(bmp);
}

// BI_RGB, where the bits of a pixel tell all.
std::optional<Rejection> SetRawCoding(BmpHeader& bmp) {
  switch (bmp.bits) {
    case 1:
    case 2:
    case 4:
    case 8: bmp.coding = BmpCoding::kPalette; return std::nullopt;
    case 16:
      bmp.coding = BmpCoding::kMasks;
      bmp.masks = {0x7C00, 0x03E0, 0x001F, 0};
      return std::nullopt;
    case 24: bmp.coding = BmpCoding::kBgr; return std::nullopt;
    case 32:
      // The fourth byte is reserved, whatever many writers put there.
      bmp.coding = BmpCoding::kMasks;
      bmp.masks = {0xFF0000, 0xFF00, 0xFF, 0};
      return std::nullopt;
    default: return Corrupt(std::to_string(bmp.bits) + " bits a pixel");
  }
}

std::optional<Rejection> SetRleCoding(int bits, BmpCoding coding, BmpHeader& bmp) {
  if (bmp.bits != bits || bmp.top_down) {
    return Corrupt("run lengths of another depth, or from the top down");
  }
  bmp.coding = coding;
  return std::nullopt;
}

std::optional<Rejection> ReadCoding(Bytes file, std::uint32_t header, BmpHeader& bmp) {
  const std::uint32_t compression = header >= 20 ? LittleEndian32(file, 30) : kRaw;
  if (compression == kRaw) return SetRawCoding(bmp);
  if (compression == kRunLength8) return SetRleCoding(8, BmpCoding::kRle8, bmp);
  if (compression == kRunLength4) return SetRleCoding(4, BmpCoding::kRle4, bmp);
  const bool has_masks = compression == kBitfields || compression == kAlphaBitfields;
  if (!has_masks || IsOs2(header)) {
    return Unsupported("compression " + std::to_string(compression));
  }
  return ReadMasks(file, header, compression, bmp);
}

void FindPalette(Bytes file, std::uint32_t header, BmpHeader& bmp) {
  const std::size_t most = std::size_t{1} << bmp.bits;
  const std::size_t said = header >= 36 ? LittleEndian32(file, 46) : 0;
  bmp.palette_colors = said == 0 ? most : std::min(said, most);
  if (header == kCoreHeader) bmp.palette_entry = 3;
  // A table that reaches into the pixels is shorter than it says.
  const std::size_t room = bmp.pixels_at > bmp.palette_at ? bmp.pixels_at - bmp.palette_at : 0;
  bmp.palette_colors = std::min(bmp.palette_colors, room / bmp.palette_entry);
}

void FindProfile(Bytes file, std::uint32_t header, BmpHeader& bmp) {
  constexpr std::uint32_t kEmbedded = 0x4D424544;  // "MBED"
  constexpr std::uint32_t kLinked = 0x4C494E4B;    // "LINK"
  if (header != kLargestHeader) return;
  const std::uint32_t space = LittleEndian32(file, 70);
  bmp.links_profile = space == kLinked;
  if (space != kEmbedded) return;
  bmp.profile_at = kFileHeader + LittleEndian32(file, 126);
  bmp.profile_bytes = LittleEndian32(file, 130);
}

}  // namespace

Expected<BmpHeader, Rejection> ReadBmpHeader(Bytes file) {
  const Rejection ended{Reason::kTruncated, "the file ends within its header"};
  if (file.size() < kFileHeader + 4) return ended;
  const std::uint32_t header = LittleEndian32(file, kFileHeader);
  if (!IsKnown(header)) return Corrupt("a header of " + std::to_string(header) + " bytes");
  if (file.size() < kFileHeader + header) return ended;

  BmpHeader bmp;
  bmp.file_bytes = LittleEndian32(file, 2);
  bmp.pixels_at = LittleEndian32(file, 10);
  bmp.header_bytes = header;
  bmp.palette_at = kFileHeader + header;
  if (auto rejection = ReadSides(file, header, bmp)) return *std::move(rejection);
  bmp.bits = static_cast<int>(LittleEndian16(file, header == kCoreHeader ? 24 : 28));
  if (auto rejection = ReadCoding(file, header, bmp)) return *std::move(rejection);
  if (bmp.pixels_at < bmp.palette_at) return Corrupt("its pixels begin within its header");
  if (bmp.HasPalette()) FindPalette(file, header, bmp);
  FindProfile(file, header, bmp);
  return bmp;
}

Bytes FindBmpProfile(Bytes file, const BmpHeader& header) {
  const Bytes behind = file.subspan(std::min(header.profile_at, file.size()));
  return behind.first(std::min(header.profile_bytes, behind.size()));
}

std::vector<Rgb> ReadBmpPalette(Bytes file, const BmpHeader& header) {
  std::vector<Rgb> palette;
  for (std::size_t i = 0; i < header.palette_colors; ++i) {
    const std::size_t at = header.palette_at + i * header.palette_entry;
    if (at + 3 > file.size()) break;
    const auto byte = [&](std::size_t n) {
      return static_cast<std::uint8_t>(codec::Byte(file, at + n));
    };
    palette.push_back({byte(2), byte(1), byte(0)});
  }
  return palette;
}

}  // namespace fit299::foreign
