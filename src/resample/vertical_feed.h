// A vertical pass over rows that come in bands, from top to bottom, and are gone afterwards.
#ifndef FIT299_RESAMPLE_VERTICAL_FEED_H_
#define FIT299_RESAMPLE_VERTICAL_FEED_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/convolve.h"

namespace fit299::resample {

// Computes each output row as soon as its last source row is there, and keeps only the source rows
// that later output rows need: those of a filter's support, and none of a band that is the whole
// source. The bytes are those of kernels::ConvolveVertical.
class VerticalFeed {
 public:
  // Forgets all rows. The next ones are `width` pixels wide, and become taps.size() rows at `out`.
  // REQUIRES: taps and out's memory stay until the last row has come.
  void Begin(const kernels::Taps& taps, int width, kernels::Rows out);

  // The next `count` source rows, the very first being taps.begin().
  void Add(kernels::ConstRows rows, int count);

  // Gives its memory back if it is larger than `kept` bytes. REQUIRES: the last row has come.
  void ReleaseMemory(std::size_t kept) {
    if (kept_.capacity() > kept) std::vector<std::uint8_t>().swap(kept_);
  }

 private:
  int ReadsEnd(int position) const;
  bool FinishStarted(kernels::ConstRows rows, int end);
  void Keep(kernels::ConstRows rows, int begin, int end);
  void Compute(int last, kernels::ConstRows rows, int skipped);

  const kernels::Taps* taps_ = nullptr;
  int width_ = 0;
  kernels::Rows out_{};
  std::vector<int> first_needed_;  // by output row: the first source row of it and all later ones

  int added_ = 0;  // source rows so far
  int next_ = 0;   // the first output row that is not there yet
  std::vector<std::uint8_t> kept_;
  int kept_begin_ = 0;  // the source rows [kept_begin_, kept_end_)
  int kept_end_ = 0;
};

}  // namespace fit299::resample

#endif  // FIT299_RESAMPLE_VERTICAL_FEED_H_
