#include "golden/golden_scene.h"

#include <cstdint>

namespace fit299 {
namespace {

// A well-mixed hash of 32-bit numbers.
std::uint32_t Mix(std::uint32_t x) {
  x = (x ^ (x >> 16)) * 0x7FEB352DU;
  x = (x ^ (x >> 15)) * 0x846CA68BU;
  return x ^ (x >> 16);
}

std::uint32_t Value(std::uint32_t x, std::uint32_t y, std::uint32_t c) {
  switch ((x / 13 + y / 11) % 4) {
    case 0: return ((x + c) * (y + 2 * c + 1) & 4) != 0 ? 255 : 0;
    case 1: return (x * 7 + y * 3 + c * 85) & 255;
    case 2: return Mix(x + 65536 * y + 1431655765U * c) >> 24;
    default: return ((x * 3 + y) / 5 + c) % 3 == 0 ? 255 : 0;
  }
}

}  // namespace

std::vector<std::byte> DrawGoldenScene(cv::Size size) {
  std::vector<std::byte> pixels;
  pixels.reserve(static_cast<std::size_t>(size.area()) * 3);
  for (std::uint32_t y = 0; y < static_cast<std::uint32_t>(size.height); ++y) {
    for (std::uint32_t x = 0; x < static_cast<std::uint32_t>(size.width); ++x) {
      for (std::uint32_t c = 0; c < 3; ++c)
        pixels.push_back(static_cast<std::byte>(Value(x, y, c)));
    }
  }
  return pixels;
}

}  // namespace fit299
