#include <png.h>

#include <cstring>

#include "codec/encode.h"

namespace fit299::codec {

EncodeResult EncodePng(std::span<const std::byte> pixels, cv::Size size) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(size.width);
  image.height = static_cast<png_uint_32>(size.height);
  image.format = PNG_FORMAT_RGB;
  // Room for the worst case at once: libpng would otherwise compress twice.
  png_alloc_size_t bytes = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::vector<std::byte> file(bytes);
  if (png_image_write_to_memory(&image, file.data(), &bytes, 0, pixels.data(), 0, nullptr) == 0) {
    return std::string("libpng: ") + image.message;
  }
  file.resize(bytes);
  return file;
}

}  // namespace fit299::codec
