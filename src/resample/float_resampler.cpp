#include "resample/float_resampler.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <limits>
#include <span>

#include "geometry/orientation.h"
#include "resample/box.h"

namespace fit299::resample {
namespace {

using kernels::kChannels;
using kernels::kStripPixel;
using kernels::kStripRows;
using kernels::StripRows;

// Values of a row, of which the last part may have up to twice as many: a small one would cost more
// than its share.
constexpr std::size_t kPart = 256;

std::size_t PartAt(std::size_t begin, std::size_t count) {
  return count - begin < 2 * kPart ? count - begin : kPart;
}

std::size_t Floats(int pixels) { return static_cast<std::size_t>(pixels) * kChannels; }

// The source positions that the spans name: [first, end).
struct Reach {
  int first = std::numeric_limits<int>::max();
  int end = 0;
};

Reach ReachOf(std::span<const kernels::Span> spans) {
  Reach reach;
  for (const kernels::Span& span : spans) {
    if (span.count == 0) continue;
    reach.first = std::min(reach.first, span.first);
    reach.end = std::max(reach.end, span.first + span.count);
  }
  if (reach.end == 0) return {0, 1};  // where nothing has any weight, something has to come
  return reach;
}

// The most source rows from the first to the last that `count` positions in a row name.
int MostRows(const std::vector<kernels::Span>& spans, std::size_t count) {
  int most = 1;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const std::size_t last = std::min(i + count, spans.size());
    Reach reach =
        ReachOf({spans.begin() + std::ptrdiff_t(i), spans.begin() + std::ptrdiff_t(last)});
    most = std::max(most, reach.end - reach.first);
  }
  return most;
}

// The last pixel of a row again.
template <class Value>
void RepeatPixel(Value* past_the_last) {
  std::copy_n(past_the_last - kChannels, kChannels, past_the_last);
}

template <class Value>
void Grow(kernels::AlignedVector<Value>& memory, std::size_t values) {
  if (memory.size() < values) memory.resize(values);
}

template <class Value>
void Shrink(kernels::AlignedVector<Value>& memory, std::size_t kept) {
  if (memory.capacity() * sizeof(Value) > kept) kernels::AlignedVector<Value>().swap(memory);
}

}  // namespace

kernels::Widen WidenFor(ResampleOn resample_on) {
  switch (resample_on) {
    case ResampleOn::kPixels: return kernels::Widen::kPlain;
    case ResampleOn::kUnit: return kernels::Widen::kDivided;
    case ResampleOn::kUnitMultiplied: return kernels::Widen::kMultiplied;
  }
  return kernels::Widen::kPlain;
}

template <class Weight>
Expected<void, Rejection> FloatResampler<Weight>::Begin(cv::Size source,
                                                        [[maybe_unused]] int orientation,
                                                        const cv::Rect2d& box, cv::Size scaled,
                                                        cv::Rect window, cv::Mat& pixels) {
  assert(orientation == kUpright);
  cv::Rect2d part = box;
  corner_ = {};
  if (box_ == Box::kIsCutOut) {
    corner_ = cv::Rect(box).tl();
    source = cv::Rect(box).size();
    part = {0, 0, box.width, box.height};
  }
  const Axis columns = ColumnAxis(source, part, scaled, window);
  const Axis rows = RowAxis(source, part, scaled, window);
  if (auto ready = Prepare(columns, rows); !ready) return ready;
  const auto compute = [this](const Axis& axis, Spans& spans) { ComputeWeights(axis, spans); };
  columns_ = &cache_.Get(columns, compute);
  rows_ = &cache_.Get(rows, compute);
  order_ = FindOrder(source, scaled);

  const Reach across = ReachOf(columns_->spans);
  const Reach down = ReachOf(rows_->spans);
  end_column_ = across.end;
  last_row_ = source.height - 1;
  needed_ = cv::Rect(across.first, down.first, std::min(across.end, source.width) - across.first,
                     std::min(down.end, source.height) - down.first);
  added_ = needed_.y;
  next_ = 0;
  row_floats_ = Floats(order_ == Order::kRowsFirst ? end_column_ - needed_.x : window.width);
  ring_rows_ = order_ == Order::kRowsFirst ? MostRows(rows_->spans, kStripRows)
                                           : MostRows(rows_->spans, 1) + kStripRows;
  if (!Reserve()) return TooMuchScratch(scaled);
  CreatePixels(window.size(), pixels);
  pixels_ = pixels;
  return {};
}

