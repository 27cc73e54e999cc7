// Weights: which source pixels an output pixel is made of, along one axis, as Pillow computes it.
#ifndef FIT299_RESAMPLE_WEIGHTS_H_
#define FIT299_RESAMPLE_WEIGHTS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/taps.h"
#include "resample/filters.h"

namespace fit299::resample {

// `source` pixels are resampled to `scaled`, of which [begin, end) are wanted.
struct Axis {
  int source = 0;
  int scaled = 0;
  int begin = 0;
  int end = 0;

  bool operator==(const Axis&) const = default;
};

// Pillow's weights: computed in double, normalized to a sum of 1, rounded to units of 2^-22. They
// depend on the whole size alone, so that a part has exactly the weights it has in the whole.
//
// Keeps the last few axes, because most photos of a collection share a few sizes.
class Weights {
 public:
  explicit Weights(const FilterShape& shape) : shape_(shape) {}

  // An upper bound of the memory that Get needs for this axis, in bytes.
  std::size_t BytesFor(const Axis& axis) const;

  // Valid until the call after the next, so that both axes of an image can be held.
  const kernels::Taps& Get(const Axis& axis);

 private:
  struct Entry {
    Axis axis;
    std::uint64_t last_use = 0;
    kernels::Taps taps;
  };

  void Compute(const Axis& axis, kernels::Taps& taps);
  void ComputePosition(double center, int first, int count, double inverse_stretch);

  const FilterShape& shape_;
  std::array<Entry, 8> entries_;
  std::uint64_t uses_ = 0;

  // One position's weights, before and after rounding.
  std::vector<double> exact_;
  std::vector<std::int32_t> rounded_;
};

}  // namespace fit299::resample

#endif  // FIT299_RESAMPLE_WEIGHTS_H_
