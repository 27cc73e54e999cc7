#include "resample/opencv_fixed.h"

#include <algorithm>
#include <cassert>
#include <span>

#include "geometry/orientation.h"
#include "resample/box.h"

namespace fit299::resample::opencv {
namespace {

using kernels::FixedSum;
using kernels::kChannels;
using kernels::kFixedRows;

std::size_t Values(int pixels) { return static_cast<std::size_t>(pixels) * kChannels; }

// Rows of sums that are there at the same time: those that a new row needs, and those behind them.
int RingRows(int taps) { return taps + kFixedRows; }

// OpenCV computes cubic rows in float, eight values at a time, and the rest of them exactly. (So
// does its code for SSE2, which Debian's x86-64 builds use on every CPU.)
constexpr int kFloatsAtOnce = 8;

}  // namespace

Expected<void, Rejection> FixedResampler::Begin(cv::Size /*source*/,
                                                [[maybe_unused]] int orientation,
                                                const cv::Rect2d& box, cv::Size scaled,
                                                cv::Rect window, cv::Mat& pixels) {
  assert(orientation == kUpright);
  corner_ = cv::Rect(box).tl();
  const cv::Size source = cv::Rect(box).size();
  const cv::Rect2d part(0, 0, box.width, box.height);
  columns_ = &column_cache_.Get(ColumnAxis(source, part, scaled, window),
                                [this](const Axis& axis, kernels::FixedColumns& columns) {
                                  ComputeColumns(filter_, axis, columns);
                                });
  rows_ = &row_cache_.Get(
      RowAxis(source, part, scaled, window),
      [this](const Axis& axis, FixedRowWeights& rows) { ComputeRows(filter_, axis, rows); });
  FindNeeded(source);
  last_row_ = source.height - 1;
  const std::size_t whole = Values(scaled.width) / kFloatsAtOnce * kFloatsAtOnce;
  exact_from_ = whole - std::min(whole, Values(window.x));
  added_ = needed_.y;
  asked_ = summed_ = next_ = 0;

  row_values_ = Values(window.width) + kernels::kFixedSlack;
  const std::size_t ring = row_values_ * static_cast<std::size_t>(RingRows(rows_->taps));
  if (ring > kMaxScratchBytes / sizeof(ring_[0])) return TooMuchScratch(scaled);
  if (ring_.size() < ring) ring_.resize(ring);
  pixels.create(window.size(), CV_8UC(kChannels));
  pixels_ = pixels;
  return {};
}

void FixedResampler::FindNeeded(cv::Size source) {
  const auto [left, right] = std::ranges::minmax(columns_->firsts);
  const auto& top = rows_->positions.front();
  const auto& bottom = rows_->positions.back();
  needed_ = {left, top.first, std::min(right + columns_->taps, source.width) - left,
             bottom.first + bottom.count - top.first};
}

std::int32_t* FixedResampler::Sums(int sequence) {
  return ring_.data() + static_cast<std::size_t>(sequence % RingRows(rows_->taps)) * row_values_;
}

// REQUIRES: it is asked for each row of needed_, from the first to the last.
bool FixedResampler::IsNeeded(int row) {
  const auto position = [this]() -> const FixedRowWeights::Position& {
    return rows_->positions[static_cast<std::size_t>(asked_)];
  };
  while (position().first + position().count <= row) ++asked_;
  return position().first <= row;
}

void FixedResampler::Add(const cv::Mat& band, cv::Point at) {
  at -= corner_;
  const int begin = std::max(at.y, added_);
  const int end = std::min(at.y + band.rows, needed_.y + needed_.height);
  if (begin >= end) return;
  const std::uint8_t* band_end = band.ptr(band.rows - 1) + Values(band.cols);
  const std::size_t row_bytes = Values(needed_.width);
  waiting_.clear();
  for (; added_ < end; ++added_) {
    if (!IsNeeded(added_)) continue;
    const std::uint8_t* row = band.ptr(added_ - at.y) + Values(needed_.x - at.x);
    if (band_end - row < static_cast<std::ptrdiff_t>(row_bytes) + kernels::kFixedReads) {
      // There are several of them where rows are very short.
      if (!waiting_.empty() && waiting_.back() == last_read_.data()) SumColumns(waiting_);
      last_read_.assign(row_bytes + kernels::kFixedReads, 0);
      std::copy_n(row, row_bytes, last_read_.begin());
      row = last_read_.data();
    }
    waiting_.push_back(row);
    if (waiting_.size() == kFixedRows) SumColumns(waiting_);
  }
  SumColumns(waiting_);
  if (end == needed_.y + needed_.height) pixels_.release();
}

// Up to four rows, and the new rows for which they are the last ones needed.
void FixedResampler::SumColumns(std::vector<const std::uint8_t*>& rows) {
  if (rows.empty()) return;
  kernels::FixedRows<const std::uint8_t> from{};
  kernels::FixedRows<std::int32_t> to{};
  for (std::size_t i = 0; i < from.size(); ++i) {
    const std::size_t row = std::min(i, rows.size() - 1);
    from[i] = rows[row];
    to[i] = Sums(summed_ + static_cast<int>(row));
  }
  kernels::SumFixedColumns(*columns_, needed_.x, from, to);
  summed_ += static_cast<int>(rows.size());
  rows.clear();
  FinishRows();
}

void FixedResampler::FinishRows() {
  const auto height = static_cast<int>(rows_->positions.size());
  for (; next_ < height; ++next_) {
    const auto row = static_cast<std::size_t>(next_);
    const FixedRowWeights::Position& position = rows_->positions[row];
    if (position.sequence + position.count > summed_) return;
    FinishRow(position, rows_->weights.data() + row * static_cast<std::size_t>(rows_->taps),
              pixels_.ptr(next_));
  }
}

void FixedResampler::FinishRow(const FixedRowWeights::Position& position,
                               const std::int16_t* weights, std::uint8_t* out) {
  const int taps = rows_->taps;
  summands_.clear();
  for (int tap = 0; tap < taps; ++tap) {
    const int row = std::clamp(position.top + tap, 0, last_row_);
    summands_.push_back(Sums(position.sequence + row - position.first));
  }
  const std::span by(weights, static_cast<std::size_t>(taps));
  const std::size_t count = Values(pixels_.cols);
  if (filter_ == FixedFilter::kLanczos4) {
    return kernels::SumFixedRows(FixedSum::kExact, summands_, by, count, out);
  }
  if (filter_ != FixedFilter::kCubic) {
    return kernels::SumFixedRows(FixedSum::kShort, summands_, by, count, out);
  }
  const std::size_t floats = std::min(exact_from_, count);
  kernels::SumFixedRows(FixedSum::kFloat, summands_, by, floats, out);
  for (const std::int32_t*& sums : summands_) sums += floats;
  kernels::SumFixedRows(FixedSum::kExact, summands_, by, count - floats, out + floats);
}

void FixedResampler::ReleaseMemory(std::size_t kept) {
  pixels_.release();  // of an image that was not finished
  column_cache_.ReleaseLarge();
  row_cache_.ReleaseLarge();
  if (ring_.capacity() * sizeof(ring_[0]) > kept / 2) std::vector<std::int32_t>().swap(ring_);
  if (last_read_.capacity() > kept / 2) std::vector<std::uint8_t>().swap(last_read_);
}

}  // namespace fit299::resample::opencv
