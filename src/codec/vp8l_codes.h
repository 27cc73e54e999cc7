// Bits and prefix codes of VP8L, the bitstream of lossless WebP (RFC 9649, section 3).
#ifndef FIT299_CODEC_VP8L_CODES_H_
#define FIT299_CODEC_VP8L_CODES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "codec/bytes.h"
#include "codec/codec.h"

namespace fit299::codec {

// Of a byte, the lowest bit is the first. Behind the end, bits are 0.
class Vp8lBits {
 public:
  explicit Vp8lBits(Bytes bytes) : bytes_(bytes) {}

  // At least 24 bits, the next one lowest.
  std::uint32_t Look() const {
    const std::size_t byte = at_ / 8;
    const bool is_there = byte + 4 <= bytes_.size();
    return (is_there ? LittleEndian32(bytes_, byte) : LookAtEnd(byte)) >> at_ % 8;
  }
  void Drop(int count) { at_ += static_cast<std::size_t>(count); }
  int Take(int count);  // count 0..24

  std::size_t at() const { return at_; }

  // True when more has been taken than is there, and a word that libwebp lets pass.
  bool IsOver() const { return at_ > 8 * bytes_.size() + 64; }

 private:
  std::uint32_t LookAtEnd(std::size_t byte) const;

  Bytes bytes_;
  std::size_t at_ = 0;
};

inline constexpr int kVp8lMostSymbols = 256 + 24 + (1 << 11);

// A canonical prefix code. One of a single symbol takes no bits.
class Vp8lCode {
 public:
  // Takes what bits say of a code for so many symbols. False: there is no such code.
  bool Read(int symbols, Vp8lBits& bits);

  // Takes the next symbol. REQUIRES: Read or Build was true.
  int Next(Vp8lBits& bits) const {
    if (IsSingle()) return sorted_[0];
    const Entry entry = short_[bits.Look() & (kShort - 1)];
    if (entry.length > kShortBits) return NextLong(bits);
    bits.Drop(entry.length);
    return entry.symbol;
  }

  // From each symbol's length, 0..15; 0: it does not occur. False: these are no code's.
  bool Build(std::span<const std::uint8_t> lengths);

 private:
  struct Entry {
    std::uint16_t symbol = 0;
    std::uint8_t length = 255;  // the code is longer than kShortBits
  };
  static constexpr int kShortBits = 8;
  static constexpr std::size_t kShort = 1 << kShortBits;
  static constexpr int kMostBits = 15;

  bool IsSingle() const { return counts_[0] == 1; }
  bool Count(std::span<const std::uint8_t> lengths);
  void FillShort();
  int NextLong(Vp8lBits& bits) const;

  std::array<Entry, kShort> short_;             // by the next bits; where there are two symbols
  std::array<int, kMostBits + 1> counts_ = {};  // of symbols by length; that of a single one is 0
  std::array<std::uint16_t, kVp8lMostSymbols> sorted_ = {};  // symbols by length
};

}  // namespace fit299::codec

#endif  // FIT299_CODEC_VP8L_CODES_H_
