// Any bytes as a JPEG: our entropy decoder gives what libjpeg's gives.
#include "codec/jpeg_entropy.h"

#include <span>

#include "codec/jpeg_both_ways.h"
#include "fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace fit299::codec;
  using fit299::fuzz::Require;
  constexpr std::size_t kMostPixels = 300'000;
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
