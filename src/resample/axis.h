// One axis of a resampling, and a memory of what was computed for it.
#ifndef FIT299_RESAMPLE_AXIS_H_
#define FIT299_RESAMPLE_AXIS_H_

#include <algorithm>
#include <array>
#include <cstdint>

namespace fit299::resample {

// The part [box_begin, box_end) of `source` pixels is resampled to `scaled`, of which [begin, end)
// are wanted. The box is the whole source, unless a crop lets its surroundings contribute. Where it
// is mirrored, the source pixels come from last to first, and so do the new ones.
struct Axis {
  int source = 0;
  int scaled = 0;
  int begin = 0;
  int end = 0;
  float box_begin = 0;
  float box_end = 0;
  bool mirrored = false;

  bool operator==(const Axis&) const = default;
};

// Keeps what was computed for the last axes, because most photos of a collection share some sizes.
// (Of 200 photos of ImageNet nearly half of the axes are not among the last 8, a third not among
// the last 32; they have 109 in all.)
template <class Value>
class AxisCache {
 public:
  // The value for this axis; `compute(axis, value)` fills one that may have old content. Valid
  // until the call after the next, so that both axes of an image can be held.
  template <class Compute>
  const Value& Get(const Axis& axis, const Compute& compute) {
    auto entry = std::ranges::find(entries_, axis, &Entry::axis);
    if (entry == entries_.end()) {
      ReleaseLargeBut(uses_);
      entry = std::ranges::min_element(entries_, {}, &Entry::last_use);
      entry->axis = {};
      compute(axis, entry->value);
      entry->axis = axis;
    }
    entry->last_use = ++uses_;
    return entry->value;
  }

  // Forgets the values of long axes, which have up to a hundred bytes a pixel: a hundred pictures
  // that are all a million pixels wide, none as wide as another, are no reason to take gigabytes.
  // None that Get gave is valid, then.
  void ReleaseLarge() { ReleaseLargeBut(0); }

 private:
  static constexpr int kLongest = 1 << 13;

  struct Entry {
    Axis axis;
    std::uint64_t last_use = 0;
    Value value;
  };

  void ReleaseLargeBut(std::uint64_t use) {
    for (Entry& entry : entries_) {
      const bool is_large =
          std::max(entry.axis.source, entry.axis.end - entry.axis.begin) > kLongest;
      if (is_large && (use == 0 || entry.last_use != use)) entry = Entry();
    }
  }

  std::array<Entry, 128> entries_;
  std::uint64_t uses_ = 0;
};

}  // namespace fit299::resample

#endif  // FIT299_RESAMPLE_AXIS_H_
