#include "foreign/hevc_units.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "codec/bytes.h"
#include "foreign/bits.h"

namespace fit299::foreign {
namespace {

constexpr std::uint32_t kSequenceParameters = 33;  // type of a unit

// The beginning of a unit, without the bytes that keep start codes out of it (7.4.2): a size comes
// soon.
std::vector<std::byte> Unescaped(codec::Bytes unit) {
  constexpr std::size_t kMost = 1024;
  constexpr std::byte kKeepsOut{3};
  std::vector<std::byte> bytes;
  int zeros = 0;
  for (const std::byte byte : unit.first(std::min(unit.size(), kMost))) {
    const bool is_left_out = zeros >= 2 && byte == kKeepsOut;
    if (!is_left_out) bytes.push_back(byte);
    zeros = byte == std::byte{0} ? zeros + 1 : 0;
  }
  return bytes;
}

// profile_tier_level (7.3.3).
void SkipProfile(Bits& bits, std::uint32_t sub_layers) {
  constexpr std::size_t kProfile = 88;
  constexpr std::size_t kLevel = 8;
  constexpr std::uint32_t kMostSubLayers = 8;
  bits.Skip(kProfile + kLevel);
  std::size_t skipped = 0;
  for (std::uint32_t i = 0; i < sub_layers; ++i) {
    skipped += bits.Bit() * kProfile;
    skipped += bits.Bit() * kLevel;
  }
  if (sub_layers > 0) skipped += std::size_t{2} * (kMostSubLayers - sub_layers);
  bits.Skip(skipped);
}

HevcSize ReadSize(codec::Bytes unit) {
  constexpr std::size_t kUnitHeader = 16;
  constexpr std::size_t kVideoParameters = 4;  // their number
  const std::vector<std::byte> bytes = Unescaped(unit);
  Bits bits(bytes);
  bits.Skip(kUnitHeader + kVideoParameters);
  const std::uint32_t sub_layers = bits.Next(3);  // beside the first
  bits.Skip(1);
  SkipProfile(bits, sub_layers);
  bits.NextGolomb();  // its number
  const std::uint64_t chroma = bits.NextGolomb();
  const bool is_444 = chroma == 3;
  if (is_444) bits.Skip(1);
  HevcSize size;
  size.width = bits.NextGolomb();
  size.height = bits.NextGolomb();
  if (bits.Bit() != 0) {
    const std::uint64_t step_x = chroma == 1 || chroma == 2 ? 2 : 1;
    const std::uint64_t step_y = chroma == 1 ? 2 : 1;
    const std::uint64_t left = bits.NextGolomb();
    const std::uint64_t right = bits.NextGolomb();
    const std::uint64_t top = bits.NextGolomb();
    const std::uint64_t bottom = bits.NextGolomb();
    size.width -= std::min(size.width, step_x * (left + right));
    size.height -= std::min(size.height, step_y * (top + bottom));
  }
  return bits.HasEnded() ? HevcSize() : size;
}

std::uint32_t TypeOf(codec::Bytes unit) { return codec::Byte(unit, 0) >> 1 & 0x3F; }

bool IsSequenceParameters(codec::Bytes unit) {
  return !unit.empty() && TypeOf(unit) == kSequenceParameters;
}

// Whether it is the first slice of a picture (7.3.6.1).
bool BeginsPicture(codec::Bytes unit) {
  constexpr std::uint32_t kSliceTypes = 32;  // those below
  constexpr std::uint32_t kIsFirst = 0x80;
  return unit.size() > 2 && TypeOf(unit) < kSliceTypes && (codec::Byte(unit, 2) & kIsFirst) != 0;
}

}  // namespace

HevcSize Smaller(HevcSize a, HevcSize b) {
  return {std::min(a.width, b.width), std::min(a.height, b.height)};
}

HevcSize Larger(HevcSize a, HevcSize b) {
  return {std::max(a.width, b.width), std::max(a.height, b.height)};
}

void VisitConfiguredSizes(codec::Bytes hvcc, const std::function<void(HevcSize)>& see) {
  constexpr std::size_t kArrays = 22;  // where their number stands
  if (hvcc.size() <= kArrays) return;
  std::size_t at = kArrays + 1;
  for (std::uint32_t arrays = codec::Byte(hvcc, kArrays); arrays > 0; --arrays) {
    if (hvcc.size() - at < 3) return;
    std::uint32_t units = codec::BigEndian16(hvcc, at + 1);
    at += 3;
    for (; units > 0; --units) {
      if (hvcc.size() - at < 2) return;
      const std::size_t bytes = codec::BigEndian16(hvcc, at);
      at += 2;
      if (hvcc.size() - at < bytes) return;
      const codec::Bytes unit = hvcc.subspan(at, bytes);
      if (IsSequenceParameters(unit)) see(ReadSize(unit));
      at += bytes;
    }
  }
}

HevcItem ReadHevcItem(codec::Bytes content) {
  constexpr std::size_t kLength = 4;
  HevcItem item;
  while (content.size() > kLength) {
    const std::size_t bytes = codec::BigEndian32(content, 0);
    content = content.subspan(kLength);
    if (bytes > content.size()) break;
    const codec::Bytes unit = content.first(bytes);
    content = content.subspan(bytes);
    if (BeginsPicture(unit)) ++item.pictures;
    if (!IsSequenceParameters(unit)) continue;
    const HevcSize size = ReadSize(unit);
    item.smallest = item.has_size ? Smaller(item.smallest, size) : size;
    item.largest = item.has_size ? Larger(item.largest, size) : size;
    item.has_size = true;
  }
  return item;
}

}  // namespace fit299::foreign
