// Weighted sums of vectors of float values, several side by side, so that they share their weights.
// A Highway header: it is compiled once for each target, hence the unusual guard.
#if defined(FIT299_KERNELS_WEIGHTED_SUM_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FIT299_KERNELS_WEIGHTED_SUM_INL_H_
#undef FIT299_KERNELS_WEIGHTED_SUM_INL_H_
#else
#define FIT299_KERNELS_WEIGHTED_SUM_INL_H_
#endif

#include <hwy/highway.h>

#include "kernels/spans.h"

#if HWY_TARGET != HWY_SCALAR
HWY_BEFORE_NAMESPACE();
namespace fit299::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Vectors of one or two blocks of 16 bytes, never of four, see sum-inl.h.
using Singles = hn::CappedTag<float, 8>;
#if HWY_HAVE_FLOAT64
using Doubles = hn::CappedTag<double, 4>;
#endif

// The lanes in which sums by such weights are computed.
template <class Weight>
struct LanesOf {
  using Tag = Singles;
};
#if HWY_HAVE_FLOAT64
template <>
struct LanesOf<double> {
  using Tag = Doubles;
};
#endif

// Lanes of d as floats.
template <class D>
HWY_INLINE void StoreFloats(D d, hn::Vec<D> values, float* to) {
  if constexpr (sizeof(hn::TFromD<D>) == sizeof(float)) {
    hn::StoreU(values, d, to);
  } else {
    const hn::Rebind<float, D> floats;
    hn::StoreU(hn::DemoteTo(floats, values), floats, to);
  }
}

// Floats as values of either type.
template <class V>
HWY_INLINE void StoreWidened(V values, float* to) {
  hn::StoreU(values, hn::DFromV<V>(), to);
}

template <class V>
HWY_INLINE void StoreWidened(V values, double* to) {
  const hn::DFromV<V> d;
#if HWY_HAVE_FLOAT64
  if constexpr (2 * sizeof(float) * hn::MaxLanes(d) <= HWY_MIN(HWY_MAX_BYTES, 32)) {
    const hn::Rebind<double, decltype(d)> doubles;
    hn::StoreU(hn::PromoteTo(doubles, values), doubles, to);
  } else {
    const hn::Half<decltype(d)> half;
    StoreWidened(hn::LowerHalf(half, values), to);
    StoreWidened(hn::UpperHalf(half, values), to + hn::Lanes(half));
  }
#else
  HWY_ALIGN float floats[hn::MaxLanes(d)];
  hn::Store(values, d, floats);
  for (std::size_t i = 0; i < hn::Lanes(d); ++i) to[i] = floats[i];
#endif
}

// True when this target has what a sum needs: fused products want hardware that fuses.
template <class Weight>
constexpr bool HasSum(Sum how) {
  if (sizeof(Weight) == sizeof(double)) return HWY_HAVE_FLOAT64 && how == Sum::kInOrder;
  return HWY_NATIVE_FMA || how == Sum::kInOrder || how == Sum::kBetween;
}

template <class D, int kN>
struct Vectors {
  hn::Vec<D> of[kN];
};

// sums[i] + weight * load(j, i).
template <bool kFused, int kN, class D, class Load>
HWY_INLINE void AddProducts(D d, hn::TFromD<D> weight, int j, const Load& load,
                            Vectors<D, kN>& sums) {
  const auto by = hn::Set(d, weight);
  for (int i = 0; i < kN; ++i) {
    if constexpr (kFused) {
      sums.of[i] = hn::MulAdd(by, load(j, i), sums.of[i]);
    } else {
      sums.of[i] = hn::Add(sums.of[i], hn::Mul(by, load(j, i)));
    }
  }
}

// Sum number i is that of weights[j] * load(j, i), over all j. REQUIRES: count > 0.
template <Sum kHow, int kN, class D, class Load>
HWY_INLINE Vectors<D, kN> SumProducts(D d, const hn::TFromD<D>* weights, int count,
                                      const Load& load) {
  Vectors<D, kN> sums;
  if constexpr (kHow == Sum::kBetween) {
    for (int i = 0; i < kN; ++i) sums.of[i] = load(0, i);
    if (count == 1) return sums;
    const auto by = hn::Set(d, weights[1]);
    for (int i = 0; i < kN; ++i) {
      sums.of[i] = hn::Add(sums.of[i], hn::Mul(hn::Sub(load(1, i), sums.of[i]), by));
    }
    return sums;
  }
  const int begin = kHow == Sum::kBackwardFused ? count - 1 : 0;
  const auto by = hn::Set(d, weights[begin]);
  for (int i = 0; i < kN; ++i) sums.of[i] = hn::Mul(by, load(begin, i));
  if constexpr (kHow == Sum::kBackwardFused) {
    for (int j = count - 2; j >= 0; --j) AddProducts<true>(d, weights[j], j, load, sums);
    return sums;
  }
  const int in_order = kHow == Sum::kTailFused ? count - (count - 1) % 4 : count;
  int j = 1;
  for (; j < in_order; ++j) AddProducts<false>(d, weights[j], j, load, sums);
  for (; j < count; ++j) AddProducts<kHow == Sum::kTailFused>(d, weights[j], j, load, sums);
  return sums;
}

}  // namespace fit299::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif

#endif  // FIT299_KERNELS_WEIGHTED_SUM_INL_H_
