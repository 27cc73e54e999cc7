// The sums of spans.h, one value at a time.
#ifndef FIT299_KERNELS_WEIGHTED_SUM_SCALAR_H_
#define FIT299_KERNELS_WEIGHTED_SUM_SCALAR_H_

#include <cmath>

#include "kernels/spans.h"

namespace fit299::kernels::scalar {

// The sum of weights[j] * value(j).
// (std::fma is exact on every machine; where none is built in, it is computed in software.)
template <class Weight, class ValueAt>
float WeightedSum(Sum how, const Weight* weights, int count, const ValueAt& value) {
  if (count == 0) return 0.0F;
  if (how == Sum::kBetween) {
    if (count == 1) return value(0);
    const Weight difference = value(1) - value(0);
    const Weight part = difference * weights[1];
    return static_cast<float>(value(0) + part);
  }
  if (how == Sum::kBackwardFused) {
    Weight sum = weights[count - 1] * value(count - 1);
    for (int j = count - 2; j >= 0; --j) sum = std::fma(weights[j], Weight{value(j)}, sum);
    return static_cast<float>(sum);
  }
  const int fused = how == Sum::kTailFused ? (count - 1) % 4 : 0;
  Weight sum = weights[0] * value(0);
  int j = 1;
  for (; j < count - fused; ++j) {
    const Weight product = weights[j] * value(j);
    sum += product;
  }
  for (; j < count; ++j) sum = std::fma(weights[j], Weight{value(j)}, sum);
  return static_cast<float>(sum);
}

}  // namespace fit299::kernels::scalar

#endif  // FIT299_KERNELS_WEIGHTED_SUM_SCALAR_H_
