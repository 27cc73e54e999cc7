// The blocks of a GIF file, walked by their lengths, without decoding.
#ifndef FIT299_FOREIGN_GIF_BLOCKS_H_
#define FIT299_FOREIGN_GIF_BLOCKS_H_

#include <cstddef>
#include <cstdint>
#include <opencv2/core/types.hpp>
#include <vector>

#include "codec/codec.h"
#include "foreign/gif_codes.h"

namespace fit299::foreign {

// What stands in the blocks from some place on.
struct GifTail {
  bool has_frame = false;
  cv::Size largest_frame;  // the greatest width and the greatest height of all
  bool has_trailer = false;
  bool has_junk = false;  // bytes that are no block
  std::size_t end = 0;
};

class GifBlocks {
 public:
  // From the block that begins at `at` on.
  GifBlocks(codec::Bytes file, std::size_t at);

  // From the first block on. REQUIRES: the file begins as a GIF does.
  static GifBlocks OfFile(codec::Bytes file);

  // To the trailer, or as far as the blocks go.
  GifTail Walk();

  // The place behind the frame whose descriptor begins here. REQUIRES: nothing was walked.
  std::size_t EndOfFrame();

  // Of the codes of the frame whose descriptor begins here. REQUIRES: nothing was walked.
  std::uint64_t CodedBytes();

  // Looks at the codes of the frame whose descriptor begins here. REQUIRES: nothing was walked.
  GifCodes SurveyCodes();

  // The ICC profile in the blocks, which an application extension holds; empty: none.
  std::vector<std::byte> FindProfile();

 private:
  void Skip(std::size_t count);
  void SkipSubBlocks();
  void SkipDescriptor();
  void SkipFrame();
  std::vector<std::byte> ReadSubBlocks();

  codec::Bytes file_;
  std::size_t at_;
};

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_GIF_BLOCKS_H_
