// The chunks of a PNG file.
#ifndef FIT299_CODEC_PNG_CHUNKS_H_
#define FIT299_CODEC_PNG_CHUNKS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "codec/codec.h"

namespace fit299::codec {

inline constexpr std::string_view kPngSignature("\x89PNG\r\n\x1a\n", 8);

struct PngChunk {
  std::string_view type;
  std::size_t length = 0;
  Bytes data;  // what there is of it

  bool is_whole() const { return data.size() == length; }
};

// Yields the chunks after the signature in order.
class PngChunks {
 public:
  // REQUIRES: `file` begins with the signature.
  explicit PngChunks(Bytes file) : file_(file) {}

  // nullopt at the end, or where the file is cut.
  std::optional<PngChunk> Next();

  // Where in the file the next one begins.
  std::size_t at() const { return at_; }

 private:
  Bytes file_;
  std::size_t at_ = kPngSignature.size();
};

bool IsAnimatedPng(Bytes file);

// Of the IDAT chunks that stand in a row: libpng reads no others.
std::uint64_t CodedPngBytes(Bytes file);

// The bytes of all IDAT chunks that begin at this place of the file or behind it, wherever they
// stand.
std::uint64_t PngDataBehind(Bytes file, std::size_t place);

}  // namespace fit299::codec

#endif  // FIT299_CODEC_PNG_CHUNKS_H_
