#include "kernels/convolve.h"
#include "kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/horizontal.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/dispatch.h"

#include <cstring>

#include "kernels/sum-inl.h"

// A lane is a channel, a block is a pixel, and the blocks of a vector are rows: several rows are
// convolved with the same weights at the same time.
HWY_BEFORE_NAMESPACE();
namespace fit299::kernels::HWY_NAMESPACE {
namespace {

#if HWY_TARGET == HWY_SCALAR
void ConvolveHorizontal(const Taps& taps, ConstRows source, int height, Rows out) {
  ConvolveHorizontalScalar(taps, source, height, out);
}
#else

using Block = hn::FixedTag<std::uint8_t, 16>;
using BlockVector = hn::Vec<Block>;

// Four pixels have 12 bytes, and a block reads 16 of a row. Of the last row in memory, those from
// `limit` on are the last that there are: what begins behind comes from there, and is moved down.
HWY_INLINE BlockVector LoadBelow(std::ptrdiff_t limit, const std::uint8_t* row,
                                 std::ptrdiff_t offset) {
  static constexpr std::uint8_t kMoved[20] = {0,  1,  2,  3,  4,  5,  6,   7,   8,   9,
                                              10, 11, 12, 13, 14, 15, 128, 128, 128, 128};
  const Block block;
  const std::ptrdiff_t at = HWY_MIN(offset, limit);
  return hn::TableLookupBytesOr0(hn::LoadU(block, row + at),
                                 hn::LoadU(block, kMoved + (offset - at)));
}

template <bool kIsLast>
HWY_INLINE BlockVector LoadBlock(std::ptrdiff_t limit, const std::uint8_t* row,
                                 std::ptrdiff_t offset) {
  if constexpr (kIsLast) {
    return LoadBelow(limit, row, offset);
  } else {
    return hn::LoadU(Block(), row + offset);
  }
}

// Four pixels of kBlocks rows, from byte `offset` on. (This and Store are templates because only
// there `if constexpr` leaves out the branch that does not compile.)
template <bool kIsLast, class D>
HWY_INLINE hn::Vec<D> Load4Pixels(D d, std::ptrdiff_t limit, const std::uint8_t* const* rows,
                                  std::ptrdiff_t offset) {
  const BlockVector row0 = LoadBlock<kIsLast>(limit, rows[0], offset);
  if constexpr (hn::MaxLanes(d) == hn::MaxLanes(Block())) {
    return row0;
  } else {
    return hn::Combine(d, LoadBlock<kIsLast>(limit, rows[1], offset), row0);
  }
}

// The first 12 bytes of a block to each row; where other pixels follow, which replace them, with
// four bytes too many.
template <bool kOthersFollow>
HWY_INLINE void StoreBlock(BlockVector pixels, std::uint8_t* out) {
  const Block block;
  if constexpr (kOthersFollow) {
    hn::StoreU(pixels, block, out);
  } else {
    alignas(16) std::uint8_t bytes[16];
    hn::Store(pixels, block, bytes);
    std::memcpy(out, bytes, std::size_t{4} * kChannels);
  }
}

template <bool kOthersFollow, class D>
HWY_INLINE void Store(D d, hn::Vec<D> pixels, std::uint8_t* const* rows, std::ptrdiff_t offset) {
  if constexpr (hn::MaxLanes(d) == hn::MaxLanes(Block())) {
    StoreBlock<kOthersFollow>(pixels, rows[0] + offset);
  } else {
    StoreBlock<kOthersFollow>(hn::LowerHalf(Block(), pixels), rows[0] + offset);
    StoreBlock<kOthersFollow>(hn::UpperHalf(Block(), pixels), rows[1] + offset);
  }
}

// Each fourth byte of a block goes, and the others move up.
HWY_INLINE V8 WithoutFourth(V8 pixels) {
  alignas(16) static constexpr std::uint8_t kTable[16] = {0,  1,  2,  4,  5,  6,  8,  9,
                                                          10, 12, 13, 14, 15, 15, 15, 15};
  return hn::TableLookupBytes(pixels, hn::LoadDup128(D8(), kTable));
}

// Vectors of rows that share each load of weights.
inline constexpr int kVectors = 4;
inline constexpr int kRows = kVectors * kBlocks;

struct Pixel {
  V32 of[kVectors];
};

// How a quad of pixels is weighed: by 16-bit numbers, two pairs at a time ...
struct ByPairs {
  struct Weights {
    PairVectors of01;
    PairVectors of23;
  };
  using Total = Sum;

  static HWY_INLINE Total Begin() { return BeginSum(); }
  HWY_INLINE Weights Load(std::ptrdiff_t quad) const {
    return {Broadcast(pairs[2 * quad]), Broadcast(pairs[2 * quad + 1])};
  }
  static HWY_INLINE void Add(V8 pixels, const Weights& weights, Total& total) {
    Accumulate(Pixels01(pixels), weights.of01, total);
    Accumulate(Pixels23(pixels), weights.of23, total);
  }

  const Pair* pairs;
};

#ifdef FIT299_MULTIPLIES_BYTES
// ... or by bytes, four at a time: half of the instructions.
struct ByQuads {
  using Weights = QuadVectors;
  using Total = DigitSum;

  static HWY_INLINE Total Begin() { return BeginDigitSum(); }
  HWY_INLINE Weights Load(std::ptrdiff_t quad) const { return Broadcast(quads[quad]); }
  static HWY_INLINE void Add(V8 pixels, const Weights& weights, Total& total) {
    // The four pixels of each channel side by side; for a fourth, anything.
    alignas(16) static constexpr std::uint8_t kTable[16] = {0, 3, 6, 9,  1,  4,  7,  10,
                                                            2, 5, 8, 11, 12, 13, 14, 15};
    Accumulate(hn::TableLookupBytes(pixels, hn::LoadDup128(D8(), kTable)), weights, total);
  }

