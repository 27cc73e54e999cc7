#include "kernels/float_rows.h"
#include "kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/float_rows.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/dispatch.h"
#include "kernels/weighted_sum-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fit299::kernels::HWY_NAMESPACE {
namespace {

template <class Value>
using RowPointers = std::span<const Value* const>;

#if HWY_TARGET == HWY_SCALAR
using scalar::CutRow;
using scalar::MultiplyRow;

template <class Value>
void WidenRowInto(Widen how, const std::uint8_t* values, std::size_t count, Value* out) {
  scalar::WidenRow(how, values, count, out);
}

void SumRowsSingly(Sum how, RowPointers<float> rows, std::span<const float> weights,
                   std::size_t count, float* out) {
  scalar::SumRows(how, rows, weights, count, out);
}

void SumRowsDoubly(Sum how, RowPointers<double> rows, std::span<const double> weights,
                   std::size_t count, float* out) {
  scalar::SumRows(how, rows, weights, count, out);
}
#else

// Calls `whole(i)` for each full vector of the row, and `rest(i)` once for what is left.
template <class Whole, class Rest>
HWY_INLINE void ForRow(std::size_t count, const Whole& whole, const Rest& rest) {
  const std::size_t lanes = hn::Lanes(Singles());
  std::size_t i = 0;
  for (; i + 4 * lanes <= count; i += 4 * lanes) {
    for (std::size_t n = 0; n < 4; ++n) whole(i + n * lanes);
  }
  for (; i + lanes <= count; i += lanes) whole(i);
  if (i < count) rest(i);
}

template <Widen kHow, class Value>
void WidenRowBy(const std::uint8_t* values, std::size_t count, Value* out) {
  const Singles d;
  const hn::Rebind<std::int32_t, Singles> d32;
  const hn::Rebind<std::uint8_t, Singles> d8;
  ForRow(
      count,
      [&](std::size_t i) HWY_ATTR {
        auto value = hn::ConvertTo(d, hn::PromoteTo(d32, hn::LoadU(d8, values + i)));
        if constexpr (kHow == Widen::kDivided) value = hn::Div(value, hn::Set(d, 255.0F));
        if constexpr (kHow == Widen::kMultiplied) value = hn::Mul(value, hn::Set(d, 1.0F / 255.0F));
        StoreWidened(value, out + i);
      },
      [&](std::size_t i) { scalar::WidenRow(kHow, values + i, count - i, out + i); });
}

template <class Value>
void WidenRowInto(Widen how, const std::uint8_t* values, std::size_t count, Value* out) {
  switch (how) {
    case Widen::kPlain: return WidenRowBy<Widen::kPlain>(values, count, out);
    case Widen::kDivided: return WidenRowBy<Widen::kDivided>(values, count, out);
    case Widen::kMultiplied: return WidenRowBy<Widen::kMultiplied>(values, count, out);
  }
}

// Values i, i + 1, ... of the sum, kN vectors of them.
template <Sum kHow, int kN, class D>
HWY_INLINE void SumPart(D d, RowPointers<hn::TFromD<D>> rows, const hn::TFromD<D>* weights,
                        std::size_t i, float* out) {
  const std::size_t lanes = hn::Lanes(d);
  const hn::TFromD<D>* const* from = rows.data();
  const auto sums =
      SumProducts<kHow, kN>(d, weights, static_cast<int>(rows.size()), [&](int j, int n) HWY_ATTR {
        return hn::LoadU(d, from[j] + i + static_cast<std::size_t>(n) * lanes);
      });
  for (int n = 0; n < kN; ++n) {
    StoreFloats(d, sums.of[n], out + i + static_cast<std::size_t>(n) * lanes);
  }
}

template <Sum kHow, class D>
void SumRowsBy(D d, RowPointers<hn::TFromD<D>> rows, const hn::TFromD<D>* weights,
               std::size_t count, float* out) {
  constexpr int kN = 8;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + kN * lanes <= count; i += kN * lanes) SumPart<kHow, kN>(d, rows, weights, i, out);
  // The last may overlap the one before. Few vectors, whose sums have to wait for themselves, take
  // as long as many.
  if (count >= kN * lanes && count - i > 2 * lanes) {
    return SumPart<kHow, kN>(d, rows, weights, count - kN * lanes, out);
  }
  for (; i < count; i += lanes) {
    SumPart<kHow, 1>(d, rows, weights, HWY_MIN(i, count - lanes), out);
  }
}

