#include "codec/jpeg_huffman.h"

#include <algorithm>

namespace fit299::codec {
namespace {

constexpr std::size_t kEntries = std::size_t{1} << kLookBits;

std::uint64_t MakeEntry(int bits, int distance) {
  return static_cast<std::uint64_t>(bits) | static_cast<std::uint64_t>(distance) << 8;
}

std::uint64_t MakePair(int distance, int value) {
  return static_cast<std::uint64_t>(distance) | static_cast<std::uint64_t>(value & 255) << 8;
}

constexpr int kFirst = 16;  // where the pairs stand in an entry
constexpr int kSecond = 32;

// Of a single coefficient, or the end of the block.
Coefficients MakeOne(HuffmanTable::Code code, std::size_t index) {
  const int run = code.symbol >> 4;
  const int size = code.symbol & 15;
  const int bits = code.length + size;
  const bool is_end = size == 0 && run == 0;
  const bool is_short = code.length != 0 && bits <= kLookBits && size < 8;
  if (is_short && is_end) {
    return {MakeEntry(bits, Coefficients::kNotPlain) | Coefficients::kEndOfBlock};
  }
  if (!is_short || size == 0) return {MakeEntry(0, Coefficients::kNotPlain)};
  const int value = Extend(static_cast<int>(index >> (kLookBits - bits)) & ((1 << size) - 1), size);
  const std::uint64_t pair = MakePair(run + 1, value);
  return {MakeEntry(bits, run + 1) | pair << kFirst | pair << kSecond};
}

// How many entries begin with those bits; at least one.
std::size_t EntriesOf(Coefficients one) { return one.bits() == 0 ? 1 : kEntries >> one.bits(); }

// The second one comes from the bits behind the first.
Coefficients Merge(Coefficients first, Coefficients second) {
  const int bits = first.bits() + second.bits();
  if (second.bits() == 0 || bits > kLookBits) return first;
  const int distance = first.distance() + second.distance();
  const std::uint64_t pair =
      second.ends_block() ? first.entry >> kFirst : MakePair(distance, second.Byte(3));
  return {MakeEntry(bits, distance) | (second.entry & Coefficients::kEndOfBlock) |
          (first.entry >> kFirst & 0xFFFF) << kFirst | (pair & 0xFFFF) << kSecond};
}

}  // namespace

void HuffmanTable::Build(const JHUFF_TBL& table) {
  codes_.fill({});
  symbols_ = table.huffval;
  unsigned code = 0;
  unsigned place = 0;
  for (int length = 1; length <= 16; ++length, code <<= 1) {
    const auto at = static_cast<std::size_t>(length);
    offsets_[at] = static_cast<int>(place) - static_cast<int>(code);
    for (int i = 0; i < table.bits[length]; ++i, ++code, ++place) {
      if (length > kLookBits) continue;
      const int rest = kLookBits - length;
      std::fill_n(codes_.begin() + (std::ptrdiff_t{code} << rest), std::ptrdiff_t{1} << rest,
                  Code{symbols_[place], static_cast<std::uint8_t>(length)});
    }
    ends_[at] = code << (16 - length);
  }
}

HuffmanTable::Code HuffmanTable::FindLong(std::uint64_t bits) const {
  const auto head = static_cast<std::uint32_t>(bits >> 48);
  for (int length = kLookBits + 1; length <= 16; ++length) {
    const auto at = static_cast<std::size_t>(length);
    if (head < ends_[at]) {
      const int place = static_cast<int>(head >> (16 - length)) + offsets_[at];
      return {symbols_[place], static_cast<std::uint8_t>(length)};
    }
  }
  return {0, 0};
}

void CoefficientTable::Build(const HuffmanTable& codes) {
  std::array<Coefficients, kEntries> ones;
  for (std::size_t i = 0; i < kEntries;) {
    const Coefficients one = MakeOne(codes.FindShort(i), i);
    const std::size_t count = EntriesOf(one);
    std::fill_n(ones.begin() + static_cast<std::ptrdiff_t>(i), count, one);
    i += count;
  }
  for (std::size_t i = 0; i < kEntries;) {
    const Coefficients one = ones[i];
    const std::size_t count = EntriesOf(one);
    const bool is_plain = one.distance() < Coefficients::kNotPlain;
    for (std::size_t rest = 0; rest < count; ++rest) {
      entries_[i + rest] = is_plain ? Merge(one, ones[rest << one.bits()]) : one;
    }
    i += count;
  }
}

}  // namespace fit299::codec
