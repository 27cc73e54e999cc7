#include "kernels/pack_rows.h"
#include "kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/pack_rows.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/dispatch.h"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace fit299::kernels::HWY_NAMESPACE {
namespace {

void DropFourthPlainly(const std::uint8_t* rgbx, std::size_t width, const std::array<int, 3>& order,
                       std::uint8_t* out) {
  for (; width > 0; --width, rgbx += 4) {
    for (const int channel : order) *out++ = rgbx[channel];
  }
}

void ScalePixelsPlainly(const Scaling& scaling, const float* rgbx, std::size_t width,
                        const std::array<int, 3>& order, float* out) {
  for (; width > 0; --width, rgbx += 4) {
    for (std::size_t c = 0; c < 3; ++c) *out++ = scaling(rgbx[order[c]], c);
  }
}

void SplitPlainly(const std::uint8_t* rgbx, std::size_t width, std::size_t done,
                  std::span<std::uint8_t* const, 3> out) {
  for (std::size_t x = done; x < width; ++x) {
    for (std::size_t c = 0; c < 3; ++c) out[c][x] = rgbx[4 * x + c];
  }
}

#if HWY_TARGET == HWY_SCALAR
void DropFourth(const std::uint8_t* rgbx, std::size_t width, const std::array<int, 3>& order,
                std::uint8_t* out) {
  DropFourthPlainly(rgbx, width, order, out);
}

void SplitChannels(const std::uint8_t* rgbx, std::size_t width,
                   std::span<std::uint8_t* const, 3> out) {
  SplitPlainly(rgbx, width, 0, out);
}

std::size_t ScaleBytes(const Scaling&, const std::uint8_t*, std::size_t, float*) { return 0; }

void ScalePixels(const Scaling& scaling, const float* rgbx, std::size_t width,
                 const std::array<int, 3>& order, float* out) {
  ScalePixelsPlainly(scaling, rgbx, width, order, out);
}
#else

namespace hn = hwy::HWY_NAMESPACE;

// Never more than 8 lanes, see sum-inl.h.
using Lanes = hn::CappedTag<float, 8>;
using Floats = hn::Vec<Lanes>;
using Block = hn::FixedTag<std::uint8_t, 16>;

void DropFourth(const std::uint8_t* rgbx, std::size_t width, const std::array<int, 3>& order,
                std::uint8_t* out) {
  const Block block;
  alignas(16) std::uint8_t table[16];
  for (int i = 0; i < 16; ++i) {
    table[i] =
        static_cast<std::uint8_t>(i < 12 ? i / 3 * 4 + order[static_cast<std::size_t>(i % 3)] : 0);
  }
  const auto picked = hn::Load(block, table);
  // Four pixels at a time, with four bytes too many, which the next ones replace.
  while (width >= 6) {
    hn::StoreU(hn::TableLookupBytes(hn::LoadU(block, rgbx), picked), block, out);
    rgbx += 16;
    out += 12;
    width -= 4;
  }
  DropFourthPlainly(rgbx, width, order, out);
}

void SplitChannels(const std::uint8_t* rgbx, std::size_t width,
                   std::span<std::uint8_t* const, 3> out) {
  const Block block;
  std::size_t x = 0;
  for (; x + 16 <= width; x += 16) {
    hn::Vec<Block> r;
    hn::Vec<Block> g;
    hn::Vec<Block> b;
    hn::Vec<Block> unused;
    hn::LoadInterleaved4(block, rgbx + 4 * x, r, g, b, unused);
    hn::StoreU(r, block, out[0] + x);
    hn::StoreU(g, block, out[1] + x);
    hn::StoreU(b, block, out[2] + x);
  }
  SplitPlainly(rgbx, width, x, out);
}

// What each lane of three vectors in a row is scaled by: their channels go round.
struct Cycle {
  alignas(32) float of[3 * hn::MaxLanes(Lanes())];

  explicit Cycle(const std::array<float, 3>& channels) {
    for (std::size_t i = 0; i < 3 * hn::MaxLanes(Lanes()); ++i) of[i] = channels[i % 3];
  }
};

// 1 / divisor as two floats.
struct Reciprocal {
  float high;
  float low;

