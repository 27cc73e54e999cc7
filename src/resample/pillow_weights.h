// Pillow's weights: which source pixels an output pixel is made of, along one axis.
#ifndef FIT299_RESAMPLE_PILLOW_WEIGHTS_H_
#define FIT299_RESAMPLE_PILLOW_WEIGHTS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/taps.h"
#include "resample/axis.h"
#include "resample/filters.h"

namespace fit299::resample {

// One output position: the source pixels from `first` on, and what each of them weighs.
struct PillowPosition {
  int first = 0;
  std::vector<double> weights;
};

// Computes Pillow's weights (precompute_coeffs of Resample.c, Pillow 13) in double, normalized to a
// sum of 1. They depend on the whole size and the box alone, so that a part has exactly the weights
// it has in the whole.
class PillowWeights {
 public:
  PillowWeights(const FilterShape& shape, const Axis& axis);

  // The most weights that a position can have.
  std::size_t MostWeights() const;

  // Replaces `to` by output position `position`; its memory is reused.
  void Compute(int position, PillowPosition& to) const;

  // The source pixels that all positions of the axis need: [begin, end).
  int begin() const { return First(Center(axis_.begin)); }
  int end() const { return End(Center(axis_.end - 1)); }

 private:
  double Center(int position) const;
  int First(double center) const;
  int End(double center) const;

  const FilterShape& shape_;
  Axis axis_;
  double scale_;
  double stretch_;  // when shrinking, the filter is stretched over the pixels of an output pixel
  double support_;
};

// The weights as Pillow's 8-bit resampling uses them: rounded to units of 2^-22.
class RoundedWeights {
 public:
  explicit RoundedWeights(const FilterShape& shape) : shape_(shape) {}

  // An upper bound of the memory that Get needs for this axis, in bytes.
  std::size_t BytesFor(const Axis& axis) const;

  void ReleaseLarge() { cache_.ReleaseLarge(); }

  // Valid until the call after the next.
  const kernels::Taps& Get(const Axis& axis);

 private:
  void Compute(const Axis& axis, kernels::Taps& taps);

  const FilterShape& shape_;
  AxisCache<kernels::Taps> cache_;
  PillowPosition exact_;
  std::vector<std::int32_t> rounded_;
};

}  // namespace fit299::resample

#endif  // FIT299_RESAMPLE_PILLOW_WEIGHTS_H_
