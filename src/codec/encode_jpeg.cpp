
#include <cstdlib>
#include <memory>

#include "codec/encode.h"
#include "codec/jpeg_errors.h"
#include "codec/libjpeg.h"

namespace fit299::codec {
namespace {

// A libjpeg object and its output, whose lives end with their frame.
struct Compressor {
  explicit Compressor(JpegErrors& errors) { info.err = InstallJpegErrors(errors); }
  ~Compressor() {
    jpeg_destroy_compress(&info);
    std::free(bytes);
  }
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;

  jpeg_compress_struct info{};
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
};

void Compress(Compressor& compressor, const std::byte* pixels, cv::Size size, int quality) {
  jpeg_compress_struct& info = compressor.info;
  jpeg_create_compress(&info);
  jpeg_mem_dest(&info, &compressor.bytes, &compressor.size);
  info.image_width = static_cast<JDIMENSION>(size.width);
  info.image_height = static_cast<JDIMENSION>(size.height);
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);  // baseline, 4:2:0
  jpeg_set_quality(&info, quality, TRUE);
  info.dct_method = JDCT_ISLOW;
  jpeg_start_compress(&info, TRUE);
  const std::size_t stride = static_cast<std::size_t>(size.width) * 3;
  while (info.next_scanline < info.image_height) {
    // libjpeg's type lacks the const; it does not write here.
    auto* row = const_cast<JSAMPROW>(
        reinterpret_cast<const JSAMPLE*>(pixels + info.next_scanline * stride));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
}

}  // namespace

EncodeResult EncodeJpeg(std::span<const std::byte> pixels, cv::Size size, int quality) {
  JpegErrors errors{};
  Compressor compressor(errors);
  const bool done =
      RunJpegStep(errors, [&] { Compress(compressor, pixels.data(), size, quality); });
  if (!done) return std::string("libjpeg: ") + errors.message;
  const auto* begin = reinterpret_cast<const std::byte*>(compressor.bytes);
  return std::vector<std::byte>(begin, begin + compressor.size);
}

}  // namespace fit299::codec
