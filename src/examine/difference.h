// How far two tensors are apart.
#ifndef FIT299_EXAMINE_DIFFERENCE_H_
#define FIT299_EXAMINE_DIFFERENCE_H_

#include <cstdint>
#include <optional>

#include "tensors/tensor.h"

namespace fit299::examine {

// Of one pair of tensors, or of many. NaN equals NaN, infinity equals infinity of the same sign; a
// place where only one of both is finite is counted apart, and enters neither mean nor maximum.
struct Difference {
  std::uint64_t values = 0;
  std::uint64_t equal = 0;
  std::uint64_t outside = 0;     // of the tolerance
  std::uint64_t not_finite = 0;  // NaN or infinite in one, something else in the other
  double max = 0;                // of absolute differences
  double sum = 0;
  std::optional<std::uint64_t> max_ulp;  // when both types are the same floating type

  bool all_equal() const { return equal == values; }
  double mean() const;  // over the finite ones
  void Add(const Difference& other);
};

// REQUIRES: a.shape == b.shape.
Difference Compare(const tensors::Tensor& a, const tensors::Tensor& b, double tolerance);

}  // namespace fit299::examine

#endif  // FIT299_EXAMINE_DIFFERENCE_H_
