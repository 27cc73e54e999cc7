// Values by channel, and what they show of how they were scaled; gathered one tensor at a time.
#ifndef FIT299_EXAMINE_STATISTICS_H_
#define FIT299_EXAMINE_STATISTICS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "examine/picture.h"
#include "examine/scaling.h"
#include "tensors/tensor.h"

namespace fit299::examine {

// Minimum to deviation are those of the finite values.
struct ChannelStatistics {
  std::uint64_t values = 0;
  std::uint64_t nan = 0;
  std::uint64_t infinite = 0;
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();

  void Add(double value);
  std::uint64_t finite() const { return values - nan - infinite; }
  bool constant() const { return finite() > 0 && min == max; }
  double mean() const;
  double deviation() const;  // of the population

 private:
  double first_ = 0;  // sums are of what goes beyond it, which keeps their digits
  double sum_ = 0;
  double squares_ = 0;
};

// What the pixels would have been, had they been scaled in one of the known ways.
struct ScalingEvidence {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  std::uint64_t tested = 0;    // values that are exact enough to tell
  std::uint64_t off_grid = 0;  // of these, those whose pixel is no whole number
  std::uint64_t values = 0;

  // All pixels are whole numbers 0..255, as far as can be told.
  bool fits() const;
};

// What was seen of a tensor, or of many.
class Statistics {
 public:
  // All values as one channel, when it is no picture.
  void Add(const tensors::Tensor& tensor);

  // `telling`: also look at how it was scaled, which takes longer.
  void Add(const Picture& picture, tensors::ValueType type, bool telling);

  std::span<const ChannelStatistics> channels() const { return channels_; }
  // In the order of Scalings(); empty when no picture was looked at.
  std::span<const ScalingEvidence> scalings() const { return scalings_; }
  double min() const;  // of all channels
  double max() const;
  bool constant() const;  // every channel

 private:
  void Tell(double value, std::size_t channel, tensors::ValueType type);

  std::vector<ChannelStatistics> channels_;
  std::vector<ScalingEvidence> scalings_;
};

}  // namespace fit299::examine

#endif  // FIT299_EXAMINE_STATISTICS_H_
