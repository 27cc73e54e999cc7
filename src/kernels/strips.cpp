#include "kernels/strips.h"
#include "kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/strips.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/dispatch.h"
#include "kernels/weighted_sum-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fit299::kernels::HWY_NAMESPACE {
namespace {

#if HWY_TARGET == HWY_SCALAR
template <class Value>
void MakeStripOfBytes(Widen how, const StripRows<const std::uint8_t>& rows, std::size_t count,
                      Value* strip) {
  scalar::MakeStrip(how, rows, count, strip);
}

template <class Value>
void MakeStripOfFloats(const StripRows<const float>& rows, std::size_t count, Value* strip) {
  scalar::MakeStrip(rows, count, strip);
}

template <class Value>
void SplitStripInto(const float* strip, std::size_t count, const StripRows<Value>& rows) {
  scalar::SplitStrip(strip, count, rows);
}

void SumStripSingly(Sum how, const Spans& spans, int begin, const float* strip, float* out) {
  scalar::SumStrip(how, spans, begin, strip, out);
}

void SumStripDoubly(Sum how, const ExactSpans& spans, int begin, const double* strip, float* out) {
  scalar::SumStrip(how, spans, begin, strip, out);
}
#else

using Floats = hn::Vec<Singles>;
constexpr int kLanes = static_cast<int>(hn::MaxLanes(Singles()));
using Rows = Vectors<Singles, kLanes>;

constexpr int kQuad = 4;  // values of a block
using Quads = Vectors<Singles, kQuad>;

// Within the blocks, rows become columns: lane j of vector i goes to lane i of vector j.
HWY_INLINE Quads TransposeBlocks(const Quads& rows) {
  const Singles d;
  const hn::Repartition<double, Singles> pairs;
  const auto low01 = hn::BitCast(pairs, hn::InterleaveLower(d, rows.of[0], rows.of[1]));
  const auto high01 = hn::BitCast(pairs, hn::InterleaveUpper(d, rows.of[0], rows.of[1]));
  const auto low23 = hn::BitCast(pairs, hn::InterleaveLower(d, rows.of[2], rows.of[3]));
  const auto high23 = hn::BitCast(pairs, hn::InterleaveUpper(d, rows.of[2], rows.of[3]));
  Quads columns;
  columns.of[0] = hn::BitCast(d, hn::InterleaveLower(pairs, low01, low23));
  columns.of[1] = hn::BitCast(d, hn::InterleaveUpper(pairs, low01, low23));
  columns.of[2] = hn::BitCast(d, hn::InterleaveLower(pairs, high01, high23));
  columns.of[3] = hn::BitCast(d, hn::InterleaveUpper(pairs, high01, high23));
  return columns;
}

// The same across the blocks.
HWY_INLINE Rows Transpose(const Rows& rows) {
  const Singles d;
  Rows columns;
  for (int i = 0; i < kLanes; i += kQuad) {
    Quads quads;
    for (int j = 0; j < kQuad; ++j) quads.of[j] = rows.of[i + j];
    quads = TransposeBlocks(quads);
    for (int j = 0; j < kQuad; ++j) columns.of[i + j] = quads.of[j];
  }
  if constexpr (kLanes == 8) {
    for (int i = 0; i < 4; ++i) {
      const Floats upper = columns.of[i];
      const Floats lower = columns.of[i + 4];
      columns.of[i] = hn::ConcatLowerLower(d, lower, upper);
      columns.of[i + 4] = hn::ConcatUpperUpper(d, lower, upper);
    }
  }
  return columns;
}

// Calls work(i) for blocks of kLanes values; the last may overlap the one before. REQUIRES: count
// is at least kLanes.
template <class Work>
HWY_INLINE void ForBlocks(std::size_t count, const Work& work) {
  constexpr auto kBlock = static_cast<std::size_t>(kLanes);
  for (std::size_t next = 0; next < count; next += kBlock) work(HWY_MIN(next, count - kBlock));
}

template <class Load, class Value>
HWY_INLINE void MakeStripOf(std::size_t count, const Load& load, Value* strip) {
  for (int half = 0; half < kStripRows; half += kLanes) {
    ForBlocks(count, [&](std::size_t i) HWY_ATTR {
      Rows rows;
      for (int r = 0; r < kLanes; ++r) rows.of[r] = load(half + r, i);
      const Rows columns = Transpose(rows);
      Value* to = strip + i * kStripRows + half;
      for (int c = 0; c < kLanes; ++c, to += kStripRows) StoreWidened(columns.of[c], to);
    });
  }
}

template <Widen kHow, class Value>
void MakeStripOfBytesBy(const StripRows<const std::uint8_t>& rows, std::size_t count,
                        Value* strip) {
  const Singles d;
  const hn::Rebind<std::int32_t, Singles> d32;
  const hn::Rebind<std::uint8_t, Singles> d8;
  MakeStripOf(
      count,
      [&](int row, std::size_t i) HWY_ATTR {
        const auto bytes = hn::LoadU(d8, rows[static_cast<std::size_t>(row)] + i);
        const Floats value = hn::ConvertTo(d, hn::PromoteTo(d32, bytes));
        if constexpr (kHow == Widen::kDivided) return hn::Div(value, hn::Set(d, 255.0F));
        if constexpr (kHow == Widen::kMultiplied) return hn::Mul(value, hn::Set(d, 1.0F / 255.0F));
        return value;
      },
      strip);
}

template <class Value>
void MakeStripOfBytes(Widen how, const StripRows<const std::uint8_t>& rows, std::size_t count,
                      Value* strip) {
  if (count < static_cast<std::size_t>(kLanes)) return scalar::MakeStrip(how, rows, count, strip);
  switch (how) {
    case Widen::kPlain: return MakeStripOfBytesBy<Widen::kPlain>(rows, count, strip);
    case Widen::kDivided: return MakeStripOfBytesBy<Widen::kDivided>(rows, count, strip);
    case Widen::kMultiplied: return MakeStripOfBytesBy<Widen::kMultiplied>(rows, count, strip);
  }
}

// Floats need not be widened first, so that they can be had in blocks: of row r and, with two
// blocks, of row r + 4. These become columns with half the shuffles.

HWY_INLINE Floats LoadBlocks(const StripRows<const float>& rows, std::size_t r, std::size_t i) {
  const Singles d;
  if constexpr (kLanes == 8) {
    const hn::Half<Singles> half;
    return hn::Combine(d, hn::LoadU(half, rows[r + kQuad] + i), hn::LoadU(half, rows[r] + i));
  } else {
    return hn::LoadU(d, rows[r] + i);
  }
}

template <class Value>
HWY_INLINE void StoreBlocks(Floats values, const StripRows<Value>& rows, std::size_t r,
                            std::size_t i) {
  if constexpr (kLanes == 8) {
    const hn::Half<Singles> half;
    StoreWidened(hn::LowerHalf(half, values), rows[r] + i);
    StoreWidened(hn::UpperHalf(half, values), rows[r + kQuad] + i);
  } else {
    StoreWidened(values, rows[r] + i);
  }
}

// Calls work(i) for every four values; the last may overlap the ones before. REQUIRES: there are
// four.
template <class Work>
HWY_INLINE void ForQuads(std::size_t count, const Work& work) {
  for (std::size_t next = 0; next < count; next += kQuad) work(HWY_MIN(next, count - kQuad));
}

template <class Value>
void MakeStripOfFloats(const StripRows<const float>& rows, std::size_t count, Value* strip) {
  if (count < kQuad) return scalar::MakeStrip(rows, count, strip);
  for (std::size_t first = 0; first < kStripRows; first += kLanes) {
    ForQuads(count, [&](std::size_t i) HWY_ATTR {
      Quads quads;
      for (std::size_t r = 0; r < kQuad; ++r) quads.of[r] = LoadBlocks(rows, first + r, i);
      const Quads columns = TransposeBlocks(quads);
      Value* to = strip + i * kStripRows + first;
      for (int c = 0; c < kQuad; ++c, to += kStripRows) StoreWidened(columns.of[c], to);
    });
  }
}

template <class Value>
void SplitStripInto(const float* strip, std::size_t count, const StripRows<Value>& rows) {
  if (count < kQuad) return scalar::SplitStrip(strip, count, rows);
  const Singles d;
  for (std::size_t first = 0; first < kStripRows; first += kLanes) {
    ForQuads(count, [&](std::size_t i) HWY_ATTR {
      Quads columns;
      const float* from = strip + i * kStripRows + first;
      for (int c = 0; c < kQuad; ++c, from += kStripRows) columns.of[c] = hn::LoadU(d, from);
      const Quads back = TransposeBlocks(columns);
      for (std::size_t r = 0; r < kQuad; ++r) StoreBlocks(back.of[r], rows, first + r, i);
    });
  }
}

// A pixel of all rows at a time: so many sums that none has to wait for itself.
template <Sum kHow, class Weight>
void SumStripBy(const SpansOf<Weight>& spans, int begin, const Weight* strip, float* out) {
  using D = typename LanesOf<Weight>::Tag;
  const D d;
  constexpr std::size_t kWidth = hn::MaxLanes(D());
  constexpr int kN = static_cast<int>(kStripPixel / kWidth);
  for (const Span& span : spans.spans) {
    const Weight* from = strip + (span.first - begin) * std::ptrdiff_t{kStripPixel};
    Vectors<D, kN> sums;
    if (span.count > 0) {
      sums = SumProducts<kHow, kN>(
          d, spans.weights.data() + span.weights_begin, span.count, [&](int j, int i) HWY_ATTR {
            return hn::LoadU(d, from + (std::ptrdiff_t{j} * kN + i) * std::ptrdiff_t{kWidth});
          });
    } else {
      for (int i = 0; i < kN; ++i) sums.of[i] = hn::Zero(d);
    }
    for (int i = 0; i < kN; ++i)
      StoreFloats(d, sums.of[i], out + static_cast<std::size_t>(i) * kWidth);
    out += kStripPixel;
  }
}

void SumStripSingly(Sum how, const Spans& spans, int begin, const float* strip, float* out) {
  if (!HasSum<float>(how)) return scalar::SumStrip(how, spans, begin, strip, out);
  switch (how) {
    case Sum::kInOrder: return SumStripBy<Sum::kInOrder>(spans, begin, strip, out);
    case Sum::kTailFused: return SumStripBy<Sum::kTailFused>(spans, begin, strip, out);
    case Sum::kBackwardFused: return SumStripBy<Sum::kBackwardFused>(spans, begin, strip, out);
    case Sum::kBetween: return SumStripBy<Sum::kBetween>(spans, begin, strip, out);
  }
}

void SumStripDoubly(Sum how, const ExactSpans& spans, int begin, const double* strip, float* out) {
#if HWY_HAVE_FLOAT64
  if (how == Sum::kInOrder) return SumStripBy<Sum::kInOrder>(spans, begin, strip, out);
#endif
  scalar::SumStrip(how, spans, begin, strip, out);
}
#endif

void MakeStripOfBytesSingly(Widen how, const StripRows<const std::uint8_t>& rows, std::size_t count,
                            float* strip) {
  MakeStripOfBytes(how, rows, count, strip);
}

void MakeStripOfBytesDoubly(Widen how, const StripRows<const std::uint8_t>& rows, std::size_t count,
                            double* strip) {
  MakeStripOfBytes(how, rows, count, strip);
}

void MakeStripOfFloatsSingly(const StripRows<const float>& rows, std::size_t count, float* strip) {
  MakeStripOfFloats(rows, count, strip);
}

void MakeStripOfFloatsDoubly(const StripRows<const float>& rows, std::size_t count, double* strip) {
  MakeStripOfFloats(rows, count, strip);
}

void SplitStripSingly(const float* strip, std::size_t count, const StripRows<float>& rows) {
  SplitStripInto(strip, count, rows);
}

void SplitStripDoubly(const float* strip, std::size_t count, const StripRows<double>& rows) {
  SplitStripInto(strip, count, rows);
}

}  // namespace
}  // namespace fit299::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fit299::kernels {
namespace {
FIT299_EXPORT(MakeStripOfBytesSingly);
FIT299_EXPORT(MakeStripOfBytesDoubly);
FIT299_EXPORT(MakeStripOfFloatsSingly);
FIT299_EXPORT(MakeStripOfFloatsDoubly);
FIT299_EXPORT(SplitStripSingly);
FIT299_EXPORT(SplitStripDoubly);
FIT299_EXPORT(SumStripSingly);
FIT299_EXPORT(SumStripDoubly);
}  // namespace