void SumRowsSingly(Sum how, RowPointers<float> rows, std::span<const float> weights,
                   std::size_t count, float* out) {
  const Singles d;
  if (!HasSum<float>(how) || rows.empty() || count < hn::Lanes(d)) {
    return scalar::SumRows(how, rows, weights, count, out);
  }
  const float* by = weights.data();
  switch (how) {
    case Sum::kInOrder: return SumRowsBy<Sum::kInOrder>(d, rows, by, count, out);
    case Sum::kTailFused: return SumRowsBy<Sum::kTailFused>(d, rows, by, count, out);
    case Sum::kBackwardFused: return SumRowsBy<Sum::kBackwardFused>(d, rows, by, count, out);
    case Sum::kBetween: return SumRowsBy<Sum::kBetween>(d, rows, by, count, out);
  }
}

void SumRowsDoubly(Sum how, RowPointers<double> rows, std::span<const double> weights,
                   std::size_t count, float* out) {
#if HWY_HAVE_FLOAT64
  const Doubles d;
  if (how == Sum::kInOrder && !rows.empty() && count >= hn::Lanes(d)) {
    return SumRowsBy<Sum::kInOrder>(d, rows, weights.data(), count, out);
  }
#endif
  scalar::SumRows(how, rows, weights, count, out);
}

void MultiplyRow(float factor, std::size_t count, float* row) {
  const Singles d;
  ForRow(
      count,
      [&](std::size_t i)
          HWY_ATTR { hn::StoreU(hn::Mul(hn::LoadU(d, row + i), hn::Set(d, factor)), d, row + i); },
      [&](std::size_t i) { scalar::MultiplyRow(factor, count - i, row + i); });
}

void CutRow(std::size_t count, float* row) {
  const Singles d;
  ForRow(
      count,
      [&](std::size_t i) HWY_ATTR {
        const auto value = hn::LoadU(d, row + i);
        hn::StoreU(hn::Min(hn::Max(value, hn::Zero(d)), hn::Set(d, 255.0F)), d, row + i);
      },
      [&](std::size_t i) { scalar::CutRow(count - i, row + i); });
}
#endif

void WidenRowSingly(Widen how, const std::uint8_t* values, std::size_t count, float* out) {
  WidenRowInto(how, values, count, out);
}

void WidenRowDoubly(Widen how, const std::uint8_t* values, std::size_t count, double* out) {
  WidenRowInto(how, values, count, out);
}

}  // namespace
}  // namespace fit299::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fit299::kernels {
namespace {
FIT299_EXPORT(WidenRowSingly);
FIT299_EXPORT(WidenRowDoubly);
FIT299_EXPORT(SumRowsSingly);
FIT299_EXPORT(SumRowsDoubly);
FIT299_EXPORT(MultiplyRow);
FIT299_EXPORT(CutRow);
}  // namespace

void WidenRow(Widen how, const std::uint8_t* values, std::size_t count, float* out) {
  FIT299_DISPATCH(WidenRowSingly)(how, values, count, out);
}

void WidenRow(Widen how, const std::uint8_t* values, std::size_t count, double* out) {
  FIT299_DISPATCH(WidenRowDoubly)(how, values, count, out);
}

void SumRows(Sum how, std::span<const float* const> rows, std::span<const float> weights,
             std::size_t count, float* out) {
  FIT299_DISPATCH(SumRowsSingly)(how, rows, weights, count, out);
}

void SumRows(Sum how, std::span<const double* const> rows, std::span<const double> weights,
             std::size_t count, float* out) {
  FIT299_DISPATCH(SumRowsDoubly)(how, rows, weights, count, out);
}

void MultiplyRow(float factor, std::size_t count, float* row) {
  FIT299_DISPATCH(MultiplyRow)(factor, count, row);
}

void CutRow(std::size_t count, float* row) { FIT299_DISPATCH(CutRow)(count, row); }

}  // namespace fit299::kernels
#endif
