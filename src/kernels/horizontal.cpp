#include "kernels/convolve.h"
#include "kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/horizontal.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

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

// The rows of one vector.
struct VectorRows {
  const std::uint8_t* from[kBlocks];
  std::uint8_t* to[kBlocks];
};

// Two vectors of rows share each load of weights.
inline constexpr int kVectors = 2;

// Rows y, y + 1, ...; past the last row, the last row again.
HWY_INLINE VectorRows RowsAt(ConstRows source, Rows out, int y, int height) {
  VectorRows rows{};
  for (int i = 0; i < kBlocks; ++i) {
    const int row = HWY_MIN(y + i, height - 1);
    rows.from[i] = source.data + row * source.stride;
    rows.to[i] = out.data + row * out.stride;
  }
  return rows;
}

// Bytes offset .. offset + 15 of each row. (These three are templates because only there `if
// constexpr` leaves out the branch that does not compile.)
template <class D>
HWY_INLINE hn::Vec<D> Load4Pixels(D d, const VectorRows& rows, std::ptrdiff_t offset) {
  const Block block;
  const auto row0 = hn::LoadU(block, rows.from[0] + offset);
  if constexpr (hn::MaxLanes(d) == hn::MaxLanes(block)) {
    return row0;
  } else {
    return hn::Combine(d, hn::LoadU(block, rows.from[kBlocks - 1] + offset), row0);
  }
}

// Bytes offset .. offset + 7 of each row, in the lower half of its block.
template <class D>
HWY_INLINE hn::Vec<D> Load2Pixels(D d, const VectorRows& rows, std::ptrdiff_t offset) {
  const Block block;
  const hn::Half<Block> half;
  const auto row0 = hn::ZeroExtendVector(block, hn::LoadU(half, rows.from[0] + offset));
  if constexpr (hn::MaxLanes(d) == hn::MaxLanes(block)) {
    return row0;
  } else {
    const auto row1 = hn::ZeroExtendVector(block, hn::LoadU(half, rows.from[kBlocks - 1] + offset));
    return hn::Combine(d, row1, row0);
  }
}

// A block to each row.
template <class D>
HWY_INLINE void Store(D d, hn::Vec<D> pixels, const VectorRows& rows, std::ptrdiff_t offset) {
  const Block block;
  if constexpr (hn::MaxLanes(d) == hn::MaxLanes(block)) {
    hn::StoreU(pixels, block, rows.to[0] + offset);
  } else {
    hn::StoreU(hn::LowerHalf(block, pixels), block, rows.to[0] + offset);
    hn::StoreU(hn::UpperHalf(block, pixels), block, rows.to[kBlocks - 1] + offset);
  }
}

// Pixels 0 and 1 of a block, or 2 and 3, as one pair of 16-bit numbers for each channel.
HWY_INLINE V8 Pixels01(V8 pixels) {
  alignas(16) static constexpr std::uint8_t kTable[16] = {0, 128, 4, 128, 1, 128, 5, 128,
                                                          2, 128, 6, 128, 3, 128, 7, 128};
  return hn::TableLookupBytesOr0(pixels, hn::LoadDup128(D8(), kTable));
}

HWY_INLINE V8 Pixels23(V8 pixels) {
  alignas(16) static constexpr std::uint8_t kTable[16] = {8,  128, 12, 128, 9,  128, 13, 128,
                                                          10, 128, 14, 128, 11, 128, 15, 128};
  return hn::TableLookupBytesOr0(pixels, hn::LoadDup128(D8(), kTable));
}

struct Pixel {
  V32 upper;  // of the first vector of rows
  V32 lower;  // of the second
};

// One output pixel of all rows.
HWY_INLINE Pixel Convolve(const Position& position, const Pair* pairs, const VectorRows& upper,
                          const VectorRows& lower) {
  Sum upper_sum = BeginSum();
  Sum lower_sum = BeginSum();
  std::ptrdiff_t offset = std::ptrdiff_t{position.pairs_first} * kChannels;
  const Pair* pair = pairs + position.pairs_begin;
  const Pair* const end = pair + position.pairs_count;
  for (; end - pair >= 2; pair += 2, offset += 4 * kChannels) {
    const PairVectors weights01 = Broadcast(pair[0]);
    const PairVectors weights23 = Broadcast(pair[1]);
    const V8 upper_pixels = Load4Pixels(D8(), upper, offset);
    Accumulate(Pixels01(upper_pixels), weights01, upper_sum);
    Accumulate(Pixels23(upper_pixels), weights23, upper_sum);
    const V8 lower_pixels = Load4Pixels(D8(), lower, offset);
    Accumulate(Pixels01(lower_pixels), weights01, lower_sum);
    Accumulate(Pixels23(lower_pixels), weights23, lower_sum);
  }
  if (pair != end) {
    const PairVectors weights = Broadcast(*pair);
    Accumulate(Pixels01(Load2Pixels(D8(), upper, offset)), weights, upper_sum);
    Accumulate(Pixels01(Load2Pixels(D8(), lower, offset)), weights, lower_sum);
  }
  return {Round(upper_sum), Round(lower_sum)};
}

// REQUIRES: at least 4 positions, and taps without overhang.
void ConvolveHorizontal(const Taps& taps, ConstRows source, int height, Rows out) {
  const Position* positions = taps.positions().data();
  const Pair* pairs = taps.pairs();
  const int width = taps.size();
  for (int y = 0; y < height; y += kVectors * kBlocks) {
    const VectorRows upper = RowsAt(source, out, y, height);
    const VectorRows lower = RowsAt(source, out, y + kBlocks, height);
    for (int next = 0; next < width; next += 4) {
      const int x = HWY_MIN(next, width - 4);  // the last four may overlap those before
      const Pixel a = Convolve(positions[x], pairs, upper, lower);
      const Pixel b = Convolve(positions[x + 1], pairs, upper, lower);
      const Pixel c = Convolve(positions[x + 2], pairs, upper, lower);
      const Pixel d = Convolve(positions[x + 3], pairs, upper, lower);
      const std::ptrdiff_t offset = std::ptrdiff_t{x} * kChannels;
      Store(D8(), Join(a.upper, b.upper, c.upper, d.upper), upper, offset);
      Store(D8(), Join(a.lower, b.lower, c.lower, d.lower), lower, offset);
    }
  }
}
#endif

}  // namespace
}  // namespace fit299::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fit299::kernels {
namespace {
HWY_EXPORT(ConvolveHorizontal);
}  // namespace

void ConvolveHorizontal(const Taps& taps, ConstRows source, int height, Rows out) {
  if (taps.overhangs() || taps.size() < 4) {
    ConvolveHorizontalScalar(taps, source, height, out);
  } else {
    HWY_DYNAMIC_DISPATCH(ConvolveHorizontal)(taps, source, height, out);
  }
}

}  // namespace fit299::kernels
#endif
