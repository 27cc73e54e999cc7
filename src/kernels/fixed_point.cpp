#include "kernels/fixed_point.h"
#include "kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/fixed_point.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/dispatch.h"

#include "kernels/ordered_bytes-inl.h"
#include "kernels/sum-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fit299::kernels::HWY_NAMESPACE {
namespace {

using RowPointers = std::span<const std::int32_t* const>;
using Weights = std::span<const std::int16_t>;

#if HWY_TARGET == HWY_SCALAR
using scalar::SumFixedColumns;
using scalar::SumFixedRows;
#else

// The horizontal pass. A block of a vector is a row.

constexpr std::ptrdiff_t kFourPixels = 4 * std::ptrdiff_t{kChannels};

HWY_INLINE V8 LoadBlocks(const std::uint8_t* const* rows, std::ptrdiff_t at) {
  const D8 d8;
  if constexpr (kBlocks == 2) {
    const hn::Half<D8> half;
    return hn::Combine(d8, hn::LoadU(half, rows[1] + at), hn::LoadU(half, rows[0] + at));
  } else {
    return hn::LoadU(d8, rows[0] + at);
  }
}

// A pixel's three sums, and a value that the next pixel overwrites.
HWY_INLINE void StoreBlocks(V32 sums, std::int32_t* const* rows, std::ptrdiff_t at) {
  const D32 d32;
  if constexpr (kBlocks == 2) {
    const hn::Half<D32> half;
    hn::StoreU(hn::LowerHalf(half, sums), half, rows[0] + at);
    hn::StoreU(hn::UpperHalf(half, sums), half, rows[1] + at);
  } else {
    hn::StoreU(sums, d32, rows[0] + at);
  }
}

// (The rows are passed by value: what is written could not change them.)
template <int kTaps>
HWY_INLINE void SumColumnsOf(const FixedColumns& columns, int begin,
                             FixedRows<const std::uint8_t> rows, FixedRows<std::int32_t> out) {
  constexpr int kPairs = kTaps / 2;
  const D32 d32;
  const D16 d16;
  const int* firsts = columns.firsts.data();
  const std::int32_t* pairs = columns.pairs.data();
  const auto positions = static_cast<std::ptrdiff_t>(columns.firsts.size());
  for (std::ptrdiff_t x = 0; x < positions; ++x, pairs += kPairs) {
    const std::ptrdiff_t from = std::ptrdiff_t{kChannels} * (firsts[x] - begin);
    V16 weights[kPairs];
    for (int i = 0; i < kPairs; ++i) weights[i] = hn::BitCast(d16, hn::Set(d32, pairs[i]));
    for (int row = 0; row < kFixedRows; row += kBlocks) {
      V32 sum = hn::Zero(d32);
      V32 rest = hn::Zero(d32);
      const auto add = [&](V8 pair, V16 by) HWY_ATTR {
        sum = hn::ReorderWidenMulAccumulate(d32, hn::BitCast(d16, pair), by, sum, rest);
      };
      const V8 pixels = LoadBlocks(rows.data() + row, from);
      add(Pixels01(pixels), weights[0]);
      if constexpr (kTaps > 2) add(Pixels23(pixels), weights[1]);
      if constexpr (kTaps > 4) {
        const V8 others = LoadBlocks(rows.data() + row, from + kFourPixels);
        add(Pixels01(others), weights[2]);
        add(Pixels23(others), weights[3]);
      }
      StoreBlocks(hn::RearrangeToOddPlusEven(sum, rest), out.data() + row, kChannels * x);
    }
  }
}

void SumFixedColumns(const FixedColumns& columns, int begin,
                     const FixedRows<const std::uint8_t>& rows,
                     const FixedRows<std::int32_t>& out) {
  switch (columns.taps) {
    case 2: return SumColumnsOf<2>(columns, begin, rows, out);
    case 4: return SumColumnsOf<4>(columns, begin, rows, out);
    default: return SumColumnsOf<8>(columns, begin, rows, out);
  }
}

// The vertical pass. A lane is a value of a row.

using Floats = hn::Vec<hn::Rebind<float, D32>>;

constexpr int kShift = 2 * kFixedBits;

template <int kTaps>
HWY_INLINE void SumExactly(RowPointers rows, Weights weights, std::size_t count,
                           std::uint8_t* out) {
  const D32 d32;
  const std::int32_t* from[kTaps];
  V32 by[kTaps];
  for (int row = 0; row < kTaps; ++row) {
    from[row] = rows[static_cast<std::size_t>(row)];
    by[row] = hn::Set(d32, std::int32_t{weights[static_cast<std::size_t>(row)]});
  }
  const V32 half = hn::Set(d32, 1 << (kShift - 1));
  StoreBytes(count, out, [&](std::size_t i) HWY_ATTR {
    V32 sum = half;
    for (int row = 0; row < kTaps; ++row) {
      sum = hn::Add(sum, hn::Mul(hn::LoadU(d32, from[row] + i), by[row]));
    }
    return hn::ShiftRight<kShift>(sum);
  });
}

template <int kTaps>
HWY_INLINE void SumInFloat(RowPointers rows, Weights weights, std::size_t count,
                           std::uint8_t* out) {
  const D32 d32;
  const hn::Rebind<float, D32> floats;
  constexpr float kUnit = 1.0F / (1 << kShift);
  const std::int32_t* from[kTaps];
  Floats by[kTaps];
  for (int row = 0; row < kTaps; ++row) {
    from[row] = rows[static_cast<std::size_t>(row)];
    by[row] = hn::Set(floats, static_cast<float>(weights[static_cast<std::size_t>(row)]) * kUnit);
  }
  StoreBytes(count, out, [&](std::size_t i) HWY_ATTR {
    const auto product = [&](int row) HWY_ATTR {
      return hn::Mul(hn::ConvertTo(floats, hn::LoadU(d32, from[row] + i)), by[row]);
    };
    Floats sum = product(kTaps - 1);
    for (int row = kTaps - 2; row >= 0; --row) sum = hn::Add(product(row), sum);
    return RoundSmall(sum);
  });
}

HWY_INLINE void SumShortly(RowPointers rows, Weights weights, std::size_t count,
                           std::uint8_t* out) {
  const D32 d32;
  const std::int32_t* upper = rows[0];
  const std::int32_t* lower = rows[1];
  const V32 by_upper = hn::Set(d32, std::int32_t{weights[0]});
  const V32 by_lower = hn::Set(d32, std::int32_t{weights[1]});
  const V32 half = hn::Set(d32, 2);
  StoreBytes(count, out, [&](std::size_t i) HWY_ATTR {
    const V32 a = hn::Mul(hn::ShiftRight<4>(hn::LoadU(d32, upper + i)), by_upper);
    const V32 b = hn::Mul(hn::ShiftRight<4>(hn::LoadU(d32, lower + i)), by_lower);
    const V32 sum = hn::Add(hn::ShiftRight<16>(a), hn::ShiftRight<16>(b));
    return hn::ShiftRight<2>(hn::Add(sum, half));
  });
}

void SumFixedRows(FixedSum how, RowPointers rows, Weights weights, std::size_t count,
                  std::uint8_t* out) {
  if (count < kByteLanes) return scalar::SumFixedRows(how, rows, weights, count, out);
  switch (how) {
    case FixedSum::kExact:
      if (rows.size() == 4) return SumExactly<4>(rows, weights, count, out);
      if (rows.size() == 8) return SumExactly<8>(rows, weights, count, out);
      break;
    case FixedSum::kFloat:
      if (rows.size() == 4) return SumInFloat<4>(rows, weights, count, out);
      break;
    case FixedSum::kShort: return SumShortly(rows, weights, count, out);
  }
  scalar::SumFixedRows(how, rows, weights, count, out);
}
#endif

}  // namespace
}  // namespace fit299::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fit299::kernels {
namespace {
FIT299_EXPORT(SumFixedColumns);
FIT299_EXPORT(SumFixedRows);
}  // namespace

void SumFixedColumns(const FixedColumns& columns, int begin,
                     const FixedRows<const std::uint8_t>& rows,
                     const FixedRows<std::int32_t>& out) {
  FIT299_DISPATCH(SumFixedColumns)(columns, begin, rows, out);
}

void SumFixedRows(FixedSum how, std::span<const std::int32_t* const> rows,
                  std::span<const std::int16_t> weights, std::size_t count, std::uint8_t* out) {
  FIT299_DISPATCH(SumFixedRows)(how, rows, weights, count, out);
}

}  // namespace fit299::kernels
#endif