void MakeStrip(Widen how, const StripRows<const std::uint8_t>& rows, std::size_t count,
               float* strip) {
  FIT299_DISPATCH(MakeStripOfBytesSingly)(how, rows, count, strip);
}

void MakeStrip(Widen how, const StripRows<const std::uint8_t>& rows, std::size_t count,
               double* strip) {
  FIT299_DISPATCH(MakeStripOfBytesDoubly)(how, rows, count, strip);
}

void MakeStrip(const StripRows<const float>& rows, std::size_t count, float* strip) {
  FIT299_DISPATCH(MakeStripOfFloatsSingly)(rows, count, strip);
}

void MakeStrip(const StripRows<const float>& rows, std::size_t count, double* strip) {
  FIT299_DISPATCH(MakeStripOfFloatsDoubly)(rows, count, strip);
}

void SplitStrip(const float* strip, std::size_t count, const StripRows<float>& rows) {
  FIT299_DISPATCH(SplitStripSingly)(strip, count, rows);
}

void SplitStrip(const float* strip, std::size_t count, const StripRows<double>& rows) {
  FIT299_DISPATCH(SplitStripDoubly)(strip, count, rows);
}

void SumStrip(Sum how, const Spans& spans, int begin, const float* strip, float* out) {
  FIT299_DISPATCH(SumStripSingly)(how, spans, begin, strip, out);
}

void SumStrip(Sum how, const ExactSpans& spans, int begin, const double* strip, float* out) {
  FIT299_DISPATCH(SumStripDoubly)(how, spans, begin, strip, out);
}

}  // namespace fit299::kernels
#endif
