// The same JPEG decoded by libjpeg's own entropy decoder and by ours.
#ifndef FIT299_TESTS_CODEC_JPEG_BOTH_WAYS_H_
#define FIT299_TESTS_CODEC_JPEG_BOTH_WAYS_H_

#include <cstdint>
#include <vector>

#include "codec/codec.h"
#include "codec/jpeg_entropy.h"
#include "codec/jpeg_errors.h"
#include "codec/jpeg_source.h"
#include "codec/libjpeg.h"

namespace fit299::codec {

struct JpegResult {
  bool is_read = false;            // to its end
  int error = 0;                   // that stopped, if not
  std::vector<int> warnings;       // by their codes
  bool ended = false;              // the file was too short
  std::size_t rest = 0;            // bytes behind EOI
  std::vector<std::uint8_t> rows;  // as far as they came
};

// Keeps the codes of warnings, and goes on.
struct KeptWarnings : JpegErrors {
  std::vector<int> codes;

  static void Keep(j_common_ptr object, int level) {
    auto& errors = *reinterpret_cast<KeptWarnings*>(object->err);
    if (level < 0) errors.codes.push_back(errors.base.msg_code);
  }
};

// Decodes as far as it goes, without the rows [skip_begin, skip_end). `entropy`: null for
// libjpeg's.
inline JpegResult DecodeBy(JpegEntropy* entropy, Bytes file, std::size_t most_pixels,
                           unsigned skip_begin = 0, unsigned skip_end = 0) {
  JpegResult result;
  KeptWarnings errors{};
  JpegSource source{};
  jpeg_decompress_struct info{};
  info.err = InstallJpegErrors(errors);
  errors.base.emit_message = KeptWarnings::Keep;
  result.is_read = RunJpegStep(errors, [&] {
    jpeg_create_decompress(&info);
    info.src = InstallJpegSource(source, file);
    jpeg_read_header(&info, TRUE);
    if (std::size_t{info.image_width} * info.image_height > most_pixels) return;
    info.out_color_space = info.num_components == 1   ? JCS_GRAYSCALE
                           : info.num_components == 4 ? JCS_CMYK
                                                      : JCS_RGB;
    jpeg_start_decompress(&info);
    if (entropy != nullptr) entropy->Install(info, 0);
    const std::size_t row_bytes = std::size_t{info.output_width} * info.output_components;
    while (info.output_scanline < info.output_height) {
      if (info.output_scanline == skip_begin && skip_end > skip_begin) {
        jpeg_skip_scanlines(&info, skip_end - skip_begin);
        continue;
      }
      result.rows.resize(result.rows.size() + row_bytes);
      JSAMPROW row = result.rows.data() + result.rows.size() - row_bytes;
      jpeg_read_scanlines(&info, &row, 1);
    }
    jpeg_finish_decompress(&info);
  });
  result.error = errors.code;
  result.warnings = errors.codes;
  result.ended = source.ended;
  result.rest = source.base.bytes_in_buffer;
  jpeg_destroy_decompress(&info);
  return result;
}

}  // namespace fit299::codec

#endif  // FIT299_TESTS_CODEC_JPEG_BOTH_WAYS_H_
