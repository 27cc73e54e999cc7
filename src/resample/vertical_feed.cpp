#include "resample/vertical_feed.h"

#include <algorithm>
#include <cstring>

namespace fit299::resample {
namespace {

using kernels::ConstRows;
using kernels::kChannels;
using kernels::Rows;
using kernels::Taps;

}  // namespace

void VerticalFeed::Begin(const Taps& taps, int width, Rows out) {
  taps_ = &taps;
  width_ = width;
  out_ = out;
  added_ = next_ = kept_begin_ = kept_end_ = 0;
  // Where zeros were left out of the weights, a later position may begin before an earlier one.
  const auto positions = taps.positions();
  first_needed_.resize(positions.size());
  int first = taps.end() - taps.begin();
  for (std::size_t i = positions.size(); i-- > 0;) {
    first = std::min(first, positions[i].reads_begin());
    first_needed_[i] = first;
  }
}

int VerticalFeed::ReadsEnd(int position) const {
  // Taps that overhang are read by their plain weights, which do not.
  return std::min(taps_->positions()[static_cast<std::size_t>(position)].reads_end(),
                  taps_->end() - taps_->begin());
}

void VerticalFeed::Compute(int last, ConstRows rows, int skipped) {
  const Rows out = {out_.data + next_ * out_.stride, out_.stride};
  kernels::ConvolveVertical(*taps_, {next_, last, skipped}, rows, width_, out);
  next_ = last;
}

void VerticalFeed::Add(ConstRows rows, int count) {
  const int begin = added_;
  const int end = added_ += count;
  if (!FinishStarted(rows, end)) return;
  int last = next_;
  while (last < taps_->size() && ReadsEnd(last) <= end) ++last;
  if (last > next_) Compute(last, rows, begin);
  if (next_ == taps_->size()) return;
  const int needed = std::max(begin, first_needed_[static_cast<std::size_t>(next_)]);
  kept_begin_ = kept_end_ = std::min(needed, end);
  Keep({rows.data + (kept_begin_ - begin) * rows.stride, rows.stride}, kept_begin_, end);
}

// Computes the output rows that need rows of before as well. False: that took all rows there are.
bool VerticalFeed::FinishStarted(ConstRows rows, int end) {
  const int begin = kept_end_;
  while (next_ < taps_->size() && first_needed_[static_cast<std::size_t>(next_)] < begin) {
    const int wanted = std::min(ReadsEnd(next_), end);
    const int had = kept_end_;
    Keep({rows.data + (had - begin) * rows.stride, rows.stride}, had, std::max(wanted, had));
    if (ReadsEnd(next_) > end) return false;
    const auto stride = std::ptrdiff_t{width_} * kChannels;
    Compute(next_ + 1, {kept_.data(), stride}, kept_begin_);
  }
  return true;
}

// Puts the source rows [begin, end) behind those that are kept, without those that nobody needs.
void VerticalFeed::Keep(ConstRows rows, int begin, int end) {
  const auto stride = static_cast<std::size_t>(width_) * kChannels;
  const int needed = std::min(first_needed_[static_cast<std::size_t>(next_)], kept_end_);
  if (needed - kept_begin_ > kept_end_ - needed) {
    std::memmove(kept_.data(),
                 kept_.data() + static_cast<std::size_t>(needed - kept_begin_) * stride,
                 static_cast<std::size_t>(kept_end_ - needed) * stride);
    kept_begin_ = needed;
  }
  const std::size_t size = static_cast<std::size_t>(end - kept_begin_) * stride;
  if (kept_.size() < size) kept_.resize(size);
  for (int row = begin; row < end; ++row, rows.data += rows.stride) {
    std::memcpy(kept_.data() + static_cast<std::size_t>(row - kept_begin_) * stride, rows.data,
                stride);
  }
  kept_end_ = end;
}

}  // namespace fit299::resample
