// The float rows that a vertical pass needs at the same time: each is made when it is first asked
// for, and kept until another one takes its place.
#ifndef FIT299_RESAMPLE_ROW_RING_H_
#define FIT299_RESAMPLE_ROW_RING_H_

#include <algorithm>
#include <cstddef>
#include <vector>

namespace fit299::resample {

class RowRing {
 public:
  // Forgets all rows. The next ones have `floats` values each.
  void Reset(std::size_t floats, int rows) {
    floats_ = floats;
    const auto count = static_cast<std::size_t>(std::max(rows, 1));
    owners_.assign(count, kNobody);
    if (memory_.size() < floats * count) memory_.resize(floats * count);
  }

  // The memory that Reset takes.
  static std::size_t BytesFor(std::size_t floats, int rows) {
    return floats * static_cast<std::size_t>(std::max(rows, 1)) * sizeof(float);
  }

  // Row `row`; `make(row, out)` fills one that is not there. The result is valid until a row is
  // asked for that is `rows` or more away from it.
  template <class Make>
  const float* Get(int row, const Make& make) {
    const std::size_t place = static_cast<std::size_t>(row) % owners_.size();
    float* values = memory_.data() + place * floats_;
    if (owners_[place] != row) {
      make(row, values);
      owners_[place] = row;
    }
    return values;
  }

 private:
  static constexpr int kNobody = -1;

  std::vector<float> memory_;
  std::vector<int> owners_;
  std::size_t floats_ = 0;
};

}  // namespace fit299::resample

#endif  // FIT299_RESAMPLE_ROW_RING_H_
