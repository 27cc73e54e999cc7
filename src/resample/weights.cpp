#include "resample/weights.h"

#include <algorithm>

namespace fit299::resample {
namespace {

// The operations of Pillow's precompute_coeffs, in its order: each of them rounds.
class Reach {
 public:
  Reach(const Axis& axis, double filter_support)
      // Pillow's boxes are floats, the whole image's too.
      : scale_(double{static_cast<float>(axis.source)} / axis.scaled),
        stretch_(std::max(scale_, 1.0)),
        support_(filter_support * stretch_),
        source_(axis.source) {}

  double Center(int position) const { return (position + 0.5) * scale_; }
  int First(double center) const { return std::max(static_cast<int>(center - support_ + 0.5), 0); }
  int End(double center) const {
    return std::min(static_cast<int>(center + support_ + 0.5), source_);
  }

  // When shrinking, the filter is stretched over the source pixels of an output pixel.
  double stretch() const { return stretch_; }
  double support() const { return support_; }

 private:
  double scale_;
  double stretch_;
  double support_;
  int source_;
};

// Half away from zero.
std::int32_t Quantize(double weight) {
  const double scaled = weight * (1 << kernels::kWeightBits);
  return static_cast<std::int32_t>(weight < 0 ? scaled - 0.5 : scaled + 0.5);
}

}  // namespace

std::size_t Weights::BytesFor(const Axis& axis) const {
  constexpr std::size_t kBytesPerWeight = sizeof(std::int32_t) + sizeof(kernels::Pair) / 2;
  const double count = std::min<double>(2 * Reach(axis, shape_.support).support() + 2, axis.source);
  const std::size_t per_position =
      sizeof(kernels::Position) + (static_cast<std::size_t>(count) + 2) * kBytesPerWeight;
  return static_cast<std::size_t>(axis.end - axis.begin) * per_position;
}

const kernels::Taps& Weights::Get(const Axis& axis) {
  auto entry = std::ranges::find(entries_, axis, &Entry::axis);
  if (entry == entries_.end()) {
    entry = std::ranges::min_element(entries_, {}, &Entry::last_use);
    Compute(axis, entry->taps);
    entry->axis = axis;
  }
  entry->last_use = ++uses_;
  return entry->taps;
}

void Weights::Compute(const Axis& axis, kernels::Taps& taps) {
  const Reach reach(axis, shape_.support);
  taps.Reset(reach.First(reach.Center(axis.begin)), reach.End(reach.Center(axis.end - 1)));
  for (int position = axis.begin; position < axis.end; ++position) {
    const double center = reach.Center(position);
    const int first = reach.First(center);
    ComputePosition(center, first, reach.End(center) - first, 1.0 / reach.stretch());
    taps.Add(first, rounded_);
  }
}

void Weights::ComputePosition(double center, int first, int count, double inverse_stretch) {
  exact_.resize(static_cast<std::size_t>(count));
  rounded_.resize(static_cast<std::size_t>(count));
  double sum = 0;
  for (int i = 0; i < count; ++i) {
    const double weight = shape_.weight((i + first - center + 0.5) * inverse_stretch);
    exact_[static_cast<std::size_t>(i)] = weight;
    sum += weight;
  }
  if (sum != 0) {
    for (double& weight : exact_) weight /= sum;
  }
  std::ranges::transform(exact_, rounded_.begin(), Quantize);
}

}  // namespace fit299::resample
