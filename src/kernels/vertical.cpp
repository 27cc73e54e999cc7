#include "kernels/convolve.h"
#include "kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vertical.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/dispatch.h"

#include "kernels/sum-inl.h"

// A lane is a byte of a row, whichever channel and pixel it belongs to.
HWY_BEFORE_NAMESPACE();
namespace fit299::kernels::HWY_NAMESPACE {
namespace {

#if HWY_TARGET == HWY_SCALAR
void ConvolveVertical(const Taps& taps, VerticalPart part, ConstRows source, int width, Rows out) {
  ConvolveVerticalScalar(taps, part, source, width, out);
}
#else

inline constexpr std::ptrdiff_t kBytes = static_cast<std::ptrdiff_t>(hn::MaxLanes(D8()));

// kBytes output bytes: `from` is their column in the first source row. kPairs: the number of pairs,
// 0: `count`.
template <int kPairs>
HWY_INLINE V8 Convolve(const Pair* pairs, int count, const std::uint8_t* from,
                       std::ptrdiff_t stride) {
  const D8 d8;
  const V8 zero = hn::Zero(d8);
  Sum a = BeginSum();
  Sum b = BeginSum();
  Sum c = BeginSum();
  Sum d = BeginSum();
  const int pairs_count = kPairs > 0 ? kPairs : count;
  for (int i = 0; i < pairs_count; ++i, from += 2 * stride) {
    const PairVectors weights = Broadcast(pairs[i]);
    const V8 row0 = hn::LoadU(d8, from);
    const V8 row1 = hn::LoadU(d8, from + stride);
    // In each block, of 16 columns: the bytes of both rows side by side, widened to 16 bits.
    const V8 columns0to7 = hn::InterleaveLower(d8, row0, row1);
    const V8 columns8to15 = hn::InterleaveUpper(d8, row0, row1);
    Accumulate(hn::InterleaveLower(d8, columns0to7, zero), weights, a);
    Accumulate(hn::InterleaveUpper(d8, columns0to7, zero), weights, b);
    Accumulate(hn::InterleaveLower(d8, columns8to15, zero), weights, c);
    Accumulate(hn::InterleaveUpper(d8, columns8to15, zero), weights, d);
  }
  return Join(Round(a), Round(b), Round(c), Round(d));
}

template <int kPairs>
HWY_INLINE void ConvolveRow(const Pair* pairs, int count, ConstRows source, std::ptrdiff_t bytes,
                            std::uint8_t* out) {
  for (std::ptrdiff_t next = 0; next < bytes; next += kBytes) {
    const std::ptrdiff_t x = HWY_MIN(next, bytes - kBytes);  // the last may overlap
    hn::StoreU(Convolve<kPairs>(pairs, count, source.data + x, source.stride), D8(), out + x);
  }
}

// REQUIRES: rows of at least kBytes, and taps without overhang.
void ConvolveVertical(const Taps& taps, VerticalPart part, ConstRows source, int width, Rows out) {
  const std::ptrdiff_t bytes = std::ptrdiff_t{width} * kChannels;
  const Position* positions = taps.positions().data();
  std::uint8_t* to = out.data;
  for (int i = part.first; i < part.last; ++i) {
    const Position& position = positions[i];
    const Pair* pairs = taps.pairs() + position.pairs_begin;
    const int count = position.pairs_count;
    const ConstRows from = {source.data + (position.pairs_first - part.skipped) * source.stride,
                            source.stride};
    switch (count) {
      case 1: ConvolveRow<1>(pairs, count, from, bytes, to); break;
      case 2: ConvolveRow<2>(pairs, count, from, bytes, to); break;
      default: ConvolveRow<0>(pairs, count, from, bytes, to); break;
    }
    to += out.stride;
  }
}
#endif

}  // namespace
}  // namespace fit299::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fit299::kernels {
namespace {

FIT299_EXPORT(ConvolveVertical);

// Pixels that fill the widest vector, of 32 bytes.
constexpr int kMinWidth = (32 + kChannels - 1) / kChannels;

}  // namespace

void ConvolveVertical(const Taps& taps, VerticalPart part, ConstRows source, int width, Rows out) {
  if (taps.overhangs() || width < kMinWidth) {
    ConvolveVerticalScalar(taps, part, source, width, out);
  } else {
    FIT299_DISPATCH(ConvolveVertical)(taps, part, source, width, out);
  }
}

void ConvolveVertical(const Taps& taps, ConstRows source, int width, Rows out) {
  ConvolveVertical(taps, {0, taps.size(), 0}, source, width, out);
}

}  // namespace fit299::kernels
#endif
