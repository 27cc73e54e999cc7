// Sums of weighted pixels in vectors, what both kernels are made of.
// A Highway header: it is compiled once for each target, hence the unusual guard.
#if defined(FIT299_KERNELS_SUM_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FIT299_KERNELS_SUM_INL_H_
#undef FIT299_KERNELS_SUM_INL_H_
#else
#define FIT299_KERNELS_SUM_INL_H_
#endif

#include <hwy/highway.h>

#include "kernels/taps.h"

// Where there are no vectors, the scalar code serves, and has no use for these.
#if HWY_TARGET != HWY_SCALAR
HWY_BEFORE_NAMESPACE();
namespace fit299::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Vectors of one or two blocks of 16 bytes, never of four: on some CPUs those lower the clock.
using D32 = hn::CappedTag<std::int32_t, 8>;
using D16 = hn::Repartition<std::int16_t, D32>;
using D8 = hn::Repartition<std::uint8_t, D32>;
using V32 = hn::Vec<D32>;
using V16 = hn::Vec<D16>;
using V8 = hn::Vec<D8>;

inline constexpr int kBlocks = static_cast<int>(hn::MaxLanes(D32())) / 4;

// Pixels 0 and 1 of a block of RGB, or 2 and 3, as one pair of 16-bit numbers for each channel;
// nothing for a fourth.
HWY_INLINE V8 Pixels01(V8 pixels) {
  alignas(16) static constexpr std::uint8_t kTable[16] = {0, 128, 3, 128, 1,   128, 4,   128,
                                                          2, 128, 5, 128, 128, 128, 128, 128};
  return hn::TableLookupBytesOr0(pixels, hn::LoadDup128(D8(), kTable));
}

HWY_INLINE V8 Pixels23(V8 pixels) {
  alignas(16) static constexpr std::uint8_t kTable[16] = {6, 128, 9,  128, 7,   128, 10,  128,
                                                          8, 128, 11, 128, 128, 128, 128, 128};
  return hn::TableLookupBytesOr0(pixels, hn::LoadDup128(D8(), kTable));
}

// A pair of weights, in all lanes.
struct PairVectors {
  V16 high;
  V16 low;
};

HWY_INLINE PairVectors Broadcast(const Pair& pair) {
  return {hn::BitCast(D16(), hn::Set(D32(), pair.high)),
          hn::BitCast(D16(), hn::Set(D32(), pair.low))};
}

// One running sum in each 32-bit lane. Highway may spread it over two vectors: which part of it is
// in which depends on the target.
struct Sum {
  V32 high;
  V32 high_rest;
  V32 low;
  V32 low_rest;
};

// Zero, and what makes the final shift round to nearest. (Not the constructor: the compiler's own
// functions are not of this target.)
HWY_INLINE Sum BeginSum() {
  const V32 zero = hn::Zero(D32());
  return {zero, zero, hn::Set(D32(), 1 << (kWeightBits - 1)), zero};
}

// Adds the two pixels of each lane, 16 bits each, times their weights.
HWY_INLINE void Accumulate(V8 pixels, const PairVectors& weights, Sum& sum) {
  const V16 values = hn::BitCast(D16(), pixels);
  sum.high = hn::ReorderWidenMulAccumulate(D32(), values, weights.high, sum.high, sum.high_rest);
  sum.low = hn::ReorderWidenMulAccumulate(D32(), values, weights.low, sum.low, sum.low_rest);
}

// The sum as a pixel, which may be out of 0..255 by as much again.
HWY_INLINE V32 Round(const Sum& sum) {
  const V32 high = hn::RearrangeToOddPlusEven(sum.high, sum.high_rest);
  const V32 low = hn::RearrangeToOddPlusEven(sum.low, sum.low_rest);
  return hn::ShiftRight<kWeightBits>(hn::Add(hn::ShiftLeft<kLowBits>(high), low));
}

#undef FIT299_MULTIPLIES_BYTES  // of another target
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
#define FIT299_MULTIPLIES_BYTES 1  // where HasVnni() says so, too

// One running sum in each 32-bit lane, of each of the weights' digits. (Not in arrays: the compiler
// would keep those in memory.)
struct DigitSum {
  V32 digit0;
  V32 digit1;
  V32 digit2;
};

HWY_INLINE DigitSum BeginDigitSum() {
  const V32 zero = hn::Zero(D32());
  return {hn::Set(D32(), 1 << (kWeightBits - 1)), zero, zero};
}

// A quad's digits, each word in all lanes.
struct QuadVectors {
  V32 digit0;
  V32 digit1;
  V32 digit2;
};

HWY_INLINE QuadVectors Broadcast(const Quad& quad) {
  return {hn::Set(D32(), quad.digits[0]), hn::Set(D32(), quad.digits[1]),
          hn::Set(D32(), quad.digits[2])};
}

// Adds to each lane its four unsigned bytes times four signed ones, without saturation. (AVX-512
// VNNI's instruction: neither Highway 1.0 nor its target has it.)
HWY_INLINE V32 AddProducts(V8 pixels, V32 digits, V32 sum) {
  auto result = sum.raw;
  asm("%{evex%} vpdpbusd %2, %1, %0" : "+v"(result) : "v"(pixels.raw), "v"(digits.raw));
  return V32{result};
}

// Adds the four pixels of each lane, 8 bits each, times their weights.
HWY_INLINE void Accumulate(V8 pixels, const QuadVectors& weights, DigitSum& sum) {
  sum.digit0 = AddProducts(pixels, weights.digit0, sum.digit0);
  sum.digit1 = AddProducts(pixels, weights.digit1, sum.digit1);
  sum.digit2 = AddProducts(pixels, weights.digit2, sum.digit2);
}

HWY_INLINE V32 Round(const DigitSum& sum) {
  const V32 upper = hn::Add(sum.digit1, hn::ShiftLeft<8>(sum.digit2));
  return hn::ShiftRight<kWeightBits>(hn::Add(sum.digit0, hn::ShiftLeft<8>(upper)));
}
#endif

// Of each block the eight of `a`, then those of `b`, cut to 0..255. (Highway has it from 1.1 on.)
HWY_INLINE V8 Narrow(V16 a, V16 b) {
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2
  return V8{_mm256_packus_epi16(a.raw, b.raw)};
#elif HWY_ARCH_X86 && HWY_TARGET != HWY_EMU128
  return V8{_mm_packus_epi16(a.raw, b.raw)};
#else
  const hn::Half<D8> half;
  return hn::Combine(D8(), hn::DemoteTo(half, b), hn::DemoteTo(half, a));
#endif
}

// Rounded sums as bytes, cut to 0..255: in each block the four of `a`, then those of `b`, `c` and
// `d`. (Vectors of two blocks are x86's alone, where ReorderDemote2To keeps to the blocks.)
HWY_INLINE V8 Join(V32 a, V32 b, V32 c, V32 d) {
  return Narrow(hn::ReorderDemote2To(D16(), a, b), hn::ReorderDemote2To(D16(), c, d));
}

}  // namespace fit299::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif

#endif  // FIT299_KERNELS_SUM_INL_H_
