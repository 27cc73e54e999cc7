#include "codec/jpeg_scans.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "codec/bytes.h"
#include "codec/jpeg_markers.h"

namespace fit299::codec {
namespace {

// A scan costs about as much as reading all coefficients once. Real progressive files have some ten
// scans, a bomb has hundreds.
constexpr std::int64_t kMostScans = 100;

// What a second can be spent on that takes next to no bytes: an arithmetic coder needs some 10 ns
// for each visit of a coefficient, refining by Huffman codes half a nanosecond where runs of blocks
// have none. A photo has some 50 visits to a byte, and one of 100 megapixels 600 million.
constexpr std::uint64_t kArithmeticVisitsOnTrust = 100'000'000;
constexpr std::uint64_t kHuffmanVisitsOnTrust = 1'500'000'000;
constexpr std::uint64_t kMostVisitsPerByte = 128;

struct Scans {
  std::int64_t count = 0;
  std::array<bool, 256> has_component{};            // by component id
  std::array<std::uint64_t, 256> visits_a_block{};  // likewise: coefficients that all scans look at
};

Scans FindScans(Bytes file) {
  Scans scans;
  JpegMarkers markers(file);
  while (const auto segment = markers.Next()) {
    if (segment->marker != kJpegSos) continue;
    ++scans.count;
    const Bytes payload = segment->payload;
    const std::size_t components = payload.empty() ? 0 : Byte(payload, 0);
    const std::size_t band = 1 + 2 * components;
    std::uint64_t visits = 1;
    if (band + 1 < payload.size()) {
      const std::uint32_t first = Byte(payload, band);
      visits = std::clamp<std::uint32_t>(Byte(payload, band + 1), first, DCTSIZE2) - first + 1;
    }
    for (std::size_t i = 0; i < components && 1 + 2 * i < payload.size(); ++i) {
      const std::uint32_t id = Byte(payload, 1 + 2 * i);
      scans.has_component[id] = true;
      scans.visits_a_block[id] += visits;
    }
  }
  return scans;
}

std::uint64_t CountVisits(const Scans& scans, const jpeg_decompress_struct& info) {
  std::uint64_t visits = 0;
  for (int i = 0; i < info.num_components; ++i) {
    const jpeg_component_info& component = info.comp_info[i];
    visits += scans.visits_a_block[static_cast<std::uint8_t>(component.component_id)] *
              component.width_in_blocks * component.height_in_blocks;
  }
  return visits;
}

}  // namespace

std::optional<Rejection> FindOddScans(Bytes file, const jpeg_decompress_struct& info) {
  const Scans scans = FindScans(file);
  if (scans.count > kMostScans) {
    return Rejection{Reason::kTooComplex, std::to_string(scans.count) + " scans"};
  }
  const std::uint64_t visits = CountVisits(scans, info);
  const std::uint64_t on_trust =
      info.arith_code != 0 ? kArithmeticVisitsOnTrust : kHuffmanVisitsOnTrust;
  if (visits > on_trust && visits / kMostVisitsPerByte > CodedJpegBytes(file)) {
    return Rejection{Reason::kTooComplex,
                     std::to_string(scans.count) + " scans of next to nothing"};
  }
  for (int i = 0; i < info.num_components; ++i) {
    const auto id = static_cast<std::uint8_t>(info.comp_info[i].component_id);
    if (!scans.has_component[id]) {
      return Rejection{Reason::kTruncated, "no scan of component " + std::to_string(id)};
    }
  }
  return std::nullopt;
}

}  // namespace fit299::codec
