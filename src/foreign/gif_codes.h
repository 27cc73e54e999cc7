// LZW's codes in a frame of a GIF, looked at without drawing: giflib accepts what has no meaning.
#ifndef FIT299_FOREIGN_GIF_CODES_H_
#define FIT299_FOREIGN_GIF_CODES_H_

#include <cstdint>

#include "codec/codec.h"

namespace fit299::foreign {

struct GifCodes {
  // How often they begin anew. Each time giflib clears 16 KB, for which a file needs three bits.
  std::uint64_t clears = 0;
  // So many pixels come before the first code that stands for nothing yet, or all of them.
  std::uint64_t sound_pixels = UINT64_MAX;
};

// As far as they are needed for so many pixels. `color_bits`: as the frame says before its codes.
GifCodes SurveyGifCodes(codec::Bytes data, std::uint32_t color_bits, std::uint64_t pixels);

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_GIF_CODES_H_
