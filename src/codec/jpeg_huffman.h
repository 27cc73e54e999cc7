// Tables that decode baseline JPEG's Huffman codes (ITU T.81, annex F.2.2) several at a time.
#ifndef FIT299_CODEC_JPEG_HUFFMAN_H_
#define FIT299_CODEC_JPEG_HUFFMAN_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "codec/libjpeg.h"

namespace fit299::codec {

// How many bits of the coded data are looked at together.
inline constexpr int kLookBits = 10;

// The symbols of a Huffman code.
class HuffmanTable {
 public:
  struct Code {
    std::uint8_t symbol;
    std::uint8_t length;  // 0: there is no such code
  };

  // REQUIRES: libjpeg has accepted the table, which has to stay where it is.
  void Build(const JHUFF_TBL& table);

  // The code that the upper bits begin with. REQUIRES: 16 bits are there.
  Code Find(std::uint64_t bits) const {
    const Code code = codes_[bits >> (64 - kLookBits)];
    return code.length != 0 ? code : FindLong(bits);
  }

  // The code that these kLookBits bits begin with; length 0: it is longer.
  Code FindShort(std::size_t bits) const { return codes_[bits]; }

 private:
  Code FindLong(std::uint64_t bits) const;

  std::array<Code, 1 << kLookBits> codes_;
  std::array<std::uint32_t, 17> ends_;    // behind the last code of each length, as 16 bits
  std::array<std::int32_t, 17> offsets_;  // from a code to the place of its symbol
  const std::uint8_t* symbols_ = nullptr;
};

// The value that `size` bits stand for, size 1..15.
constexpr int Extend(int bits, int size) {
  return bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;
}

// What kLookBits bits say of a block's AC coefficients: one or two of them, as far as they are
// there with their values, and whether the block ends behind them. In bytes, from the lowest on:
//
//   0  how many bits that takes, and kEndOfBlock
//   1  how far the last coefficient is from the one before the first, in zigzag order; and
//   kNotPlain
//      more if the block ends, or if there is not even one
//   2  how far the first one is from there, 3  its value
//   4  how far the second one is from there, 5  its value; or once more the first
struct Coefficients {
  std::uint64_t entry;

  static constexpr std::uint64_t kEndOfBlock = 128;
  static constexpr int kNotPlain = 64;

  int Byte(int i) const { return static_cast<int>(entry >> (8 * i) & 255); }
  std::int16_t Value(int i) const { return static_cast<std::int16_t>((Byte(i) ^ 128) - 128); }
  int bits() const { return static_cast<int>(entry & (kEndOfBlock - 1)); }
  int distance() const { return Byte(1); }
  bool ends_block() const { return (entry & kEndOfBlock) != 0; }
};

class CoefficientTable {
 public:
  // REQUIRES: `codes` are those of AC coefficients.
  void Build(const HuffmanTable& codes);

  Coefficients Look(std::uint64_t bits) const { return entries_[bits >> (64 - kLookBits)]; }

 private:
  std::array<Coefficients, 1 << kLookBits> entries_;
};

}  // namespace fit299::codec

#endif  // FIT299_CODEC_JPEG_HUFFMAN_H_
