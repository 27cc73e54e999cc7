// Entropy decoding of baseline JPEG, which is more than half of what a photo costs.
#ifndef FIT299_CODEC_JPEG_ENTROPY_H_
#define FIT299_CODEC_JPEG_ENTROPY_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "codec/jpeg_huffman.h"
#include "codec/libjpeg.h"

namespace fit299::codec {

// Takes the place of libjpeg-turbo's own decoder (jdhuff.c), and gives the same coefficients. Where
// that finds a code and then its value, this mostly finds two coefficients at once.
//
// What is not plain (markers, the last bytes of the file) it leaves to libjpeg's, an MCU at a time
// and from the same state, so that restarts and errors are as they always were. But a code that
// does not exist is a warning (JWRN_HUFF_BAD_CODE) wherever it stands, and so is a coefficient
// beyond its block: libjpeg-turbo's own fast path (decode_mcu_fast) says nothing of either.
class JpegEntropy {
 public:
  // Making the tables takes as long as decoding some kilobytes.
  static constexpr std::size_t kLeastBytes = 16 * 1024;

  // To be called after jpeg_start_decompress. Does nothing where nothing is gained: arithmetic
  // coding, several scans, fewer bytes of data; nor with a libjpeg whose decoder is another one.
  // `this` has to stay where it is as long as `info` is decoded, whose client_data it takes.
  void Install(jpeg_decompress_struct& info, std::size_t least_bytes = kLeastBytes);

 private:
  // kNotPlain: nothing has happened, and libjpeg shall do it. kDamaged: the same, and it is damage.
  enum class Outcome : std::uint8_t { kDone, kNotPlain, kDamaged };

  static boolean Decode(j_decompress_ptr info, JBLOCKROW* blocks);
  Outcome DecodeMcu(jpeg_decompress_struct& info, JBLOCKROW* blocks) const;

  boolean (*original_)(j_decompress_ptr info, JBLOCKROW* blocks) = nullptr;
  std::array<HuffmanTable, NUM_HUFF_TBLS> dc_;
  std::array<HuffmanTable, NUM_HUFF_TBLS> ac_;
  std::array<CoefficientTable, NUM_HUFF_TBLS> coefficients_;
};

}  // namespace fit299::codec

#endif  // FIT299_CODEC_JPEG_ENTROPY_H_
