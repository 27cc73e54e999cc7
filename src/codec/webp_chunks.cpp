#include "codec/webp_chunks.h"

#include <algorithm>

#include "codec/bytes.h"

namespace fit299::codec {
namespace {

constexpr std::size_t kFrameHeader = 16;

// Of what is decoded of a frame: a picture, and alpha that stands before it.
std::uint64_t CodedBytes(WebpChunks chunks) {
  std::uint64_t alpha = 0;
  while (const auto chunk = chunks.Next()) {
    if (chunk->type == "VP8 " || chunk->type == "VP8L") return alpha + chunk->data.size();
    if (chunk->type == "ALPH") alpha = chunk->data.size();
  }
  return alpha;
}

}  // namespace

std::size_t RiffEnd(Bytes file) {
  const std::size_t size = std::size_t{LittleEndian32(file, 4)} + 8;
  return size + size % 2;
}

WebpChunks WebpChunks::OfFile(Bytes file) {
  return WebpChunks(file.subspan(std::min(kRiffHeader, file.size())));
}

std::optional<WebpChunk> WebpChunks::Next() {
  constexpr std::size_t kHead = 8;
  if (at_ > bytes_.size() || bytes_.size() - at_ < kHead) return std::nullopt;
  const std::size_t length = LittleEndian32(bytes_, at_ + 4);
  const std::size_t there = std::min(length, bytes_.size() - at_ - kHead);
  const WebpChunk chunk{Text(bytes_.subspan(at_, 4)), bytes_.subspan(at_ + kHead, there),
                        there == length};
  at_ += kHead + length + length % 2;
  return chunk;
}

std::optional<AnimationFrame> AnimationFrames::Next() {
  while (const auto chunk = chunks_.Next()) {
    if (chunk->type != "ANMF") continue;
    if (chunk->data.size() < kFrameHeader) return AnimationFrame{{}, WebpChunks({})};
    const auto side = [&](std::size_t at) {
      return static_cast<int>(LittleEndian32(chunk->data, at) & 0xFFFFFF) + 1;
    };
    return AnimationFrame{{side(6), side(9)}, WebpChunks(chunk->data.subspan(kFrameHeader))};
  }
  return std::nullopt;
}

std::optional<Bytes> FindWebpChunk(Bytes file, std::string_view type) {
  WebpChunks chunks = WebpChunks::OfFile(file);
  while (const auto chunk = chunks.Next()) {
    if (!chunk->is_whole) break;
    if (chunk->type == type) return chunk->data;
  }
  return std::nullopt;
}

Bytes FindWebpPicture(WebpChunks chunks) {
  while (const auto chunk = chunks.Next()) {
    if (chunk->type == "VP8 " || chunk->type == "VP8L") return chunk->data;
  }
  return {};
}

std::uint64_t CodedStillBytes(Bytes file) { return CodedBytes(WebpChunks::OfFile(file)); }

std::uint64_t CodedFrameBytes(Bytes file, int frame) {
  std::uint64_t bytes = 0;
  AnimationFrames frames(file);
  for (int i = 0; i <= frame; ++i) {
    const auto next = frames.Next();
    if (!next) break;
    bytes += CodedBytes(next->chunks);
  }
  return bytes;
}

}  // namespace fit299::codec