  const Quad* quads;
};
#endif

// kRows source rows and where they go. A block may begin at byte `limit` of a row at most, if they
// are the last ones.
struct Group {
  const std::uint8_t* from[kRows];
  std::uint8_t* to[kRows];
  std::ptrdiff_t limit;
};

// One output pixel of all rows, from 4 * quads source pixels; `first_quad` numbers its weights.
template <bool kIsLast, class By>
HWY_INLINE Pixel Convolve(int quads, const By& by, std::ptrdiff_t first_quad, const Group& group,
                          std::ptrdiff_t offset) {
  typename By::Total totals[kVectors];
  for (int i = 0; i < kVectors; ++i) totals[i] = By::Begin();
  for (int quad = 0; quad < quads; ++quad) {
    const auto weights = by.Load(first_quad + quad);
    for (int i = 0; i < kVectors; ++i) {
      const V8 pixels = Load4Pixels<kIsLast>(D8(), group.limit, group.from + i * kBlocks,
                                             offset + std::ptrdiff_t{quad} * 4 * kChannels);
      By::Add(pixels, weights, totals[i]);
    }
  }
  Pixel pixel;
  for (int i = 0; i < kVectors; ++i) pixel.of[i] = Round(totals[i]);
  return pixel;
}

// Four output pixels of all rows, from `x` on.
template <int kQuads, bool kIsLast, bool kOthersFollow, class By>
HWY_INLINE void Convolve4(const Taps& taps, const By& by, const Group& group, int x) {
  const int quads = kQuads > 0 ? kQuads : taps.quads();
  const int* firsts = taps.quad_firsts().data() + x;
  Pixel pixels[4];
  for (int i = 0; i < 4; ++i) {
    pixels[i] = Convolve<kIsLast>(quads, by, std::ptrdiff_t{x + i} * quads, group,
                                  std::ptrdiff_t{firsts[i]} * kChannels);
  }
  for (int i = 0; i < kVectors; ++i) {
    const V8 joined = Join(pixels[0].of[i], pixels[1].of[i], pixels[2].of[i], pixels[3].of[i]);
    Store<kOthersFollow>(D8(), WithoutFourth(joined), group.to + i * kBlocks,
                         std::ptrdiff_t{x} * kChannels);
  }
}

// Some rows. kQuads: the number of quads, 0: any.
template <int kQuads, bool kIsLast, class By>
HWY_INLINE void ConvolveRows(const Taps& taps, const By& by, const Group& group) {
  constexpr int kPixelsOfBlock = 6;  // if not all of the last one
  const int size = taps.size();
  int x = 0;
  for (; x + kPixelsOfBlock <= size; x += 4) {
    Convolve4<kQuads, kIsLast, true>(taps, by, group, x);
  }
  if (x + 4 < size) Convolve4<kQuads, kIsLast, false>(taps, by, group, x);
  Convolve4<kQuads, kIsLast, false>(taps, by, group, size - 4);  // may overlap those before
}

template <bool kIsLast, class By>
HWY_INLINE void ConvolveGroup(const Taps& taps, const By& by, const Group& group) {
  switch (taps.quads()) {
    case 1: ConvolveRows<1, kIsLast>(taps, by, group); break;
    case 2: ConvolveRows<2, kIsLast>(taps, by, group); break;
    default: ConvolveRows<0, kIsLast>(taps, by, group); break;
  }
}

template <class By>
HWY_INLINE void ConvolveAll(const Taps& taps, const By& by, ConstRows source, int height,
                            Rows out) {
  const int width = taps.end() - taps.begin();
  for (int y = 0; y < height; y += kRows) {
    Group group;
    for (int i = 0; i < kRows; ++i) {
      const int row = HWY_MIN(y + i, height - 1);  // past the last row, the last row again
      group.from[i] = source.data + row * source.stride;
      group.to[i] = out.data + row * out.stride;
    }
    group.limit = std::ptrdiff_t{width} * kChannels - 16;
    if (y + kRows < height) {
      ConvolveGroup<false>(taps, by, group);
    } else {
      ConvolveGroup<true>(taps, by, group);
    }
  }
}

// REQUIRES: at least 4 positions, 6 source pixels, and quads.
void ConvolveHorizontal(const Taps& taps, ConstRows source, int height, Rows out) {
#ifdef FIT299_MULTIPLIES_BYTES
  if (taps.has_digits() && HasVnni()) {
    return ConvolveAll(taps, ByQuads{taps.quad_digits()}, source, height, out);
  }
#endif
  ConvolveAll(taps, ByPairs{taps.quad_pairs()}, source, height, out);
}
#endif

}  // namespace
}  // namespace fit299::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fit299::kernels {
namespace {
FIT299_EXPORT(ConvolveHorizontal);
}  // namespace

void ConvolveHorizontal(const Taps& taps, ConstRows source, int height, Rows out) {
  constexpr int kLeastPixels = 6;  // that a block of 16 bytes reads
  if (taps.quads() == 0 || taps.size() < 4 || taps.end() - taps.begin() < kLeastPixels) {
    ConvolveHorizontalScalar(taps, source, height, out);
  } else {
    FIT299_DISPATCH(ConvolveHorizontal)(taps, source, height, out);
  }
}

}  // namespace fit299::kernels
#endif
