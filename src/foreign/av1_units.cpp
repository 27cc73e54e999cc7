#include "foreign/av1_units.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "codec/bytes.h"
#include "foreign/bits.h"
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

// What stands between the level and the operating points (5.5.1), where the header is not reduced.
// False: it says how decoders buffer, which no still picture does and which is not read here.
bool SkipTiming(Bits& bits) {
  constexpr std::size_t kTimes = 64;
  if (bits.Bit() == 0) return true;
  bits.Skip(kTimes);
  if (bits.Bit() != 0) bits.NextGolomb();
  return bits.Bit() == 0;
}

void SkipOperatingPoints(Bits& bits) {
  constexpr std::size_t kLayers = 12;
  constexpr std::uint32_t kLastWithoutTier = 7;
  const bool has_delay = bits.Bit() != 0;
  for (std::uint32_t left = bits.Next(5) + 1; left > 0; --left) {
    bits.Skip(kLayers);
    if (bits.Next(5) > kLastWithoutTier) bits.Skip(1);
    if (has_delay && bits.Bit() != 0) bits.Skip(4);
  }
}

// By a sequence header (5.5.1): the most pixels that a frame has. 0: it cannot be read.
std::uint64_t ReadMostPixels(codec::Bytes header) {
  Bits bits(header);
  bits.Skip(4);  // profile; a still picture
  const bool is_reduced = bits.Bit() != 0;
  if (is_reduced) {
    bits.Skip(5);  // level
  } else {
    if (!SkipTiming(bits)) return 0;
    SkipOperatingPoints(bits);
  }
  const int width_bits = static_cast<int>(bits.Next(4)) + 1;
  const int height_bits = static_cast<int>(bits.Next(4)) + 1;
  const std::uint64_t width = std::uint64_t{bits.Next(width_bits)} + 1;
  const std::uint64_t height = std::uint64_t{bits.Next(height_bits)} + 1;
  return bits.HasEnded() ? 0 : width * height;
}

}  // namespace

Av1Item ReadAv1Item(codec::Bytes units) {
  constexpr std::uint32_t kSequenceHeader = 1;
  constexpr std::uint32_t kFrameHeader = 3;
  constexpr std::uint32_t kFrame = 6;  // with its header
  constexpr std::uint32_t kHasExtension = 4;
  constexpr std::uint32_t kHasSize = 2;
  Av1Item item;
  while (!units.empty()) {
    const std::uint32_t head = codec::Byte(units, 0);
    const std::size_t head_bytes = (head & kHasExtension) != 0 ? 2 : 1;
    if (units.size() < head_bytes) break;
    units = units.subspan(head_bytes);
    const std::uint64_t bytes = (head & kHasSize) != 0 ? TakeLeb128(units) : units.size();
    const std::uint32_t type = head >> 3 & 15;
    if (type == kFrameHeader || type == kFrame) ++item.frames;
    if (bytes > units.size()) break;
    if (type == kSequenceHeader) {
      item.pixels = std::max(item.pixels, ReadMostPixels(units.first(bytes)));
    }
    units = units.subspan(static_cast<std::size_t>(bytes));
  }
  return item;
}

std::uint64_t CodedAv1Pixels(codec::Bytes file) {
  const codec::Bytes meta = FindMeta(file);
  std::uint64_t pixels = 0;
  VisitContents(file, meta, FindParts(meta, std::nullopt),
                [&](std::uint32_t /*item*/, codec::Bytes content) {
                  pixels = SumOrMost(pixels, ReadAv1Item(content).pixels);
                });
  return pixels;
}

std::optional<Rejection> FindTooManyFrames(codec::Bytes file) {
  constexpr int kMost = 8;  // four layers, and what they refer to
  const codec::Bytes meta = FindMeta(file);
  int most = 0;
  const bool is_sane = VisitContents(file, meta, FindParts(meta, std::nullopt),
                                     [&](std::uint32_t /*item*/, codec::Bytes content) {
                                       most = std::max(most, ReadAv1Item(content).frames);
                                     });
  if (!is_sane) {
    return Rejection{Reason::kTooComplex, "its parts have their data in common many times"};
  }
  if (most <= kMost) return std::nullopt;
  return Rejection{Reason::kTooComplex,
                   std::to_string(most) + " coded frames in the place of a picture"};
}

}  // namespace fit299::foreign
