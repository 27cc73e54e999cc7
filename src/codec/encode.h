// 8-bit RGB pixels -> the bytes of an image file.
#ifndef FIT299_CODEC_ENCODE_H_
#define FIT299_CODEC_ENCODE_H_

#include <cstddef>
#include <opencv2/core/types.hpp>
#include <span>
#include <string>
#include <vector>

#include "fit299/expected.h"

namespace fit299::codec {

// `pixels`: size.height rows of size.width RGB triples, 8 bits a channel, no padding.
// `quality`: 1..100, for JPEG (libjpeg's scale, 4:2:0, baseline) and lossy WebP; PNG ignores it.
// Errors: why the library refused, in words (a side longer than the format allows, no memory).
using EncodeResult = Expected<std::vector<std::byte>, std::string>;
EncodeResult EncodeJpeg(std::span<const std::byte> pixels, cv::Size size, int quality);
EncodeResult EncodePng(std::span<const std::byte> pixels, cv::Size size);
EncodeResult EncodeWebp(std::span<const std::byte> pixels, cv::Size size, int quality);

}  // namespace fit299::codec

#endif  // FIT299_CODEC_ENCODE_H_
