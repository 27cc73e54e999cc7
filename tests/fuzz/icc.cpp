// Any bytes as an ICC profile: whether it matters, and colours through it.
#include <array>
#include <span>
#include <vector>

#include "codec/icc.h"
#include "codec/icc_convert.h"
#include "fuzz/fuzz.h"

namespace fit299::codec {
namespace {

using fuzz::Require;

struct Row {
  Inks inks;
  int sample_bytes;
  int channels;  // of what is written: CMYK always has four
};

constexpr std::array<Row, 8> kRows = {{
    {Inks::kRgb, 1, 3},
    {Inks::kRgb, 1, 4},
    {Inks::kRgb, 2, 3},
    {Inks::kRgb, 2, 4},
    {Inks::kGray, 1, 3},
    {Inks::kGray, 2, 4},
    {Inks::kCmyk, 1, 3},
    {Inks::kInvertedCmyk, 1, 4},
}};

bool IsCmyk(Inks inks) { return inks == Inks::kCmyk || inks == Inks::kInvertedCmyk; }

void Convert(Bytes profile, const Row& row) {
  constexpr int kPixels = 17;
  ColorConverter colors;
  if (!colors.Use(profile, row.inks, row.sample_bytes, row.channels)) return;
  // Of its exact size each, so that a step beyond an end is seen.
  const auto bytes = static_cast<std::size_t>(kPixels * row.channels * row.sample_bytes);
  std::vector<std::uint8_t> from(IsCmyk(row.inks) ? std::size_t{4} * kPixels : bytes);
  for (std::size_t i = 0; i < from.size(); ++i) from[i] = static_cast<std::uint8_t>(i * 37);
  if (IsCmyk(row.inks)) {
    std::vector<std::uint8_t> to(bytes);
    colors.ConvertRow(from.data(), to.data(), kPixels);
    return;
  }
  std::vector<std::uint8_t> to = from;
  colors.ConvertRow(to.data(), to.data(), kPixels);
  if (row.channels < 4) return;
  const auto sample = static_cast<std::size_t>(row.sample_bytes);
  for (std::size_t i = 0; i < bytes; ++i) {
    if (i / sample % 4 == 3) Require(to[i] == from[i]);
  }
}

}  // namespace
}  // namespace fit299::codec

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace fit299::codec;
  const Bytes profile = std::as_bytes(std::span(data, size));
  (void)ProfileMatters(profile);
  Convert(profile, kRows.at(size % kRows.size()));
  return 0;
}
