// Formats that are known by their signature, but not read as images.
#ifndef FIT299_CODEC_FOREIGN_H_
#define FIT299_CODEC_FOREIGN_H_

#include <string>
#include <string_view>

#include "codec/codec.h"

namespace fit299::codec {

// "JPEG XL", "PSD", ...; "" when the bytes are of no image format that is known here.
std::string_view ForeignFormat(Bytes bytes);

// "a numpy array", ...; "" when the bytes are not of tensors, as far as a signature tells.
std::string_view TensorFormat(Bytes bytes);

// What the bytes look like, for somebody who took them for an image: "text: '<!DOCTYPE html>'",
// "a ZIP archive", "begins with the bytes 00 00 00 00".
std::string DescribeContent(Bytes bytes);

}  // namespace fit299::codec

#endif  // FIT299_CODEC_FOREIGN_H_
