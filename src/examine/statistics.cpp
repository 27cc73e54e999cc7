#include "examine/statistics.h"

#include <algorithm>
#include <cmath>

namespace fit299::examine {
namespace {

// Half the distance between neighbours, and what float32 arithmetic before it adds; in pixels.
double RoundingInPixels(const Scaling& scaling, std::size_t channel, double value,
                        tensors::ValueType type) {
  const double stored = tensors::Epsilon(type) / 2 * std::abs(value);
  const double computed =
      4 * 0x1p-23 * std::max(std::abs(value), std::abs(scaling.offset[channel]));
  return (stored + computed) / scaling.scale[channel];
}

}  // namespace

void ChannelStatistics::Add(double value) {
  ++values;
  if (std::isnan(value)) {
    ++nan;
  } else if (std::isinf(value)) {
    ++infinite;
  } else {
    if (finite() == 1) first_ = value;
    min = std::min(min, value);
    max = std::max(max, value);
    sum_ += value - first_;
    squares_ += (value - first_) * (value - first_);
  }
}

double ChannelStatistics::mean() const {
  return finite() == 0 ? 0 : first_ + sum_ / static_cast<double>(finite());
}

double ChannelStatistics::deviation() const {
  if (finite() == 0) return 0;
  const auto count = static_cast<double>(finite());
  return std::sqrt(std::max(0.0, squares_ / count - sum_ / count * (sum_ / count)));
}

bool ScalingEvidence::fits() const {
  constexpr double kSlack = 0.02;
  return tested > 0 && tested * 10 >= values * 9 && off_grid == 0 && low >= -kSlack &&
         high <= 255 + kSlack;
}

void Statistics::Add(const tensors::Tensor& tensor) {
  if (channels_.empty()) channels_.resize(1);
  for (const double value : tensor.values) channels_[0].Add(value);
}

void Statistics::Add(const Picture& picture, tensors::ValueType type, bool telling) {
  if (channels_.empty()) channels_.resize(picture.channels);
  if (telling && scalings_.empty()) scalings_.resize(Scalings().size());
  for (std::size_t i = 0; i < picture.values.size(); ++i) {
    const std::size_t channel = i % picture.channels;
    const double value = picture.values[i];
    channels_[std::min(channel, channels_.size() - 1)].Add(value);
    if (telling && std::isfinite(value)) Tell(value, channel, type);
  }
}

void Statistics::Tell(double value, std::size_t channel, tensors::ValueType type) {
  constexpr double kTooCoarse = 0.2;  // of a level: nearly every value is then near a whole one
  for (std::size_t i = 0; i < scalings_.size(); ++i) {
    const Scaling& scaling = Scalings()[i];
    ScalingEvidence& evidence = scalings_[i];
    const double pixel = scaling.Pixel(value, channel);
    ++evidence.values;
    evidence.low = std::min(evidence.low, pixel);
    evidence.high = std::max(evidence.high, pixel);
    const double rounding = RoundingInPixels(scaling, channel, value, type);
    if (rounding > kTooCoarse) continue;
    ++evidence.tested;
    if (std::abs(pixel - std::round(pixel)) > rounding) ++evidence.off_grid;
  }
}

double Statistics::min() const {
  return std::ranges::min(channels_, {}, &ChannelStatistics::min).min;
}

double Statistics::max() const {
  return std::ranges::max(channels_, {}, &ChannelStatistics::max).max;
}

bool Statistics::constant() const {
  return std::ranges::all_of(channels_, &ChannelStatistics::constant);
}

}  // namespace fit299::examine