  explicit Reciprocal(float divisor)
      : high(1.0F / divisor), low(static_cast<float>(1.0 / double{divisor} - double{high})) {}
};

template <bool kHasLast>
std::size_t ScaleBytesBy(const Scaling& scaling, const std::uint8_t* values, std::size_t count,
                         float* out) {
  const Lanes d;
  const hn::Rebind<std::int32_t, Lanes> d32;
  const hn::Rebind<std::uint8_t, Lanes> d8;
  constexpr std::size_t kLanes = hn::MaxLanes(Lanes());
  const Reciprocal by(scaling.divisor);
  const Floats by_high = hn::Set(d, by.high);
  const Floats by_low = hn::Set(d, by.low);
  std::array<float, 3> high{};
  std::array<float, 3> low{};
  for (std::size_t c = 0; c < 3; ++c) {
    const Reciprocal last(scaling.last[c]);
    high[c] = last.high;
    low[c] = last.low;
  }
  const Cycle subtrahend(scaling.subtrahend);
  const Cycle last_high(high);
  const Cycle last_low(low);
  std::size_t done = 0;
  for (; done + 3 * kLanes <= count; done += 3 * kLanes) {
    for (std::size_t i = 0; i < 3 * kLanes; i += kLanes) {
      const Floats value = hn::ConvertTo(d, hn::PromoteTo(d32, hn::LoadU(d8, values + done + i)));
      Floats scaled = hn::MulAdd(value, by_high, hn::Mul(value, by_low));
      scaled = hn::Sub(scaled, hn::Load(d, subtrahend.of + i));
      if constexpr (kHasLast) {
        scaled = hn::MulAdd(scaled, hn::Load(d, last_high.of + i),
                            hn::Mul(scaled, hn::Load(d, last_low.of + i)));
      }
      hn::StoreU(scaled, d, out + done + i);
    }
  }
  return done;
}

std::size_t ScaleBytes(const Scaling& scaling, const std::uint8_t* values, std::size_t count,
                       float* out) {
  // Without fused multiply-adds in hardware a sum of products is rounded too often.
  if (!HWY_NATIVE_FMA || scaling.multiplier != 1) return 0;
  const bool has_last = scaling.last != std::array<float, 3>{1, 1, 1};
  return has_last ? ScaleBytesBy<true>(scaling, values, count, out)
                  : ScaleBytesBy<false>(scaling, values, count, out);
}

// Each pixel with a float too many, which the next one replaces. (A template because only there
// `if constexpr` leaves out the branch that does not compile.)
template <class D>
HWY_INLINE void StorePixels(D d, hn::Vec<D> pixels, float* out) {
  const hn::FixedTag<float, 4> pixel;
  if constexpr (hn::MaxLanes(d) == hn::MaxLanes(pixel)) {
    hn::StoreU(pixels, d, out);
  } else {
    hn::StoreU(hn::LowerHalf(pixel, pixels), pixel, out);
    hn::StoreU(hn::UpperHalf(pixel, pixels), pixel, out + 3);
  }
}

// A block is a pixel.
template <bool kHasDivisor, bool kHasLast>
void ScalePixelsBy(const Scaling& scaling, const float* rgbx, std::size_t width,
                   const std::array<int, 3>& order, float* out) {
  const Lanes d;
  const hn::Repartition<std::uint8_t, Lanes> d8;
  constexpr std::size_t kPixels = hn::MaxLanes(Lanes()) / 4;
  alignas(16) std::uint8_t table[16];
  for (int i = 0; i < 16; ++i) {
    table[i] =
        static_cast<std::uint8_t>(i < 12 ? order[static_cast<std::size_t>(i / 4)] * 4 + i % 4 : i);
  }
  alignas(16) const float subtrahends[4] = {scaling.subtrahend[0], scaling.subtrahend[1],
                                            scaling.subtrahend[2], 0};
  alignas(16) const float lasts[4] = {scaling.last[0], scaling.last[1], scaling.last[2], 1};
  const auto picked = hn::LoadDup128(d8, table);
  const Floats subtrahend = hn::LoadDup128(d, subtrahends);
  const Floats last = hn::LoadDup128(d, lasts);
  const Floats multiplier = hn::Set(d, scaling.multiplier);
  const Floats divisor = hn::Set(d, scaling.divisor);
  while (width > kPixels) {
    Floats value =
        hn::BitCast(d, hn::TableLookupBytes(hn::BitCast(d8, hn::LoadU(d, rgbx)), picked));
    value = hn::Mul(value, multiplier);
    if constexpr (kHasDivisor) value = hn::Div(value, divisor);
    value = hn::Sub(value, subtrahend);
    if constexpr (kHasLast) value = hn::Div(value, last);
    StorePixels(d, value, out);
    rgbx += 4 * kPixels;
    out += 3 * kPixels;
    width -= kPixels;
  }
  ScalePixelsPlainly(scaling, rgbx, width, order, out);
}

void ScalePixels(const Scaling& scaling, const float* rgbx, std::size_t width,
                 const std::array<int, 3>& order, float* out) {
  const bool has_divisor = scaling.divisor != 1;
  const bool has_last = scaling.last != std::array<float, 3>{1, 1, 1};
  if (has_divisor) {
    has_last ? ScalePixelsBy<true, true>(scaling, rgbx, width, order, out)
             : ScalePixelsBy<true, false>(scaling, rgbx, width, order, out);
  } else {
    has_last ? ScalePixelsBy<false, true>(scaling, rgbx, width, order, out)
             : ScalePixelsBy<false, false>(scaling, rgbx, width, order, out);
  }
}
#endif

}  // namespace
}  // namespace fit299::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fit299::kernels {
namespace {
FIT299_EXPORT(DropFourth);
FIT299_EXPORT(SplitChannels);
FIT299_EXPORT(ScaleBytes);
FIT299_EXPORT(ScalePixels);
}  // namespace

void DropFourth(const std::uint8_t* rgbx, std::size_t width, const std::array<int, 3>& order,
                std::uint8_t* out) {
  FIT299_DISPATCH(DropFourth)(rgbx, width, order, out);
}

void SplitChannels(const std::uint8_t* rgbx, std::size_t width,
                   std::span<std::uint8_t* const, 3> out) {
  FIT299_DISPATCH(SplitChannels)(rgbx, width, out);
}

std::size_t ScaleBytes(const Scaling& scaling, const std::uint8_t* values, std::size_t count,
                       float* out) {
  return FIT299_DISPATCH(ScaleBytes)(scaling, values, count, out);
}

void ScalePixels(const Scaling& scaling, const float* rgbx, std::size_t width,
                 const std::array<int, 3>& order, float* out) {
  FIT299_DISPATCH(ScalePixels)(scaling, rgbx, width, order, out);
}

}  // namespace fit299::kernels
#endif
