// The chunks of a WebP file.
#ifndef FIT299_CODEC_WEBP_CHUNKS_H_
#define FIT299_CODEC_WEBP_CHUNKS_H_

#include <cstddef>
#include <cstdint>
#include <opencv2/core/types.hpp>
#include <optional>
#include <string_view>

#include "codec/codec.h"

namespace fit299::codec {

inline constexpr std::size_t kRiffHeader = 12;

// Where the RIFF says that the file ends.
std::size_t RiffEnd(Bytes file);

struct WebpChunk {
  std::string_view type;
  Bytes data;             // what there is of it
  bool is_whole = false;  // false: the bytes end within it
};

// Yields the chunks that stand one behind the other in `bytes`.
class WebpChunks {
 public:
  explicit WebpChunks(Bytes bytes) : bytes_(bytes) {}

  // Those of a file.
  static WebpChunks OfFile(Bytes file);

  // nullopt: the end.
  std::optional<WebpChunk> Next();

 private:
  Bytes bytes_;
  std::size_t at_ = 0;
};

// A frame of an animation.
struct AnimationFrame {
  cv::Size size;
  WebpChunks chunks;  // of its own
};

// Yields the frames of a file, one after the other.
class AnimationFrames {
 public:
  explicit AnimationFrames(Bytes file) : chunks_(WebpChunks::OfFile(file)) {}

  // nullopt: the end.
  std::optional<AnimationFrame> Next();

 private:
  WebpChunks chunks_;
};

// The first chunk of this type, or nullopt when none is there as a whole.
std::optional<Bytes> FindWebpChunk(Bytes file, std::string_view type);

// What the first picture in these chunks is coded in, but for its alpha; empty: there is none.
Bytes FindWebpPicture(WebpChunks chunks);

// The bytes in which a still picture is coded, or this frame of an animation and those before it.
std::uint64_t CodedStillBytes(Bytes file);
std::uint64_t CodedFrameBytes(Bytes file, int frame);

}  // namespace fit299::codec

#endif  // FIT299_CODEC_WEBP_CHUNKS_H_
