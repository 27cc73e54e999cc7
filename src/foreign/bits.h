// Bits of a codec's headers, the highest of each byte first.
#ifndef FIT299_FOREIGN_BITS_H_
#define FIT299_FOREIGN_BITS_H_

#include <cstddef>
#include <cstdint>

#include "codec/bytes.h"
#include "codec/codec.h"

namespace fit299::foreign {

// Behind the end, bits are 0.
class Bits {
 public:
  // REQUIRES: `bytes` outlive this.
  explicit Bits(codec::Bytes bytes) : bytes_(bytes) {}

  bool HasEnded() const { return at_ > bytes_.size() * 8; }
  void Skip(std::size_t bits) { at_ += bits; }

  std::uint32_t Bit() {
    const std::size_t byte = at_ / 8;
    const std::size_t shift = 7 - at_ % 8;
    ++at_;
    return byte < bytes_.size() ? codec::Byte(bytes_, byte) >> shift & 1 : 0;
  }

  // REQUIRES: bits <= 32.
  std::uint32_t Next(int bits) {
    std::uint32_t value = 0;
    for (int i = 0; i < bits; ++i) value = value << 1 | Bit();
    return value;
  }

  // As many ones as there are zeros before the first of them: ue(v) of HEVC (9.2), uvlc() of AV1
  // (4.10.3).
  std::uint64_t NextGolomb() {
    constexpr int kMost = 32;
    int zeros = 0;
    while (zeros < kMost && !HasEnded() && Bit() == 0) ++zeros;
    return (std::uint64_t{1} << zeros) - 1 + Next(zeros);
  }

 private:
  codec::Bytes bytes_;
  std::size_t at_ = 0;
};

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_BITS_H_
