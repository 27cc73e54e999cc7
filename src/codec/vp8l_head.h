// What stands before the pixels of a lossless WebP (VP8L; RFC 9649, section 3).
//
// A picture may have up to 65,536 groups of prefix codes, each for tiles of its own. A group takes
// some 5 bytes, for which libwebp makes tables of 6 to 20 KB before it decodes the first pixel.
#ifndef FIT299_CODEC_VP8L_HEAD_H_
#define FIT299_CODEC_VP8L_HEAD_H_

#include <cstdint>
#include <opencv2/core/types.hpp>
#include <optional>

#include "codec/codec.h"

namespace fit299::codec {

// What takes memory, but for the pixels.
struct Vp8lHead {
  int groups = 1;          // that tables are made for
  int cached_colors = 0;   // which have a code in each group
  std::int64_t tiles = 0;  // all together: of transforms, and those that say which group is whose
};

// Of a VP8L chunk's data. nullopt: they are damaged, or end early; the decoder will say so. Takes
// time only for bits that are there, and no memory.
std::optional<Vp8lHead> ReadVp8lHead(Bytes data);

// Of the data of an ALPH chunk, the alpha of a picture of this size. nullopt: not compressed, too.
std::optional<Vp8lHead> ReadAlphaHead(Bytes data, cv::Size size);

// The memory that libwebp takes for that.
std::uint64_t TableBytes(const Vp8lHead& head);

}  // namespace fit299::codec

#endif  // FIT299_CODEC_VP8L_HEAD_H_
