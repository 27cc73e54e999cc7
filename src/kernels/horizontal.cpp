#include "kernels/convolve.h"
#include "kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/horizontal.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/dispatch.h"

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

// Bytes offset .. offset + 15 of kBlocks rows. (This and Store are templates because only there `if
// constexpr` leaves out the branch that does not compile.)
template <class D>
HWY_INLINE hn::Vec<D> Load4Pixels(D d, const std::uint8_t* const* rows, std::ptrdiff_t offset) {
  const Block block;
  const auto row0 = hn::LoadU(block, rows[0] + offset);
  if constexpr (hn::MaxLanes(d) == hn::MaxLanes(block)) {
    return row0;
  } else {
    return hn::Combine(d, hn::LoadU(block, rows[1] + offset), row0);
  }
}

// A block to each row.
template <class D>
HWY_INLINE void Store(D d, hn::Vec<D> pixels, std::uint8_t* const* rows, std::ptrdiff_t offset) {
  const Block block;
  if constexpr (hn::MaxLanes(d) == hn::MaxLanes(block)) {
    hn::StoreU(pixels, block, rows[0] + offset);
  } else {
    hn::StoreU(hn::LowerHalf(block, pixels), block, rows[0] + offset);
    hn::StoreU(hn::UpperHalf(block, pixels), block, rows[1] + offset);
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
    // The four pixels of each channel side by side.
    alignas(16) static constexpr std::uint8_t kTable[16] = {0, 4, 8,  12, 1, 5, 9,  13,
                                                            2, 6, 10, 14, 3, 7, 11, 15};
    Accumulate(hn::TableLookupBytes(pixels, hn::LoadDup128(D8(), kTable)), weights, total);
  }

  const Quad* quads;
};
#endif

// One output pixel of all rows, from 4 * quads source pixels; `first_quad` numbers its weights.
template <class By>
HWY_INLINE Pixel Convolve(int quads, const By& by, std::ptrdiff_t first_quad,
                          const std::uint8_t* const* from, std::ptrdiff_t offset) {
  typename By::Total totals[kVectors];
  for (int i = 0; i < kVectors; ++i) totals[i] = By::Begin();
  for (int quad = 0; quad < quads; ++quad) {
    const auto weights = by.Load(first_quad + quad);
    for (int i = 0; i < kVectors; ++i) {
      const V8 pixels =
          Load4Pixels(D8(), from + i * kBlocks, offset + std::ptrdiff_t{quad} * 4 * kChannels);
      By::Add(pixels, weights, totals[i]);
    }
  }
  Pixel pixel;
  for (int i = 0; i < kVectors; ++i) pixel.of[i] = Round(totals[i]);
  return pixel;
}

// Some rows. kQuads: the number of quads, 0: any.
template <int kQuads, class By>
HWY_INLINE void ConvolveRows(const Taps& taps, const By& by, const std::uint8_t* const* from,
                             std::uint8_t* const* to) {
  const int quads = kQuads > 0 ? kQuads : taps.quads();
  const int* firsts = taps.quad_firsts().data();
  const int width = taps.size();
  const auto convolve = [&](int x) HWY_ATTR {
    return Convolve(quads, by, std::ptrdiff_t{x} * quads, from,
                    std::ptrdiff_t{firsts[x]} * kChannels);
  };
  for (int next = 0; next < width; next += 4) {
    const int x = HWY_MIN(next, width - 4);  // the last four may overlap those before
    const Pixel a = convolve(x);
    const Pixel b = convolve(x + 1);
    const Pixel c = convolve(x + 2);
    const Pixel d = convolve(x + 3);
    for (int i = 0; i < kVectors; ++i) {
      Store(D8(), Join(a.of[i], b.of[i], c.of[i], d.of[i]), to + i * kBlocks,
            std::ptrdiff_t{x} * kChannels);
    }
  }
}

template <class By>
HWY_INLINE void ConvolveAll(const Taps& taps, const By& by, ConstRows source, int height,
                            Rows out) {
  for (int y = 0; y < height; y += kRows) {
    const std::uint8_t* from[kRows];
    std::uint8_t* to[kRows];
    for (int i = 0; i < kRows; ++i) {
      const int row = HWY_MIN(y + i, height - 1);  // past the last row, the last row again
      from[i] = source.data + row * source.stride;
      to[i] = out.data + row * out.stride;
    }
    switch (taps.quads()) {
      case 1: ConvolveRows<1>(taps, by, from, to); break;
      case 2: ConvolveRows<2>(taps, by, from, to); break;
      default: ConvolveRows<0>(taps, by, from, to); break;
    }
  }
}

// REQUIRES: at least 4 positions, and quads.
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
  if (taps.quads() == 0 || taps.size() < 4) {
    ConvolveHorizontalScalar(taps, source, height, out);
  } else {
    FIT299_DISPATCH(ConvolveHorizontal)(taps, source, height, out);
  }
}

}  // namespace fit299::kernels
#endif
