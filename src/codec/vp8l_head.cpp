#include "codec/vp8l_head.h"

#include <algorithm>
#include <array>
#include <bitset>

#include "codec/bytes.h"
#include "codec/vp8l_codes.h"

namespace fit299::codec {
namespace {

constexpr int kLiterals = 256;
constexpr int kLengths = 24;
constexpr int kDistances = 40;

// A group's codes, in this order.
enum { kGreen, kRed, kBlue, kAlpha, kDistance, kCodes };

// The numbers of groups that an entropy image names.
class GroupSet {
 public:
  void Add(int group) {
    used_.set(static_cast<std::size_t>(group));
    greatest_ = std::max(greatest_, group);
  }

  // That libwebp makes tables for (ReadHuffmanCodes in vp8l_dec.c): all up to the greatest, but
  // where these are many, or more than pixels, only those that are used.
  int Count(std::int64_t pixels) const {
    constexpr int kMany = 1000;
    const int all = greatest_ + 1;
    return all > kMany || all > pixels ? static_cast<int>(used_.count()) : all;
  }

 private:
  std::bitset<1 << 16> used_;
  int greatest_ = 0;
};

// 0: there is no colour cache. nullopt: there is no such one.
std::optional<int> TakeCacheSize(Vp8lBits& bits) {
  if (bits.Take(1) == 0) return 0;
  constexpr int kMostBits = 11;
  const int size_bits = bits.Take(4);
  if (size_bits == 0 || size_bits > kMostBits) return std::nullopt;
  return 1 << size_bits;
}

// A length, or a distance, from the symbol that it begins with.
int TakeNumber(int symbol, Vp8lBits& bits) {
  if (symbol < 4) return symbol + 1;
  const int extra_bits = (symbol - 2) >> 1;
  return ((2 + (symbol & 1)) << extra_bits) + bits.Take(extra_bits) + 1;
}

// Passes over the image of a transform, or takes up from the one that says which group each tile
// has. Both are coded by a single group. Copies, by LZ77 or from the colour cache, repeat what was
// there before, so that only literals matter, and 0: a cache that is not full yet has that.
class TileImage {
 public:
  bool Read(std::int64_t tiles, Vp8lBits& bits, GroupSet* groups) {
    if (!ReadCodes(bits)) return false;
    for (std::int64_t left = tiles; left > 0;) {
      const std::size_t before = bits.at();
      const int length = TakeTiles(bits, groups);
      if (length > left || bits.IsOver()) return false;
      if (bits.at() == before) return true;  // it took no bits, nor will those that follow
      left -= length;
    }
    return true;
  }

 private:
  bool ReadCodes(Vp8lBits& bits) {
    const std::optional<int> cached = TakeCacheSize(bits);
    return cached && codes_[kGreen].Read(kLiterals + kLengths + *cached, bits) &&
           codes_[kRed].Read(kLiterals, bits) && codes_[kBlue].Read(kLiterals, bits) &&
           codes_[kAlpha].Read(kLiterals, bits) && codes_[kDistance].Read(kDistances, bits) &&
           !bits.IsOver();
  }

  // How many come next together.
  int TakeTiles(Vp8lBits& bits, GroupSet* groups) const {
    const int symbol = codes_[kGreen].Next(bits);
    if (symbol >= kLiterals && symbol < kLiterals + kLengths) {
      const int length = TakeNumber(symbol - kLiterals, bits);
      TakeNumber(codes_[kDistance].Next(bits), bits);
      return length;
    }
    int group = 0;
    if (symbol < kLiterals) {
      group = codes_[kRed].Next(bits) << 8 | symbol;
      codes_[kBlue].Next(bits);
      codes_[kAlpha].Next(bits);
    }
    if (groups != nullptr) groups->Add(group);
    return 1;
  }

  std::array<Vp8lCode, kCodes> codes_;
};

// What is read one after the other.
class HeadReader {
 public:
  HeadReader(Vp8lBits bits, cv::Size size) : bits_(bits), size_(size) {}

  std::optional<Vp8lHead> Read() {
    int seen = 0;
    while (bits_.Take(1) != 0) {
      const int type = bits_.Take(2);
      if ((seen >> type & 1) != 0 || !PassTransform(type)) return std::nullopt;
      seen |= 1 << type;
    }
    const std::optional<int> cached = TakeCacheSize(bits_);
    if (!cached) return std::nullopt;
    head_.cached_colors = *cached;
    if (bits_.Take(1) != 0 && !ReadGroups()) return std::nullopt;
    return head_;
  }

 private:
  // Two or more pixels of few colours are one that is coded.
  bool PassTransform(int type) {
    enum { kPredictor, kColor, kSubtractGreen, kColorIndexing };
    if (type == kSubtractGreen) return true;
    if (type != kColorIndexing) return ReadTiles(TakeTileCount(), nullptr);
    const int colors = 1 + bits_.Take(8);
    const int shift = colors > 16 ? 0 : colors > 4 ? 1 : colors > 2 ? 2 : 3;
    size_.width = RoundUp(size_.width, shift);
    return ReadTiles(colors, nullptr);
  }

  bool ReadGroups() {
    GroupSet groups;
    if (!ReadTiles(TakeTileCount(), &groups)) return false;
    head_.groups = groups.Count(std::int64_t{size_.width} * size_.height);
    return true;
  }

  bool ReadTiles(std::int64_t tiles, GroupSet* groups) {
    head_.tiles += tiles;
    return TileImage().Read(tiles, bits_, groups);
  }

  std::int64_t TakeTileCount() {
    const int shift = 2 + bits_.Take(3);
    return std::int64_t{RoundUp(size_.width, shift)} * RoundUp(size_.height, shift);
  }

  static int RoundUp(int pixels, int shift) { return (pixels + (1 << shift) - 1) >> shift; }

  Vp8lBits bits_;
  cv::Size size_;  // as it is coded
  Vp8lHead head_;
};

}  // namespace

std::optional<Vp8lHead> ReadVp8lHead(Bytes data) {
  constexpr int kSignature = 0x2F;
  Vp8lBits bits(data);
  if (bits.Take(8) != kSignature) return std::nullopt;
  const int width = 1 + bits.Take(14);
  const int height = 1 + bits.Take(14);
  constexpr int kHasAlphaAndVersion = 4;
  bits.Drop(kHasAlphaAndVersion);
  return HeadReader(bits, {width, height}).Read();
}

std::optional<Vp8lHead> ReadAlphaHead(Bytes data, cv::Size size) {
  constexpr std::uint32_t kMethod = 3;
  constexpr std::uint32_t kLossless = 1;
  if (data.empty() || (Byte(data, 0) & kMethod) != kLossless) return std::nullopt;
  return HeadReader(Vp8lBits(data.subspan(1)), size).Read();
}

std::uint64_t TableBytes(const Vp8lHead& head) {
  // kTableSize, rounded up, and HTreeGroup in libwebp's vp8l_dec.c and huffman_utils.h: the same
  // since 2017, and the room for the longest codes. Short ones take 6 KB a group.
  constexpr std::uint64_t kTableEntries = 2956;
  constexpr std::uint64_t kGroup = 568;
  const auto cached = static_cast<std::uint64_t>(head.cached_colors);
  const std::uint64_t group = kGroup + 4 * (kTableEntries + cached);
  return static_cast<std::uint64_t>(head.groups) * group +
         4 * static_cast<std::uint64_t>(head.tiles);
}

}  // namespace fit299::codec