template <class Weight>
void FloatResampler<Weight>::CreatePixels(cv::Size size, cv::Mat& pixels) {
  pixels.create(size, CV_32FC3);
}

// False: it would take more than is sane.
template <class Weight>
bool FloatResampler<Weight>::Reserve() {
  ring_stride_ = kernels::RoundUpToLines<Weight>(row_floats_);
  const std::size_t ring = ring_stride_ * static_cast<std::size_t>(ring_rows_);
  const std::size_t strip_row = Floats(end_column_ - needed_.x);
  const std::size_t strip = strip_row * kStripRows;
  const std::size_t summed = columns_->spans.size() * kStripPixel;
  if (ring + 2 * strip + summed > kMaxScratchBytes / sizeof(Weight)) return false;
  Grow(ring_, ring);
  Grow(strip_, strip);
  Grow(rows_of_strip_, 2 * kPart * kStripRows);
  Grow(summed_, summed);
  return true;
}

template <class Weight>
Weight* FloatResampler<Weight>::RingRow(int row) {
  return ring_.data() + static_cast<std::size_t>(row % ring_rows_) * ring_stride_;
}

template <class Weight>
void FloatResampler<Weight>::Add(const cv::Mat& band, cv::Point at) {
  at -= corner_;
  const int begin = std::max(at.y, added_);
  const int end = std::min(at.y + band.rows, needed_.y + needed_.height);
  if (begin >= end) return;
  const cv::Mat used = band(cv::Rect(needed_.x - at.x, begin - at.y, needed_.width, end - begin));
  if (order_ == Order::kColumnsFirst) {
    for (int y = 0; y < used.rows; y += kStripRows) {
      AddStrip(used, y, std::min(kStripRows, used.rows - y));
    }
  } else {
    for (int y = 0; y < used.rows; ++y) AddRow(used.ptr(y));
  }
  if (end == needed_.y + needed_.height) pixels_.release();
}

// Columns first: rows y to y + count of those that count become rows of the ring.
template <class Weight>
void FloatResampler<Weight>::AddStrip(const cv::Mat& used, int y, int count) {
  const std::size_t values = Floats(used.cols);
  StripRows<Weight> to{};
  const auto row_of = [&](std::size_t i) { return std::min(static_cast<int>(i), count - 1); };
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = RingRow(added_ + row_of(i));
  if (used.depth() == CV_16U) {
    Grow(rows_of_strip_, values * kStripRows);
    StripRows<const float> from{};
    for (std::size_t i = 0; i < from.size(); ++i) {
      float* row = rows_of_strip_.data() + i * values;
      std::copy_n(used.ptr<std::uint16_t>(y + row_of(i)), values, row);
      from[i] = row;
    }
    kernels::MakeStrip(from, values, strip_.data());
  } else {
    StripRows<const std::uint8_t> from{};
    for (std::size_t i = 0; i < from.size(); ++i) from[i] = used.ptr(y + row_of(i));
    kernels::MakeStrip(widen_, from, values, strip_.data());
  }
  if (end_column_ > needed_.x + needed_.width) {
    Weight* past = strip_.data() + values * kStripRows;
    std::copy_n(past - kStripPixel, kStripPixel, past);
  }
  kernels::SumStrip(sum_, *columns_, needed_.x, strip_.data(), summed_.data());
  kernels::SplitStrip(summed_.data(), row_floats_, to);
  added_ += count;
  FinishRows();
}

// Rows first: one row that counts becomes one of the ring.
template <class Weight>
void FloatResampler<Weight>::AddRow(const std::uint8_t* values) {
  Weight* row = RingRow(added_);
  kernels::WidenRow(widen_, values, Floats(needed_.width), row);
  if (end_column_ > needed_.x + needed_.width) RepeatPixel(row + Floats(needed_.width));
  ++added_;
  FinishRows();
}

// True when the source rows of the next `count` rows of the result are there.
template <class Weight>
bool FloatResampler<Weight>::HasRowsFor(int count) const {
  const Reach reach =
      ReachOf(std::span(rows_->spans)
                  .subspan(static_cast<std::size_t>(next_), static_cast<std::size_t>(count)));
  return std::min(reach.end, needed_.y + needed_.height) <= added_;
}

