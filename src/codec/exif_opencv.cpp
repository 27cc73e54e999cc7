// Orientation as OpenCV's ExifReader finds it.
#include "codec/exif.h"
#include "codec/tiff_block.h"

namespace fit299::codec {
namespace {

bool IsText(std::uint32_t tag) {
  switch (tag) {
    case 0x010E:  // ImageDescription
    case 0x010F:  // Make
    case 0x0110:  // Model
    case 0x0131:  // Software
    case 0x0132:  // DateTime
    case 0x8298:  // Copyright
      return true;
    default: return false;
  }
}

bool IsResolution(std::uint32_t tag) { return tag == 0x011A || tag == 0x011B; }

// False: OpenCV gives up on the block here.
bool IsReadable(const TiffBlock& tiff, std::size_t entry) {
  const std::uint32_t tag = tiff.U16(entry);
  if (IsText(tag)) {
    if (!tiff.Has(entry + 4, 4)) return false;
    const std::size_t size = tiff.U32(entry + 4);
    if (size <= 4) return tiff.Has(8, size);  // looked for there by mistake
    return tiff.Has(entry + 8, 4) && tiff.Has(tiff.U32(entry + 8), size);
  }
  if (IsResolution(tag)) return tiff.Has(entry + 8, 4) && tiff.Has(tiff.U32(entry + 8), 8);
  return true;
}

}  // namespace

ExifOrientation ReadOrientationAsOpenCv(Bytes bytes) {
  constexpr ExifOrientation kBroken = {1, true, false};
  constexpr std::uint32_t kMark = 42;
  if (bytes.size() < kTiffHeaderSize) return kBroken;
  const bool has_order = Byte(bytes, 0) == Byte(bytes, 1);
  const TiffBlock tiff{bytes, !(has_order && Byte(bytes, 0) == 'I')};
  if (tiff.U16(2) != kMark) return kBroken;

  const std::size_t directory = tiff.U32(4);
  if (!tiff.Has(directory, 2)) return kBroken;
  const std::size_t count = tiff.U16(directory);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t entry = directory + 2 + i * kTiffEntrySize;
    if (!tiff.Has(entry, 2)) return kBroken;
    if (tiff.U16(entry) == kOrientationTag) {
      if (!tiff.Has(entry + 8, 2)) return kBroken;
      const std::uint32_t value = tiff.U16(entry + 8);
      return {value >= 1 && value <= 8 ? static_cast<int>(value) : 1, false, true};
    }
    if (!IsReadable(tiff, entry)) return kBroken;
  }
  return {};
}

}  // namespace fit299::codec
