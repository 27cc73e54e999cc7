#include "kernels/pack_rows.h"
#include "kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/pack_rows.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/dispatch.h"

#include <algorithm>
#include <bit>

HWY_BEFORE_NAMESPACE();
namespace fit299::kernels::HWY_NAMESPACE {
namespace {

// REQUIRES: order is a permutation.
void ScalePlainly(const Scaling& scaling, const float* rgb, std::size_t begin, std::size_t width,
                  const std::array<int, 3>& order, float* out) {
  for (std::size_t i = 3 * begin; i < 3 * width; i += 3) {
    for (std::size_t c = 0; c < 3; ++c) {
      out[i + c] = scaling(rgb[i + static_cast<std::size_t>(order[c])], c);
    }
  }
}

void ScalePlanesPlainly(const Scaling& scaling, const float* rgb, std::size_t begin,
                        std::size_t width, const std::array<int, 3>& order,
                        std::span<float* const, 3> out) {
  for (std::size_t x = begin; x < width; ++x) {
    for (std::size_t c = 0; c < 3; ++c) {
      out[c][x] = scaling(rgb[3 * x + static_cast<std::size_t>(order[c])], c);
    }
  }
}

void HalvePlainly(Half which, const float* values, std::size_t begin, std::size_t count,
                  std::uint16_t* out) {
  for (std::size_t i = begin; i < count; ++i) out[i] = ToHalf(which, values[i]);
}

void SplitPlainly(const std::uint8_t* pixels, std::size_t width, std::size_t done,
                  std::span<std::uint8_t* const, 3> out) {
  for (std::size_t x = done; x < width; ++x) {
    for (std::size_t c = 0; c < 3; ++c) out[c][x] = pixels[3 * x + c];
  }
}

void ReorderPlainly(const std::uint8_t* rgb, std::size_t begin, std::size_t width,
                    const std::array<int, 3>& order, std::uint8_t* out) {
  for (std::size_t i = 3 * begin; i < 3 * width; i += 3) {
    for (std::size_t c = 0; c < 3; ++c) out[i + c] = rgb[i + static_cast<std::size_t>(order[c])];
  }
}

#if HWY_TARGET == HWY_SCALAR
void SplitRgb(const std::uint8_t* rgb, std::size_t width, std::span<std::uint8_t* const, 3> out) {
  SplitPlainly(rgb, width, 0, out);
}

void ReorderChannels(const std::uint8_t* rgb, std::size_t width, const std::array<int, 3>& order,
                     std::uint8_t* out) {
  ReorderPlainly(rgb, 0, width, order, out);
}

std::size_t ScaleBytes(const Scaling&, const std::uint8_t*, std::size_t, float*) { return 0; }

void ScalePixels(const Scaling& scaling, const float* rgb, std::size_t width,
                 const std::array<int, 3>& order, float* out) {
  ScalePlainly(scaling, rgb, 0, width, order, out);
}

void ScalePlanes(const Scaling& scaling, const float* rgb, std::size_t width,
                 const std::array<int, 3>& order, std::span<float* const, 3> out) {
  ScalePlanesPlainly(scaling, rgb, 0, width, order, out);
}

void HalveRow(Half which, const float* values, std::size_t count, std::uint16_t* out) {
  HalvePlainly(which, values, 0, count, out);
}
#else

namespace hn = hwy::HWY_NAMESPACE;

// Never more than 8 lanes, see sum-inl.h.
using Lanes = hn::CappedTag<float, 8>;
using Floats = hn::Vec<Lanes>;
using Block = hn::FixedTag<std::uint8_t, 16>;

void SplitRgb(const std::uint8_t* rgb, std::size_t width, std::span<std::uint8_t* const, 3> out) {
  const Block block;
  std::size_t x = 0;
  for (; x + 16 <= width; x += 16) {
    hn::Vec<Block> r;
    hn::Vec<Block> g;
    hn::Vec<Block> b;
    hn::LoadInterleaved3(block, rgb + 3 * x, r, g, b);
    hn::StoreU(r, block, out[0] + x);
    hn::StoreU(g, block, out[1] + x);
    hn::StoreU(b, block, out[2] + x);
  }
  SplitPlainly(rgb, width, x, out);
}

void ReorderChannels(const std::uint8_t* rgb, std::size_t width, const std::array<int, 3>& order,
                     std::uint8_t* out) {
  const Block block;
  std::size_t x = 0;
  for (; x + 16 <= width; x += 16) {
    hn::Vec<Block> channel[3];
    hn::LoadInterleaved3(block, rgb + 3 * x, channel[0], channel[1], channel[2]);
    hn::StoreInterleaved3(channel[order[0]], channel[order[1]], channel[order[2]], block,
                          out + 3 * x);
  }
  ReorderPlainly(rgb, x, width, order, out);
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

// What is done to a vector of floats: those operations of a Scaling that change anything.
template <bool kHasMultiplier, bool kHasDivisor, bool kHasLast>
struct Scaler {
  HWY_INLINE Floats operator()(Floats value, Floats subtrahend, Floats last) const {
    const Lanes d;
    if constexpr (kHasMultiplier) value = hn::Mul(value, hn::Set(d, multiplier));
    if constexpr (kHasDivisor) value = hn::Div(value, hn::Set(d, divisor));
    value = hn::Sub(value, subtrahend);
    if constexpr (kHasLast) value = hn::Div(value, last);
    return value;
  }
  float multiplier;
  float divisor;
};

// Calls work(scaler).
template <class Work>
HWY_INLINE void WithScaler(const Scaling& scaling, const Work& work) {
  const float multiplier = scaling.multiplier;
  const float divisor = scaling.divisor;
  const bool has_last = scaling.last != std::array<float, 3>{1, 1, 1};
  if (multiplier != 1 && divisor != 1) {
    work(Scaler<true, true, true>{multiplier, divisor});
  } else if (multiplier != 1) {
    has_last ? work(Scaler<true, false, true>{multiplier, divisor})
             : work(Scaler<true, false, false>{multiplier, divisor});
  } else if (divisor != 1) {
    has_last ? work(Scaler<false, true, true>{multiplier, divisor})
             : work(Scaler<false, true, false>{multiplier, divisor});
  } else {
    has_last ? work(Scaler<false, false, true>{multiplier, divisor})
             : work(Scaler<false, false, false>{multiplier, divisor});
  }
}

constexpr std::size_t kFloats = hn::MaxLanes(Lanes());

template <class Scale>
std::size_t ScaleInOrder(const Scale& scale, const Scaling& scaling, const float* rgb,
                         std::size_t width, float* out) {
  const Lanes d;
  const Cycle subtrahend(scaling.subtrahend);
  const Cycle last(scaling.last);
  std::size_t x = 0;
  for (; x + kFloats <= width; x += kFloats) {
    for (std::size_t i = 0; i < 3 * kFloats; i += kFloats) {
      const Floats value = hn::LoadU(d, rgb + 3 * x + i);
      hn::StoreU(scale(value, hn::Load(d, subtrahend.of + i), hn::Load(d, last.of + i)), d,
                 out + 3 * x + i);
    }
  }
  return x;
}

// Calls store(x, channels) for vectors of pixels, and says how many pixels that were.
template <class Scale, class Store>
HWY_INLINE std::size_t ScaleApart(const Scale& scale, const Scaling& scaling, const float* rgb,
                                  std::size_t width, const std::array<int, 3>& order,
                                  const Store& store) {
  const Lanes d;
  std::size_t x = 0;
  for (; x + kFloats <= width; x += kFloats) {
    Floats from[3];
    Floats to[3];
    hn::LoadInterleaved3(d, rgb + 3 * x, from[0], from[1], from[2]);
    for (std::size_t c = 0; c < 3; ++c) {
      to[c] = scale(from[order[c]], hn::Set(d, scaling.subtrahend[c]), hn::Set(d, scaling.last[c]));
    }
    store(x, to);
  }
  return x;
}

void ScalePixels(const Scaling& scaling, const float* rgb, std::size_t width,
                 const std::array<int, 3>& order, float* out) {
  const Lanes d;
  std::size_t done = 0;
  WithScaler(scaling, [&](const auto& scale) HWY_ATTR {
    if (order == std::array<int, 3>{0, 1, 2}) {
      done = ScaleInOrder(scale, scaling, rgb, width, out);
    } else {
      done = ScaleApart(scale, scaling, rgb, width, order,
                        [&](std::size_t x, const Floats* to) HWY_ATTR {
                          hn::StoreInterleaved3(to[0], to[1], to[2], d, out + 3 * x);
                        });
    }
  });
  ScalePlainly(scaling, rgb, done, width, order, out);
}

void ScalePlanes(const Scaling& scaling, const float* rgb, std::size_t width,
                 const std::array<int, 3>& order, std::span<float* const, 3> out) {
  const Lanes d;
  std::size_t done = 0;
  WithScaler(scaling, [&](const auto& scale) HWY_ATTR {
    done = ScaleApart(scale, scaling, rgb, width, order,
                      [&](std::size_t x, const Floats* to) HWY_ATTR {
                        for (std::size_t c = 0; c < 3; ++c) hn::StoreU(to[c], d, out[c] + x);
                      });
  });
  ScalePlanesPlainly(scaling, rgb, done, width, order, out);
}

// NaN does not occur.
std::size_t ToBfloat16s(const float* values, std::size_t count, std::uint16_t* out) {
  const Lanes d;
  const hn::Rebind<std::uint32_t, Lanes> d32;
  const hn::Rebind<std::uint16_t, Lanes> d16;
  std::size_t i = 0;
  for (; i + kFloats <= count; i += kFloats) {
    const auto bits = hn::BitCast(d32, hn::LoadU(d, values + i));
    const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(d32, 1));
    const auto rounded = hn::Add(bits, hn::Add(odd, hn::Set(d32, 0x7FFF)));
    hn::StoreU(hn::TruncateTo(d16, hn::ShiftRight<16>(rounded)), d16, out + i);
  }
  return i;
}

// Where the CPU has an instruction for it.
std::size_t ToFloat16s([[maybe_unused]] const float* values, [[maybe_unused]] std::size_t count,
                       [[maybe_unused]] std::uint16_t* out) {
  std::size_t i = 0;
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2 && !defined(HWY_DISABLE_F16C)
  const Lanes d;
  const hn::Rebind<hwy::float16_t, Lanes> d16;
  for (; i + kFloats <= count; i += kFloats) {
    hn::StoreU(hn::DemoteTo(d16, hn::LoadU(d, values + i)), d16,
               reinterpret_cast<hwy::float16_t*>(out + i));
  }
#endif
  return i;
}

void HalveRow(Half which, const float* values, std::size_t count, std::uint16_t* out) {
  const std::size_t done =
      which == Half::kFloat16 ? ToFloat16s(values, count, out) : ToBfloat16s(values, count, out);
  HalvePlainly(which, values, done, count, out);
}
#endif

}  // namespace
}  // namespace fit299::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fit299::kernels {
namespace {
FIT299_EXPORT(ScaleBytes);
FIT299_EXPORT(ScalePixels);
FIT299_EXPORT(ScalePlanes);
FIT299_EXPORT(SplitRgb);
FIT299_EXPORT(ReorderChannels);
FIT299_EXPORT(HalveRow);

std::uint16_t ToFloat16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = (bits >> 16) & 0x8000U;
  const std::uint32_t magnitude = bits & 0x7FFF'FFFFU;
  constexpr std::uint32_t kOverflow = 0x477F'F000U;        // 65520: rounds to infinity from here on
  constexpr std::uint32_t kSmallestNormal = 0x3880'0000U;  // 2^-14
  if (magnitude > 0x7F80'0000U) return static_cast<std::uint16_t>(sign | 0x7E00U);  // NaN
  if (magnitude >= kOverflow) return static_cast<std::uint16_t>(sign | 0x7C00U);
  if (magnitude < kSmallestNormal) {
    // Adding 0.5 lines the float's last bit up with the half's, and the FPU rounds half to even.
    const float aligned = std::bit_cast<float>(magnitude) + 0.5F;
    return static_cast<std::uint16_t>(sign |
                                      (std::bit_cast<std::uint32_t>(aligned) - 0x3F00'0000U));
  }
  const std::uint32_t rebiased = magnitude - (112U << 23);
  const std::uint32_t rounded = rebiased + 0xFFFU + ((rebiased >> 13) & 1U);
  return static_cast<std::uint16_t>(sign | (rounded >> 13));
}

std::uint16_t ToBfloat16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if ((bits & 0x7FFF'FFFFU) > 0x7F80'0000U) return static_cast<std::uint16_t>(bits >> 16 | 0x40U);
  return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16);
}

}  // namespace

std::uint16_t ToHalf(Half which, float value) {
  return which == Half::kFloat16 ? ToFloat16(value) : ToBfloat16(value);
}

void HalveRow(Half which, const float* values, std::size_t count, std::uint16_t* out) {
  FIT299_DISPATCH(HalveRow)(which, values, count, out);
}

void ReorderChannels(const std::uint8_t* rgb, std::size_t width, const std::array<int, 3>& order,
                     std::uint8_t* out) {
  FIT299_DISPATCH(ReorderChannels)(rgb, width, order, out);
}

void SplitRgb(const std::uint8_t* rgb, std::size_t width, std::span<std::uint8_t* const, 3> out) {
  FIT299_DISPATCH(SplitRgb)(rgb, width, out);
}

std::size_t ScaleBytes(const Scaling& scaling, const std::uint8_t* values, std::size_t count,
                       float* out) {
  return FIT299_DISPATCH(ScaleBytes)(scaling, values, count, out);
}

void ScalePixels(const Scaling& scaling, const float* rgb, std::size_t width,
                 const std::array<int, 3>& order, float* out) {
  FIT299_DISPATCH(ScalePixels)(scaling, rgb, width, order, out);
}

void ScalePlanes(const Scaling& scaling, const float* rgb, std::size_t width,
                 const std::array<int, 3>& order, std::span<float* const, 3> out) {
  FIT299_DISPATCH(ScalePlanes)(scaling, rgb, width, order, out);
}

}  // namespace fit299::kernels
#endif
