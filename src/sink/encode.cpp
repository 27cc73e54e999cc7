#include "sink/encode.h"

#include <array>

#include "codec/encode.h"
#include "fit299/preprocess.h"
#include "sink/npy.h"

namespace fit299::sink {
namespace {

std::string TensorHeader(const Recipe& recipe, cv::Size canvas) {
  std::array<std::uint64_t, 3> shape{};
  const std::array<int, 3> axes = TensorShape(canvas, recipe.layout);
  for (std::size_t i = 0; i < shape.size(); ++i) shape[i] = static_cast<std::uint64_t>(axes[i]);
  return NpyHeader(recipe.dtype, shape);
}

codec::EncodeResult EncodeImage(Format format, int quality, std::span<const std::byte> pixels,
                                cv::Size size) {
  switch (format) {
    case Format::kPng: return codec::EncodePng(pixels, size);
    case Format::kJpeg: return codec::EncodeJpeg(pixels, size, quality);
    case Format::kWebp: return codec::EncodeWebp(pixels, size, quality);
    case Format::kNpy: break;
  }
  return std::string("not an image format");
}

}  // namespace

Expected<EncodedFile, std::string> EncodeFile(Format format, int quality, const Recipe& recipe,
                                              std::span<const std::byte> tensor, cv::Size canvas) {
  EncodedFile file;
  if (!Row(format).is_image) {
    file.head = TensorHeader(recipe, canvas);
    file.body = tensor;
    return file;
  }
  auto encoded = EncodeImage(format, quality, tensor, canvas);
  if (!encoded) return std::move(encoded).error();
  file.encoded = *std::move(encoded);
  file.body = file.encoded;
  return file;
}

std::uint64_t TensorFileBytes(const Recipe& recipe, cv::Size canvas) {
  const std::uint64_t values = std::uint64_t{3} * static_cast<std::uint64_t>(canvas.width) *
                               static_cast<std::uint64_t>(canvas.height);
  return TensorHeader(recipe, canvas).size() + values * BytesPerValue(recipe.dtype);
}

}  // namespace fit299::sink
