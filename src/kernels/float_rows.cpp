#include "kernels/float_rows.h"
#include "kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/float_rows.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/dispatch.h"

HWY_BEFORE_NAMESPACE();
namespace fit299::kernels::HWY_NAMESPACE {
namespace {

#if HWY_TARGET == HWY_SCALAR
using scalar::MixPixels;
using scalar::MixRows;
using scalar::RoundRow;
using scalar::SumPixels;
using scalar::SumRows;
using scalar::WidenRow;
#else

namespace hn = hwy::HWY_NAMESPACE;

// Along a row a lane is any value; never more than 8 of them, see sum-inl.h.
using Lanes = hn::CappedTag<float, 8>;
// A pixel: its four channels.
using Pixel = hn::FixedTag<float, 4>;

template <class D>
HWY_INLINE hn::Vec<D> AddProduct(D, hn::Vec<D> sum, hn::Vec<D> weight, hn::Vec<D> value) {
  return hn::Add(sum, hn::Mul(weight, value));
}

// Calls `whole(i)` for each full vector of the row, and `rest(i)` once for what is left.
template <class Whole, class Rest>
HWY_INLINE void ForRow(std::size_t count, std::size_t lanes, const Whole& whole, const Rest& rest) {
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) whole(i);
  if (i < count) rest(i);
}

template <class D>
HWY_INLINE hn::Vec<D> Scale(D d, Widen how, hn::Vec<D> values) {
  switch (how) {
    case Widen::kPlain: return values;
    case Widen::kDivided: return hn::Div(values, hn::Set(d, 255.0F));
    case Widen::kMultiplied: return hn::Mul(values, hn::Set(d, 1.0F / 255.0F));
  }
  return values;
}

void WidenRow(Widen how, const std::uint8_t* values, std::size_t count, float* out) {
  const Lanes d;
  const hn::Rebind<std::int32_t, Lanes> d32;
  const hn::Rebind<std::uint8_t, Lanes> d8;
  ForRow(
      count, hn::Lanes(d),
      [&](std::size_t i) HWY_ATTR {
        const auto wide = hn::ConvertTo(d, hn::PromoteTo(d32, hn::LoadU(d8, values + i)));
        hn::StoreU(Scale(d, how, wide), d, out + i);
      },
      [&](std::size_t i) { scalar::WidenRow(how, values + i, count - i, out + i); });
}

// The sum of weights[j] * load(j), in the lanes of d.
template <class D, class Load>
HWY_INLINE hn::Vec<D> SumInOrder(D d, const float* weights, int count, const Load& load) {
  auto sum = hn::Mul(hn::Set(d, weights[0]), load(0));
  for (int j = 1; j < count; ++j) sum = AddProduct(d, sum, hn::Set(d, weights[j]), load(j));
  return sum;
}

#if HWY_NATIVE_FMA
template <class D, class Load>
HWY_INLINE hn::Vec<D> SumTailFused(D d, const float* weights, int count, const Load& load) {
  const int in_order = count - (count - 1) % 4;
  auto sum = SumInOrder(d, weights, in_order, load);
  for (int j = in_order; j < count; ++j) sum = hn::MulAdd(hn::Set(d, weights[j]), load(j), sum);
  return sum;
}

template <class D, class Load>
HWY_INLINE hn::Vec<D> SumBackwardFused(D d, const float* weights, int count, const Load& load) {
  auto sum = hn::Mul(hn::Set(d, weights[count - 1]), load(count - 1));
  for (int j = count - 2; j >= 0; --j) sum = hn::MulAdd(hn::Set(d, weights[j]), load(j), sum);
  return sum;
}

template <class D, class Load>
HWY_INLINE hn::Vec<D> WeightedSum(D d, Sum how, const float* weights, int count, const Load& load) {
  switch (how) {
    case Sum::kInOrder: break;
    case Sum::kTailFused: return SumTailFused(d, weights, count, load);
    case Sum::kBackwardFused: return SumBackwardFused(d, weights, count, load);
  }
  return SumInOrder(d, weights, count, load);
}
#else
template <class D, class Load>
HWY_INLINE hn::Vec<D> WeightedSum(D d, Sum, const float* weights, int count, const Load& load) {
  return SumInOrder(d, weights, count, load);
}
#endif

// Without fused multiply-adds in hardware, sums that need them are scalar.
constexpr bool IsVectorized(Sum how) { return how == Sum::kInOrder || HWY_NATIVE_FMA; }

void SumRows(Sum how, std::span<const float* const> rows, std::span<const float> weights,
             std::size_t count, float* out) {
  if (!IsVectorized(how) || rows.empty()) {
    scalar::SumRows(how, rows, weights, count, out);
    return;
  }
  const Lanes d;
  const Pixel pixel;
  const int taps = static_cast<int>(rows.size());
  std::size_t i = 0;
  for (; i + hn::Lanes(d) <= count; i += hn::Lanes(d)) {
    const auto load = [&](int j) HWY_ATTR { return hn::LoadU(d, rows[std::size_t(j)] + i); };
    hn::StoreU(WeightedSum(d, how, weights.data(), taps, load), d, out + i);
  }
  for (; i < count; i += 4) {  // a row is made of whole pixels
    const auto load = [&](int j) HWY_ATTR { return hn::LoadU(pixel, rows[std::size_t(j)] + i); };
    hn::StoreU(WeightedSum(pixel, how, weights.data(), taps, load), pixel, out + i);
  }
}

void SumPixels(Sum how, const Spans& spans, int begin, const float* row, float* out) {
  if (!IsVectorized(how)) {
    scalar::SumPixels(how, spans, begin, row, out);
    return;
  }
  const Pixel d;
  for (const Span& span : spans.spans) {
    const float* weights = spans.weights.data() + span.weights_begin;
    const float* pixel = row + std::ptrdiff_t{span.first - begin} * 4;
    const auto load = [&](int j) HWY_ATTR { return hn::LoadU(d, pixel + std::ptrdiff_t{j} * 4); };
    const auto sum = span.count > 0 ? WeightedSum(d, how, weights, span.count, load) : hn::Zero(d);
    hn::StoreU(sum, d, out);
    out += 4;
  }
}

template <class D>
HWY_INLINE hn::Vec<D> Between(D d, const float* lower, const float* upper, hn::Vec<D> t) {
  const auto from = hn::LoadU(d, lower);
  return hn::Add(from, hn::Mul(hn::Sub(hn::LoadU(d, upper), from), t));
}

void MixRows(const float* top, const float* bottom, float t, std::size_t count, float* out) {
  const Lanes d;
  ForRow(
      count, hn::Lanes(d),
      [&](std::size_t i)
          HWY_ATTR { hn::StoreU(Between(d, top + i, bottom + i, hn::Set(d, t)), d, out + i); },
      [&](std::size_t i) { scalar::MixRows(top + i, bottom + i, t, count - i, out + i); });
}

void MixPixels(std::span<const Mix> mixes, int begin, const float* row, float* out) {
  const Pixel d;
  for (const Mix& mix : mixes) {
    const float* lower = row + std::ptrdiff_t{mix.lower - begin} * 4;
    const float* upper = row + std::ptrdiff_t{mix.upper - begin} * 4;
    hn::StoreU(Between(d, lower, upper, hn::Set(d, mix.t)), d, out);
    out += 4;
  }
}

void RoundRow(const float* values, std::size_t count, std::uint8_t* out) {
  const Lanes d;
  const hn::Rebind<std::uint8_t, Lanes> d8;
  ForRow(
      count, hn::Lanes(d),
      [&](std::size_t i) HWY_ATTR {
        const auto inside =
            hn::Min(hn::Max(hn::LoadU(d, values + i), hn::Zero(d)), hn::Set(d, 255.0F));
        hn::StoreU(hn::DemoteTo(d8, hn::NearestInt(inside)), d8, out + i);
      },
      [&](std::size_t i) { scalar::RoundRow(values + i, count - i, out + i); });
}
#endif

}  // namespace
}  // namespace fit299::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fit299::kernels {
namespace {
FIT299_EXPORT(WidenRow);
FIT299_EXPORT(SumRows);
FIT299_EXPORT(SumPixels);
FIT299_EXPORT(MixRows);
FIT299_EXPORT(MixPixels);
FIT299_EXPORT(RoundRow);
}  // namespace

void WidenRow(Widen how, const std::uint8_t* values, std::size_t count, float* out) {
  FIT299_DISPATCH(WidenRow)(how, values, count, out);
}

void SumRows(Sum how, std::span<const float* const> rows, std::span<const float> weights,
             std::size_t count, float* out) {
  FIT299_DISPATCH(SumRows)(how, rows, weights, count, out);
}

void SumPixels(Sum how, const Spans& spans, int begin, const float* row, float* out) {
  FIT299_DISPATCH(SumPixels)(how, spans, begin, row, out);
}

void MixRows(const float* top, const float* bottom, float t, std::size_t count, float* out) {
  FIT299_DISPATCH(MixRows)(top, bottom, t, count, out);
}

void MixPixels(std::span<const Mix> mixes, int begin, const float* row, float* out) {
  FIT299_DISPATCH(MixPixels)(mixes, begin, row, out);
}

void RoundRow(const float* values, std::size_t count, std::uint8_t* out) {
  FIT299_DISPATCH(RoundRow)(values, count, out);
}

}  // namespace fit299::kernels
#endif
