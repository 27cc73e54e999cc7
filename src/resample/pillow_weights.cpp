#include "resample/pillow_weights.h"

#include <algorithm>

namespace fit299::resample {
namespace {

// Half away from zero.
std::int32_t Quantize(double weight) {
  const double scaled = weight * (1 << kernels::kWeightBits);
  return static_cast<std::int32_t>(weight < 0 ? scaled - 0.5 : scaled + 0.5);
}

}  // namespace

// The operations of Pillow, in its order: each of them rounds. Boxes are floats, and so is their
// length.
PillowWeights::PillowWeights(const FilterShape& shape, const Axis& axis)
    : shape_(shape),
      axis_(axis),
      scale_(double{axis.box_end - axis.box_begin} / axis.scaled),
      stretch_(std::max(scale_, 1.0)),
      support_(shape.support * stretch_) {}

double PillowWeights::Center(int position) const {
  return double{axis_.box_begin} + (position + 0.5) * scale_;
}

int PillowWeights::First(double center) const {
  return std::max(static_cast<int>(center - support_ + 0.5), 0);
}

int PillowWeights::End(double center) const {
  return std::min(static_cast<int>(center + support_ + 0.5), axis_.source);
}

std::size_t PillowWeights::MostWeights() const {
  return static_cast<std::size_t>(std::min<double>(2 * support_ + 2, axis_.source));
}

void PillowWeights::Compute(int position, PillowPosition& to) const {
  const double center = Center(position);
  const double inverse_stretch = 1.0 / stretch_;
  to.first = First(center);
  to.weights.resize(static_cast<std::size_t>(End(center) - to.first));
  double sum = 0;
  int pixel = to.first;
  for (double& weight : to.weights) {
    weight = shape_.weight((pixel - center + 0.5) * inverse_stretch);
    sum += weight;
    ++pixel;
  }
  if (sum == 0) return;
  for (double& weight : to.weights) weight /= sum;
}

std::size_t RoundedWeights::BytesFor(const Axis& axis) const {
  constexpr std::size_t kBytesPerWeight =
      sizeof(std::int32_t) + 2 * sizeof(kernels::Pair) / 2 + sizeof(kernels::Quad) / 4;
  const std::size_t per_position =
      sizeof(kernels::Position) + (PillowWeights(shape_, axis).MostWeights() + 4) * kBytesPerWeight;
  return static_cast<std::size_t>(axis.end - axis.begin) * per_position;
}

const kernels::Taps& RoundedWeights::Get(const Axis& axis) {
  return cache_.Get(axis,
                    [this](const Axis& wanted, kernels::Taps& taps) { Compute(wanted, taps); });
}

void RoundedWeights::Compute(const Axis& axis, kernels::Taps& taps) {
  const PillowWeights weights(shape_, axis);
  if (axis.mirrored) {
    taps.Reset(axis.source - weights.end(), axis.source - weights.begin());
  } else {
    taps.Reset(weights.begin(), weights.end());
  }
  taps.Reserve(axis.end - axis.begin, weights.MostWeights());
  for (int i = axis.begin; i < axis.end; ++i) {
    weights.Compute(axis.mirrored ? axis.begin + axis.end - 1 - i : i, exact_);
    rounded_.resize(exact_.weights.size());
    std::ranges::transform(exact_.weights, rounded_.begin(), Quantize);
    int first = exact_.first;
    if (axis.mirrored) {
      std::ranges::reverse(rounded_);
      first = axis.source - first - static_cast<int>(rounded_.size());
    }
    taps.Add(first, rounded_);
  }
  taps.Finish();
}

}  // namespace fit299::resample
