#include "codec/png_chunks.h"

#include <algorithm>

#include "codec/bytes.h"

namespace fit299::codec {

std::optional<PngChunk> PngChunks::Next() {
  constexpr std::size_t kHead = 8;
  constexpr std::size_t kChecksum = 4;
  if (at_ > file_.size() || file_.size() - at_ < kHead) return std::nullopt;
  PngChunk chunk;
  chunk.length = BigEndian32(file_, at_);
  chunk.type = Text(file_.subspan(at_ + 4, 4));
  chunk.data = file_.subspan(at_ + kHead, std::min(chunk.length, file_.size() - at_ - kHead));
  at_ += kHead + chunk.length + kChecksum;
  return chunk;
}

bool IsAnimatedPng(Bytes file) {
  PngChunks chunks(file);
  while (const auto chunk = chunks.Next()) {
    if (chunk->type == "acTL") return true;
    if (chunk->type == "IDAT") return false;
  }
  return false;
}

std::uint64_t CodedPngBytes(Bytes file) {
  std::uint64_t bytes = 0;
  bool has_begun = false;
  PngChunks chunks(file);
  while (const auto chunk = chunks.Next()) {
    const bool is_data = chunk->type == "IDAT";
    if (is_data) bytes += chunk->data.size();
    if (has_begun && !is_data) break;
    has_begun = is_data;
  }
  return bytes;
}

std::uint64_t PngDataBehind(Bytes file, std::size_t place) {
  std::uint64_t bytes = 0;
  PngChunks chunks(file);
  for (std::size_t at = chunks.at(); const auto chunk = chunks.Next(); at = chunks.at()) {
    if (at >= place && chunk->type == "IDAT") bytes += chunk->data.size();
  }
  return bytes;
}

}  // namespace fit299::codec
