#include "codec/vp8l_codes.h"

#include <algorithm>
#include <numeric>

namespace fit299::codec {
namespace {

using Lengths = std::array<std::uint8_t, kVp8lMostSymbols>;

// One or two symbols. Those that the code has no room for do not count.
void ReadSimpleLengths(Vp8lBits& bits, Lengths& lengths) {
  const bool has_two = bits.Take(1) != 0;
  const int first_bits = bits.Take(1) != 0 ? 8 : 1;
  lengths[static_cast<std::size_t>(bits.Take(first_bits))] = 1;
  if (has_two) lengths[static_cast<std::size_t>(bits.Take(8))] = 1;
}

// The code that lengths are coded by.
bool ReadLengthCode(Vp8lBits& bits, Vp8lCode& code) {
  constexpr std::array<std::uint8_t, 19> kOrder = {17, 18, 0, 1,  2,  3,  4,  5,  16, 6,
                                                   7,  8,  9, 10, 11, 12, 13, 14, 15};
  std::array<std::uint8_t, kOrder.size()> lengths = {};
  const int count = 4 + bits.Take(4);
  for (int i = 0; i < count; ++i) {
    lengths[kOrder[static_cast<std::size_t>(i)]] = static_cast<std::uint8_t>(bits.Take(3));
  }
  return code.Build(lengths);
}

// How often something is repeated, of the codes 16 (the last length but 0), 17 and 18 (0).
int TakeRepeat(int code, Vp8lBits& bits) {
  if (code == 16) return 3 + bits.Take(2);
  return code == 17 ? 3 + bits.Take(3) : 11 + bits.Take(7);
}

bool ReadLengths(int symbols, Vp8lBits& bits, Lengths& lengths) {
  Vp8lCode code;
  if (!ReadLengthCode(bits, code)) return false;
  int left = symbols;
  if (bits.Take(1) != 0) {
    const int count_bits = 2 + 2 * bits.Take(3);
    left = 2 + bits.Take(count_bits);
    if (left > symbols) return false;
  }
  std::uint8_t last = 8;
  for (int symbol = 0; symbol < symbols && left > 0; --left) {
    const int next = code.Next(bits);
    const int repeat = next < 16 ? 1 : TakeRepeat(next, bits);
    if (symbol + repeat > symbols) return false;
    const auto length = next < 16    ? static_cast<std::uint8_t>(next)
                        : next == 16 ? last
                                     : std::uint8_t{0};
    std::fill_n(lengths.begin() + symbol, repeat, length);
    if (length != 0) last = length;
    symbol += repeat;
  }
  return true;
}

// The lowest bits, the other way round.
std::size_t Reverse(std::size_t bits, int count) {
  std::size_t reversed = 0;
  for (; count > 0; --count, bits >>= 1) reversed = reversed << 1 | (bits & 1);
  return reversed;
}

}  // namespace

std::uint32_t Vp8lBits::LookAtEnd(std::size_t byte) const {
  std::uint32_t word = 0;
  for (std::size_t i = byte; i < bytes_.size(); ++i) word |= Byte(bytes_, i) << (8 * (i - byte));
  return word;
}

int Vp8lBits::Take(int count) {
  const std::uint32_t bits = Look() & ((std::uint32_t{1} << count) - 1);
  Drop(count);
  return static_cast<int>(bits);
}

bool Vp8lCode::Read(int symbols, Vp8lBits& bits) {
  Lengths lengths = {};
  if (bits.Take(1) != 0) {
    ReadSimpleLengths(bits, lengths);
  } else if (!ReadLengths(symbols, bits, lengths)) {
    return false;
  }
  return Build(std::span(lengths).first(static_cast<std::size_t>(symbols)));
}

bool Vp8lCode::Build(std::span<const std::uint8_t> lengths) {
  if (!Count(lengths)) return false;
  std::array<int, kMostBits + 2> ends = {};
  std::partial_sum(counts_.begin() + 1, counts_.end(), ends.begin() + 2);
  for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol) {
    if (lengths[symbol] == 0) continue;
    sorted_[static_cast<std::size_t>(ends[lengths[symbol]]++)] = static_cast<std::uint16_t>(symbol);
  }
  if (!IsSingle()) FillShort();
  return true;
}

// False: the lengths leave a code unused, or there are not enough codes.
bool Vp8lCode::Count(std::span<const std::uint8_t> lengths) {
  counts_ = {};
  for (const std::uint8_t length : lengths) ++counts_[length];
  counts_[0] = 0;
  if (std::accumulate(counts_.begin(), counts_.end(), 0) == 1) {
    counts_ = {1};
    return true;
  }
  int unused = 1;
  for (int length = 1; length <= kMostBits; ++length) {
    unused = 2 * unused - counts_[static_cast<std::size_t>(length)];
    if (unused < 0) return false;
  }
  return unused == 0;
}

void Vp8lCode::FillShort() {
  short_.fill({});
  std::size_t code = 0;
  std::size_t index = 0;
  for (int length = 1; length <= kShortBits; ++length) {
    code <<= 1;
    for (int i = 0; i < counts_[static_cast<std::size_t>(length)]; ++i) {
      const Entry entry{sorted_[index++], static_cast<std::uint8_t>(length)};
      const std::size_t step = std::size_t{1} << length;
      for (std::size_t at = Reverse(code, length); at < kShort; at += step) short_[at] = entry;
      ++code;
    }
  }
}

int Vp8lCode::NextLong(Vp8lBits& bits) const {
  std::uint32_t rest = bits.Look();
  int code = 0;
  int first = 0;  // code of this length
  int index = 0;  // of its symbol
  for (int length = 1; length <= kMostBits; ++length, rest >>= 1) {
    code = code << 1 | static_cast<int>(rest & 1);
    first <<= 1;
    const int count = counts_[static_cast<std::size_t>(length)];
    if (code < first + count) {
      bits.Drop(length);
      return sorted_[static_cast<std::size_t>(index + code - first)];
    }
    first += count;
    index += count;
  }
  return 0;  // no bits come here: the code is complete
}

}  // namespace fit299::codec
