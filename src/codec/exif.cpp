#include "codec/exif.h"

#include <algorithm>
#include <optional>

#include "codec/bytes.h"

namespace fit299::codec {
namespace {

constexpr std::size_t kTiffHeaderSize = 8;
constexpr std::size_t kEntrySize = 12;
constexpr std::uint32_t kOrientationTag = 0x0112;
constexpr std::uint32_t kShort = 3;
constexpr std::uint32_t kLong = 4;

// A TIFF block with its byte order.
struct Tiff {
  Bytes bytes;
  bool big_endian;

  std::uint32_t U16(std::size_t at) const {
    return big_endian ? BigEndian16(bytes, at) : LittleEndian16(bytes, at);
  }
  std::uint32_t U32(std::size_t at) const {
    return big_endian ? BigEndian32(bytes, at) : LittleEndian32(bytes, at);
  }
};

std::optional<Tiff> OpenTiff(Bytes bytes) {
  if (bytes.size() < kTiffHeaderSize) return std::nullopt;
  if (StartsWith(bytes, std::string_view("II*\0", 4))) return Tiff{bytes, false};
  if (StartsWith(bytes, std::string_view("MM\0*", 4))) return Tiff{bytes, true};
  return std::nullopt;
}

ExifOrientation ReadEntry(const Tiff& tiff, std::size_t entry) {
  const std::uint32_t type = tiff.U16(entry + 2);
  const std::uint32_t count = tiff.U32(entry + 4);
  if (count != 1 || (type != kShort && type != kLong)) return {1, true};
  const std::uint32_t value = type == kShort ? tiff.U16(entry + 8) : tiff.U32(entry + 8);
  if (value < 1 || value > 8) return {1, false};
  return {static_cast<int>(value), false};
}

}  // namespace

ExifOrientation ReadOrientation(Bytes bytes) {
  const std::optional<Tiff> tiff = OpenTiff(bytes);
  if (!tiff) return {1, true};
  const std::size_t directory = tiff->U32(4);
  if (directory < kTiffHeaderSize || directory > bytes.size() - 2) return {1, true};

  const std::size_t announced = tiff->U16(directory);
  const std::size_t first = directory + 2;
  const std::size_t present = std::min(announced, (bytes.size() - first) / kEntrySize);
  for (std::size_t i = 0; i < present; ++i) {
    const std::size_t entry = first + i * kEntrySize;
    if (tiff->U16(entry) == kOrientationTag) return ReadEntry(*tiff, entry);
  }
  return {1, present < announced};
}

void NoteExif(Bytes tiff, Header& header) {
  const ExifOrientation orientation = ReadOrientation(tiff);
  header.orientation = orientation.value;
  if (orientation.broken) header.warnings.Add(Warning::kExifIgnored);
}

}  // namespace fit299::codec
