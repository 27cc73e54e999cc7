// Looking at the bytes of a file: prefixes, integers of both byte orders.
#ifndef FIT299_CODEC_BYTES_H_
#define FIT299_CODEC_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "codec/codec.h"

namespace fit299::codec {

// True when `text` stands at `offset`. Bytes that are not there are no match.
inline bool HasTextAt(Bytes bytes, std::size_t offset, std::string_view text) {
  return bytes.size() >= offset && bytes.size() - offset >= text.size() &&
         std::memcmp(bytes.data() + offset, text.data(), text.size()) == 0;
}

inline std::string_view Text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline bool StartsWith(Bytes bytes, std::string_view text) { return HasTextAt(bytes, 0, text); }

// REQUIRES of all below: the integer lies within `bytes`.
inline std::uint32_t Byte(Bytes bytes, std::size_t at) {
  return std::to_integer<std::uint32_t>(bytes[at]);
}
inline std::uint32_t BigEndian16(Bytes bytes, std::size_t at) {
  return Byte(bytes, at) << 8 | Byte(bytes, at + 1);
}
inline std::uint32_t BigEndian32(Bytes bytes, std::size_t at) {
  return BigEndian16(bytes, at) << 16 | BigEndian16(bytes, at + 2);
}
inline std::uint32_t LittleEndian16(Bytes bytes, std::size_t at) {
  return Byte(bytes, at) | Byte(bytes, at + 1) << 8;
}
inline std::uint32_t LittleEndian32(Bytes bytes, std::size_t at) {
  return LittleEndian16(bytes, at) | LittleEndian16(bytes, at + 2) << 16;
}

}  // namespace fit299::codec

#endif  // FIT299_CODEC_BYTES_H_
