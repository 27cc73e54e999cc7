#include "resample/float_passes.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <span>

#include "resample/resampler.h"

namespace fit299::resample {
namespace {

constexpr int kChannels = 4;

std::size_t Floats(int pixels) { return static_cast<std::size_t>(pixels) * kChannels; }

// The source positions that the spans name: [first, end).
struct Reach {
  int first = std::numeric_limits<int>::max();
  int end = 0;
  int most = 0;  // of one span
};

Reach ReachOf(const kernels::Spans& spans) {
  Reach reach;
  for (const kernels::Span& span : spans.spans) {
    if (span.count == 0) continue;
    reach.first = std::min(reach.first, span.first);
    reach.end = std::max(reach.end, span.first + span.count);
    reach.most = std::max(reach.most, span.count);
  }
  reach.first = std::min(reach.first, reach.end);
  return reach;
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

bool FloatPasses::Reserve(std::size_t ring_floats, int ring_rows, std::size_t row_floats) {
  const std::size_t bytes = RowRing::BytesFor(ring_floats, ring_rows) + row_floats * sizeof(float);
  if (bytes > kMaxScratchBytes) return false;
  ring_.Reset(ring_floats, ring_rows);
  row_.resize(row_floats);
  return true;
}

void FloatPasses::WidenPixels(const cv::Mat& source, int row, int first, int end,
                              float* out) const {
  const int inside = std::min(end, source.cols);
  const std::ptrdiff_t begin = std::ptrdiff_t{first} * kChannels;
  if (source.depth() == CV_16U) {
    std::copy_n(source.ptr<std::uint16_t>(row) + begin, Floats(inside - first), out);
  } else {
    kernels::WidenRow(widen_, source.ptr(row) + begin, Floats(inside - first), out);
  }
  float* to = out + Floats(inside - first);
  for (int pixel = inside; pixel < end; ++pixel, to += kChannels) {
    std::memcpy(to, to - kChannels, Floats(1) * sizeof(float));
  }
}

template <class Make>
void FloatPasses::SumSpan(const kernels::Span& span, const float* weights, int last,
                          std::size_t floats, const Make& make, float* out) {
  const auto count = static_cast<std::size_t>(span.count);
  pointers_.resize(count);
  for (std::size_t j = 0; j < count; ++j) {
    pointers_[j] = ring_.Get(std::min(span.first + static_cast<int>(j), last), make);
  }
  kernels::SumRows(sum_, pointers_, std::span(weights + span.weights_begin, count), floats, out);
}

Expected<void, Rejection> FloatPasses::RowsFirst(const cv::Mat& source,
                                                 const kernels::Spans& columns,
                                                 const kernels::Spans& rows, cv::Mat& pixels) {
  const Reach across = ReachOf(columns);
  const std::size_t floats = Floats(across.end - across.first);
  const int kept = ReachOf(rows).most;
  const cv::Size size(static_cast<int>(columns.spans.size()), static_cast<int>(rows.spans.size()));
  if (!Reserve(floats, kept, floats)) return TooMuchScratch(size);
  pixels.create(size, CV_32FC4);
  const auto make = [&](int row, float* out) {
    WidenPixels(source, row, across.first, across.end, out);
  };
  for (int y = 0; y < size.height; ++y) {
    SumSpan(rows.spans[static_cast<std::size_t>(y)], rows.weights.data(), source.rows - 1, floats,
            make, row_.data());
    kernels::SumPixels(sum_, columns, across.first, row_.data(), pixels.ptr<float>(y));
  }
  return {};
}

Expected<void, Rejection> FloatPasses::ColumnsFirst(const cv::Mat& source,
                                                    const kernels::Spans& columns,
                                                    const kernels::Spans& rows, cv::Mat& pixels) {
  const Reach across = ReachOf(columns);
  const cv::Size size(static_cast<int>(columns.spans.size()), static_cast<int>(rows.spans.size()));
  const std::size_t floats = Floats(size.width);
  const int kept = ReachOf(rows).most;
  if (!Reserve(floats, kept, Floats(across.end - across.first))) return TooMuchScratch(size);
  pixels.create(size, CV_32FC4);
  const auto make = [&](int row, float* out) {
    WidenPixels(source, row, across.first, across.end, row_.data());
    kernels::SumPixels(sum_, columns, across.first, row_.data(), out);
  };
  for (int y = 0; y < size.height; ++y) {
    SumSpan(rows.spans[static_cast<std::size_t>(y)], rows.weights.data(), source.rows - 1, floats,
            make, pixels.ptr<float>(y));
  }
  return {};
}

Expected<void, Rejection> FloatPasses::MixBoth(const cv::Mat& source,
                                               const std::vector<kernels::Mix>& columns,
                                               const std::vector<kernels::Mix>& rows,
                                               cv::Mat& pixels) {
  const cv::Size size(static_cast<int>(columns.size()), static_cast<int>(rows.size()));
  const int first = columns.front().lower;
  const int end = columns.back().upper + 1;
  if (!Reserve(Floats(size.width), 2, Floats(end - first))) return TooMuchScratch(size);
  pixels.create(size, CV_32FC4);
  const auto make = [&](int row, float* out) {
    WidenPixels(source, row, first, end, row_.data());
    kernels::MixPixels(columns, first, row_.data(), out);
  };
  int y = 0;
  for (const kernels::Mix& mix : rows) {
    const float* top = ring_.Get(mix.lower, make);
    const float* bottom = ring_.Get(mix.upper, make);
    kernels::MixRows(top, bottom, mix.t, Floats(size.width), pixels.ptr<float>(y++));
  }
  return {};
}

}  // namespace fit299::resample
