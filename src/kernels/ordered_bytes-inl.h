// Vectors of 32-bit lanes as bytes, in their order.
// A Highway header: it is compiled once for each target, hence the unusual guard.
#if defined(FIT299_KERNELS_ORDERED_BYTES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FIT299_KERNELS_ORDERED_BYTES_INL_H_
#undef FIT299_KERNELS_ORDERED_BYTES_INL_H_
#else
#define FIT299_KERNELS_ORDERED_BYTES_INL_H_
#endif

#include <hwy/highway.h>

#include "kernels/sum-inl.h"

#if HWY_TARGET != HWY_SCALAR
HWY_BEFORE_NAMESPACE();
namespace fit299::kernels::HWY_NAMESPACE {

inline constexpr std::size_t kWordLanes = hn::MaxLanes(D32());
inline constexpr std::size_t kByteLanes = 4 * kWordLanes;

// To the nearest integer, half to even. (Adding so much leaves a float no bits behind the point.
// NearestInt does more, for values that are no integers of 32 bits.) REQUIRES: they are less than
// 2^22 from zero.
HWY_INLINE V32 RoundSmall(hn::Vec<hn::Rebind<float, D32>> values) {
  const D32 d32;
  const hn::Rebind<float, D32> floats;
  const auto shift = hn::Set(floats, 0x1.8p23F);
  return hn::Sub(hn::BitCast(d32, hn::Add(values, shift)), hn::BitCast(d32, shift));
}

// Undoes what Join does to the order of values.
HWY_INLINE V8 InOrder(V8 joined) {
  if constexpr (kBlocks == 2) {
    const D32 d32;
    alignas(32) constexpr std::int32_t kOrder[8] = {0, 4, 1, 5, 2, 6, 3, 7};
    return hn::BitCast(
        D8(), hn::TableLookupLanes(hn::BitCast(d32, joined), hn::SetTableIndices(d32, kOrder)));
  } else {
    return joined;
  }
}

// Writes `count` bytes, cut to 0..255: words(i) are kWordLanes of them, from number i on.
// REQUIRES: count >= kByteLanes.
template <class Words>
HWY_INLINE void StoreBytes(std::size_t count, std::uint8_t* out, const Words& words) {
  for (std::size_t next = 0; next < count; next += kByteLanes) {
    const std::size_t i = HWY_MIN(next, count - kByteLanes);  // the last may overlap
    const V8 joined =
        Join(words(i), words(i + kWordLanes), words(i + 2 * kWordLanes), words(i + 3 * kWordLanes));
    hn::StoreU(InOrder(joined), D8(), out + i);
  }
}

}  // namespace fit299::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif

#endif  // FIT299_KERNELS_ORDERED_BYTES_INL_H_
