// A finished tensor -> the bytes of a file of its own.
#ifndef FIT299_SINK_ENCODE_H_
#define FIT299_SINK_ENCODE_H_

#include <cstddef>
#include <cstdint>
#include <opencv2/core/types.hpp>
#include <span>
#include <string>
#include <vector>

#include "fit299/expected.h"
#include "fit299/recipe.h"
#include "sink/format.h"

namespace fit299::sink {

// The file is `head` followed by `body`. `body` views the tensor itself where it is stored as it
// is, or `encoded`.
struct EncodedFile {
  std::string head;
  std::vector<std::byte> encoded;
  std::span<const std::byte> body;
};

// REQUIRES: for an image format, the recipe's dtype is uint8 and its layout nhwc.
// Errors: why the encoder refused, in words.
Expected<EncodedFile, std::string> EncodeFile(Format format, int quality, const Recipe& recipe,
                                              std::span<const std::byte> tensor, cv::Size canvas);

// The size of the .npy file of one tensor, in bytes.
std::uint64_t TensorFileBytes(const Recipe& recipe, cv::Size canvas);

}  // namespace fit299::sink

#endif  // FIT299_SINK_ENCODE_H_
