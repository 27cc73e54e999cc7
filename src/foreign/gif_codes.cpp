#include "foreign/gif_codes.h"

#include <array>
#include <cstddef>

namespace fit299::foreign {
namespace {

constexpr std::uint32_t kMostBits = 12;  // of a code
constexpr std::uint32_t kMostCodes = 1U << kMostBits;

class Survey {
 public:
  explicit Survey(std::uint32_t color_bits) : color_bits_(color_bits), clear_(1U << color_bits) {
    Clear();
  }

  GifCodes Run(codec::Bytes data, std::uint64_t pixels) {
    std::uint32_t rest = 0;  // bits that are no whole code yet
    std::uint32_t rest_bits = 0;
    for (const std::byte byte : data) {
      rest |= std::to_integer<std::uint32_t>(byte) << rest_bits;
      rest_bits += 8;
      while (rest_bits >= bits_) {
        const std::uint32_t code = rest & ((1U << bits_) - 1);
        rest >>= bits_;
        rest_bits -= bits_;
        if (!Take(code) || pixels_ >= pixels) return codes_;
      }
    }
    return codes_;
  }

 private:
  // False when no other code is to be looked at.
  bool Take(std::uint32_t code) {
    if (code == clear_) {
      ++codes_.clears;
      Clear();
      return true;
    }
    if (code == clear_ + 1) return false;  // the end
    const bool is_next = code == next_ && has_last_ && next_ < kMostCodes;
    if (code >= next_ && !is_next) {
      codes_.sound_pixels = pixels_;
      return false;
    }
    if (has_last_ && next_ < kMostCodes) lengths_[next_++] = LengthOf(last_) + 1;
    if (next_ == 1U << bits_ && bits_ < kMostBits) ++bits_;
    last_ = code;
    has_last_ = true;
    pixels_ += LengthOf(code);
    return true;
  }

  void Clear() {
    bits_ = color_bits_ + 1;
    next_ = clear_ + 2;
    has_last_ = false;
  }

  std::uint32_t LengthOf(std::uint32_t code) const { return code < clear_ ? 1 : lengths_[code]; }

  const std::uint32_t color_bits_;
  const std::uint32_t clear_;
  GifCodes codes_;
  std::uint64_t pixels_ = 0;
  std::uint32_t bits_ = 0;
  std::uint32_t next_ = 0;  // the first code that stands for nothing yet
  std::uint32_t last_ = 0;
  bool has_last_ = false;
  std::array<std::uint32_t, kMostCodes> lengths_ = {};  // the pixels of each code
};

}  // namespace

GifCodes SurveyGifCodes(codec::Bytes data, std::uint32_t color_bits, std::uint64_t pixels) {
  if (color_bits == 0 || color_bits >= kMostBits) return {};  // giflib refuses it
  return Survey(color_bits).Run(data, pixels);
}

}  // namespace fit299::foreign
