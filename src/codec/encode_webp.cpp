#include <webp/encode.h>

#include <cstdint>
#include <memory>

#include "codec/encode.h"

namespace fit299::codec {

EncodeResult EncodeWebp(std::span<const std::byte> pixels, cv::Size size, int quality) {
  if (size.width > WEBP_MAX_DIMENSION || size.height > WEBP_MAX_DIMENSION) {
    return std::string("libwebp: a side is longer than " + std::to_string(WEBP_MAX_DIMENSION) +
                       " pixels");
  }
  std::uint8_t* bytes = nullptr;
  const std::size_t count =
      WebPEncodeRGB(reinterpret_cast<const std::uint8_t*>(pixels.data()), size.width, size.height,
                    size.width * 3, static_cast<float>(quality), &bytes);
  const std::unique_ptr<std::uint8_t, decltype(&WebPFree)> owner(bytes, WebPFree);
  if (count == 0) return std::string("libwebp: not enough memory");
  const auto* begin = reinterpret_cast<const std::byte*>(bytes);
  return std::vector<std::byte>(begin, begin + count);
}

}  // namespace fit299::codec
