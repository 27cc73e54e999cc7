// Orientation as Pillow's Exif.load and ImageFileDirectory_v2.load find it.
#include <array>
#include <bit>
#include <bitset>
#include <cstdint>
#include <optional>

#include "codec/exif.h"
#include "codec/tiff_block.h"

namespace fit299::codec {
namespace {

enum Type : std::uint32_t {
  kByte = 1,
  kAscii,
  kShort,
  kLong,
  kRational,
  kSignedByte,
  kUndefined,
  kSignedShort,
  kSignedLong,
  kSignedRational,
  kFloat,
  kDouble,
  kIfd,
  kLong8 = 16,
};

// Bytes of one value; 0: a type that Pillow passes by.
std::size_t SizeOf(std::uint32_t type) {
  constexpr std::array<std::uint8_t, 17> kSizes = {0, 1, 1, 2, 4, 8, 1, 1, 2,
                                                   4, 8, 4, 8, 4, 0, 0, 8};
  return type < kSizes.size() ? kSizes[type] : 0;
}

std::uint64_t U64(const TiffBlock& tiff, std::size_t at) {
  const std::uint64_t first = tiff.U32(at);
  const std::uint64_t second = tiff.U32(at + 4);
  return tiff.big_endian ? first << 32 | second : second << 32 | first;
}

// A value as Python would compare it with 1..8; nullopt: it is no number, or none.
std::optional<double> Number(const TiffBlock& tiff, std::uint32_t type, std::size_t at) {
  switch (type) {
    case kShort: return tiff.U16(at);
    case kLong:
    case kIfd: return tiff.U32(at);
    case kSignedByte: return static_cast<std::int8_t>(Byte(tiff.bytes, at));
    case kSignedShort: return static_cast<std::int16_t>(tiff.U16(at));
    case kSignedLong: return static_cast<std::int32_t>(tiff.U32(at));
    case kFloat: return std::bit_cast<float>(tiff.U32(at));
    case kDouble: return std::bit_cast<double>(U64(tiff, at));
    case kLong8: return static_cast<double>(U64(tiff, at));
    case kRational: {
      const double divisor = tiff.U32(at + 4);
      if (divisor == 0) return std::nullopt;
      return tiff.U32(at) / divisor;
    }
    case kSignedRational: {
      const double divisor = static_cast<std::int32_t>(tiff.U32(at + 4));
      if (divisor == 0) return std::nullopt;
      return static_cast<std::int32_t>(tiff.U32(at)) / divisor;
    }
    default: return std::nullopt;
  }
}

int ToOrientation(std::optional<double> number) {
  for (int value = 1; number && value <= 8; ++value) {
    if (*number == value) return value;
  }
  return 1;
}

// Pillow goes on where the bytes say "MM*\0", too.
std::optional<TiffBlock> OpenTiff(Bytes bytes) {
  if (bytes.size() < kTiffHeaderSize) return std::nullopt;
  const bool has_mark = HasTextAt(bytes, 2, std::string_view("*\0", 2)) ||
                        HasTextAt(bytes, 2, std::string_view("\0*", 2));
  if (has_mark && StartsWith(bytes, "II")) return TiffBlock{bytes, false};
  if (has_mark && StartsWith(bytes, "MM")) return TiffBlock{bytes, true};
  return std::nullopt;
}

// One directory, entry by entry.
class Directory {
 public:
  explicit Directory(const TiffBlock& tiff) : tiff_(tiff) {}

  ExifOrientation Read() {
    const std::size_t directory = tiff_.U32(4);
    if (!tiff_.Has(directory, 2)) return {};
    const std::size_t count = tiff_.U16(directory);
    for (std::size_t i = 0; i < count && !found_.is_present; ++i) {
      const std::size_t entry = directory + 2 + i * kTiffEntrySize;
      if (!tiff_.Has(entry, kTiffEntrySize) || !ReadEntry(entry)) return found_;
    }
    return found_;
  }

 private:
  // False: Pillow reads no further.
  bool ReadEntry(std::size_t entry) {
    const std::uint32_t tag = tiff_.U16(entry);
    const std::uint32_t type = tiff_.U16(entry + 2);
    const std::uint64_t size = std::uint64_t{tiff_.U32(entry + 4)} * SizeOf(type);
    if (size == 0 || is_stored_[tag]) return true;
    std::size_t at = entry + 8;
    if (size > 4) {
      total_ += size;
      if (total_ > tiff_.bytes.size()) return true;
      at = tiff_.U32(entry + 8);
      if (!tiff_.Has(at, size)) return false;
    }
    is_stored_[tag] = true;
    if (tag == kOrientationTag) {
      found_.is_present = true;
      found_.value = ToOrientation(Number(tiff_, type, at));
    }
    return true;
  }

  const TiffBlock& tiff_;
  std::bitset<1 << 16> is_stored_;
  std::uint64_t total_ = 0;  // bytes of the values that stand outside of their entries
  ExifOrientation found_;
};

}  // namespace

ExifOrientation ReadOrientationAsPillow(Bytes bytes) {
  const std::optional<TiffBlock> tiff = OpenTiff(bytes);
  if (!tiff) return {1, true, false};
  return Directory(*tiff).Read();
}

}  // namespace fit299::codec
