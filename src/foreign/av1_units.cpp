#include "foreign/av1_units.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "codec/bytes.h"
#include "foreign/heif_meta.h"
#include "foreign/heif_sizes.h"

namespace fit299::foreign {
namespace {

// The number at the front of `bytes`, seven bits to a byte (4.10.5), which is taken off.
std::uint64_t TakeLeb128(codec::Bytes& bytes) {
  constexpr int kMostBytes = 8;
  std::uint64_t number = 0;
  for (int i = 0; i < kMostBytes && !bytes.empty(); ++i) {
    const std::uint64_t digits = codec::Byte(bytes, 0);
    bytes = bytes.subspan(1);
    number |= (digits & 0x7F) << 7 * i;
    if ((digits & 0x80) == 0) break;
  }
  return number;
}

}  // namespace

int CountAv1Frames(codec::Bytes units) {
  constexpr std::uint32_t kFrameHeader = 3;
  constexpr std::uint32_t kFrame = 6;  // with its header
  constexpr std::uint32_t kHasExtension = 4;
  constexpr std::uint32_t kHasSize = 2;
  int frames = 0;
  while (!units.empty()) {
    const std::uint32_t head = codec::Byte(units, 0);
    const std::size_t head_bytes = (head & kHasExtension) != 0 ? 2 : 1;
    if (units.size() < head_bytes) break;
    units = units.subspan(head_bytes);
    const std::uint64_t bytes = (head & kHasSize) != 0 ? TakeLeb128(units) : units.size();
    const std::uint32_t type = head >> 3 & 15;
    if (type == kFrameHeader || type == kFrame) ++frames;
    if (bytes > units.size()) break;
    units = units.subspan(static_cast<std::size_t>(bytes));
  }
  return frames;
}

std::optional<Rejection> FindTooManyFrames(codec::Bytes file) {
  constexpr int kMost = 8;  // four layers, and what they refer to
  const codec::Bytes meta = FindMeta(file);
  int most = 0;
  const bool is_sane = VisitContents(file, meta, FindParts(meta, std::nullopt),
                                     [&](std::uint32_t /*item*/, codec::Bytes content) {
                                       most = std::max(most, CountAv1Frames(content));
                                     });
  if (!is_sane) {
    return Rejection{Reason::kTooComplex, "its parts have their data in common many times"};
  }
  if (most <= kMost) return std::nullopt;
  return Rejection{Reason::kTooComplex,
                   std::to_string(most) + " coded frames in the place of a picture"};
}

}  // namespace fit299::foreign