// All rows of the result whose source rows are there, up to eight at a time: rows first, no fewer
// unless they are the last.
template <class Weight>
void FloatResampler<Weight>::FinishRows() {
  const int height = static_cast<int>(rows_->spans.size());
  while (next_ < height) {
    int count = std::min(kStripRows, height - next_);
    if (order_ == Order::kRowsFirst) {
      if (!HasRowsFor(count)) return;
      FinishStrip(count);
    } else {
      if (pixels_.depth() != CV_32F) count = 1;  // the only place that there is
      while (count > 0 && !HasRowsFor(count)) --count;
      if (count == 0) return;
      FinishSummed(count);
    }
    next_ += count;
  }
}

// The rows of the ring that a span names.
template <class Weight>
void FloatResampler<Weight>::FindRows(const kernels::Span& span,
                                      std::vector<const Weight*>& found) {
  found.resize(static_cast<std::size_t>(span.count));
  int row = span.first;
  for (const Weight*& from : found) from = RingRow(std::min(row++, last_row_));
}

// The vertical pass of some values of row y.
template <class Weight>
void FloatResampler<Weight>::SumPart(int y, const std::vector<const Weight*>& rows,
                                     std::size_t begin, std::size_t count, float* out) {
  const kernels::Span& span = rows_->spans[static_cast<std::size_t>(y)];
  parts_.resize(rows.size());
  std::ranges::transform(rows, parts_.begin(), [&](const Weight* row) { return row + begin; });
  kernels::SumRows(sum_, parts_,
                   std::span<const Weight>(rows_->weights).subspan(span.weights_begin, rows.size()),
                   count, out);
}

template <class Weight>
void FloatResampler<Weight>::FindSummands(int count) {
  for (int i = 0; i < count; ++i) {
    FindRows(rows_->spans[static_cast<std::size_t>(next_) + static_cast<std::size_t>(i)],
             summands_[static_cast<std::size_t>(i)]);
  }
}

// Columns first: `count` rows from next_ on, by parts of them that the first cache holds, with the
// same part of the rows that they are made of.
template <class Weight>
void FloatResampler<Weight>::FinishSummed(int count) {
  FindSummands(count);
  for (std::size_t begin = 0, values = 0; begin < row_floats_; begin += values) {
    values = PartAt(begin, row_floats_);
    for (int i = 0; i < count; ++i) {
      SumPart(next_ + i, summands_[static_cast<std::size_t>(i)], begin, values,
              ResultRow(next_ + i) + begin);
    }
  }
  for (int y = next_; y < next_ + count; ++y) FinishRow(y, row_floats_, ResultRow(y));
}

// Rows first: `count` rows from next_ on, the vertical pass by parts likewise.
template <class Weight>
void FloatResampler<Weight>::FinishStrip(int count) {
  FindSummands(count);
  for (std::size_t begin = 0, values = 0; begin < row_floats_; begin += values) {
    values = PartAt(begin, row_floats_);
    StripRows<const float> from{};
    for (int i = 0; i < kStripRows; ++i) {
      float* part =
          rows_of_strip_.data() + static_cast<std::size_t>(std::min(i, count - 1)) * 2 * kPart;
      from[static_cast<std::size_t>(i)] = part;
      if (i < count)
        SumPart(next_ + i, summands_[static_cast<std::size_t>(i)], begin, values, part);
    }
    kernels::MakeStrip(from, values, strip_.data() + begin * kStripRows);
  }
  kernels::SumStrip(sum_, *columns_, needed_.x, strip_.data(), summed_.data());
  StripRows<float> to{};
  for (int i = 0; i < kStripRows; ++i) {
    to[static_cast<std::size_t>(i)] = ResultRow(next_ + std::min(i, count - 1));
  }
  const std::size_t values = Floats(pixels_.cols);
  kernels::SplitStrip(summed_.data(), values, to);
  for (int y = next_; y < next_ + count; ++y) FinishRow(y, values, ResultRow(y));
}

template <class Weight>
void FloatResampler<Weight>::ReleaseMemory(std::size_t kept) {
  pixels_.release();  // of an image that was not finished
  cache_.ReleaseLarge();
  Shrink(ring_, kept / 4);
  Shrink(rows_of_strip_, kept / 4);
  Shrink(strip_, kept / 4);
  Shrink(summed_, kept / 4);
}

template class FloatResampler<float>;
template class FloatResampler<double>;

}  // namespace fit299::resample
