// An EXIF block: a small TIFF file, seen as integers of its byte order.
#ifndef FIT299_CODEC_TIFF_BLOCK_H_
#define FIT299_CODEC_TIFF_BLOCK_H_

#include <cstddef>
#include <cstdint>

#include "codec/bytes.h"

namespace fit299::codec {

inline constexpr std::size_t kTiffHeaderSize = 8;
inline constexpr std::size_t kTiffEntrySize = 12;  // tag, type, count, value or its offset
inline constexpr std::uint32_t kOrientationTag = 0x0112;

struct TiffBlock {
  Bytes bytes;
  bool big_endian;

  bool Has(std::size_t at, std::size_t count) const {
    return at <= bytes.size() && count <= bytes.size() - at;
  }
  // REQUIRES of both: Has the bytes.
  std::uint32_t U16(std::size_t at) const {
    return big_endian ? BigEndian16(bytes, at) : LittleEndian16(bytes, at);
  }
  std::uint32_t U32(std::size_t at) const {
    return big_endian ? BigEndian32(bytes, at) : LittleEndian32(bytes, at);
  }
};

}  // namespace fit299::codec

#endif  // FIT299_CODEC_TIFF_BLOCK_H_
