// Any bytes as a JPEG: our entropy decoder gives what libjpeg's gives.
//
// But for data with 0xFF twice in a row, which are not valid. There libjpeg-turbo's fast path gives
// up, and its slow one leaves in the block what the other had put there; how much, depends on where
// in a block it gave up, and that on how many bits had been read ahead.
#include "codec/jpeg_entropy.h"

#include <algorithm>
#include <array>
#include <span>

#include "codec/jpeg_both_ways.h"
#include "fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace fit299::codec;
  using fit299::fuzz::Require;
  constexpr std::size_t kMostPixels = 300'000;
  constexpr std::array<std::uint8_t, 2> kTwice = {0xFF, 0xFF};
  constexpr std::array<std::uint8_t, 2> kScan = {0xFF, 0xDA};
  const auto* scan = std::search(data, data + size, kScan.begin(), kScan.end());
  if (std::search(scan, data + size, kTwice.begin(), kTwice.end()) != data + size) return 0;
  const Bytes file = std::as_bytes(std::span(data, size));
  JpegEntropy entropy;
  const JpegResult ours = DecodeBy(&entropy, file, kMostPixels);
  const JpegResult libjpegs = DecodeBy(nullptr, file, kMostPixels);
  Require(ours.is_read == libjpegs.is_read);
  Require(ours.error == libjpegs.error);
  Require(ours.ended == libjpegs.ended);
  Require(ours.rest == libjpegs.rest);
  Require(ours.rows == libjpegs.rows);
  return 0;
}
