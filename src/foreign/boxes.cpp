#include "foreign/boxes.h"

#include <algorithm>
#include <cstdint>

#include "codec/bytes.h"

namespace fit299::foreign {

bool Box::IsSane() const {
  constexpr char kFirst = ' ';
  constexpr char kLast = '~';
  return is_whole && std::ranges::all_of(type, [](char c) { return c >= kFirst && c <= kLast; });
}

std::optional<Box> Boxes::Next() {
  const codec::Bytes rest = bytes_.subspan(at_);
  std::size_t header = 8;
  if (rest.size() < header) return std::nullopt;
  std::uint64_t size = codec::BigEndian32(rest, 0);
  if (size == 1) {  // the size proper follows the type
    header = 16;
    if (rest.size() < header) return std::nullopt;
    size = std::uint64_t{codec::BigEndian32(rest, 8)} << 32 | codec::BigEndian32(rest, 12);
  } else if (size == 0) {  // up to the end
    size = rest.size();
  }
  if (size < header) return std::nullopt;
  const auto there = static_cast<std::size_t>(std::min<std::uint64_t>(size, rest.size()));
  at_ += there;
  return Box{{reinterpret_cast<const char*>(rest.data()) + 4, 4},
             rest.subspan(header, there - header),
             size <= rest.size()};
}

std::optional<Box> FindBox(codec::Bytes bytes, std::string_view type) {
  Boxes boxes(bytes);
  while (const auto box = boxes.Next()) {
    if (box->type == type) return box;
  }
  return std::nullopt;
}

}  // namespace fit299::foreign
