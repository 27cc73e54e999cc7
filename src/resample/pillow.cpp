// Pillow's arithmetic on 8-bit pixels: one pass for each axis, rounded to 8 bits between them.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/convolve.h"
#include "resample/box.h"
#include "resample/nearest.h"
#include "resample/pillow_order.h"
#include "resample/pillow_weights.h"
#include "resample/resampler.h"

namespace fit299::resample {
namespace {

using kernels::ConstRows;
using kernels::kChannels;
using kernels::Rows;
using kernels::Taps;

ConstRows RowsOf(const cv::Mat& image, int x, int y) {
  return {image.ptr<std::uint8_t>(y) + std::ptrdiff_t{x} * kChannels,
          static_cast<std::ptrdiff_t>(image.step[0])};
}

Rows RowsOf(cv::Mat& image) {
  return {image.ptr<std::uint8_t>(), static_cast<std::ptrdiff_t>(image.step[0])};
}

// True when the pixels are those of the box, one to one: then Pillow copies them.
bool IsPlainCrop(const Axis& axis) {
  return axis.box_begin == std::floor(axis.box_begin) &&
         axis.box_end - axis.box_begin == static_cast<float>(axis.scaled);
}

// All filters that weigh pixels.
class PillowConvolution : public Resampler {
 public:
  PillowConvolution(Engine engine, const FilterShape& shape)
      : order_(engine == Engine::kPillow12 ? PillowOrder::kColumnsFirst : PillowOrder::kCheapest),
        columns_(shape),
        rows_(shape) {}

  int channels() const override { return kChannels; }

  Expected<void, Rejection> Run(const cv::Mat& source, const cv::Rect2d& box, cv::Size scaled,
                                cv::Rect window, cv::Mat& pixels) override {
    const Axis columns = ColumnAxis(source, box, scaled, window);
    const Axis rows = RowAxis(source, box, scaled, window);
    if (IsPlainCrop(columns) && IsPlainCrop(rows)) {
      source(window + cv::Point(static_cast<int>(box.x), static_cast<int>(box.y))).copyTo(pixels);
      return {};
    }
    const bool has_columns = NeedsPass(columns);
    const bool has_rows = NeedsPass(rows);
    const std::size_t bytes =
        (has_columns ? columns_.BytesFor(columns) : 0) + (has_rows ? rows_.BytesFor(rows) : 0);
    if (bytes > kMaxScratchBytes) return TooMuchScratch(scaled);

    pixels.create(window.size(), CV_8UC(kChannels));
    if (!has_rows) {
      const Taps& taps = columns_.Get(columns);
      kernels::ConvolveHorizontal(taps, RowsOf(source, taps.begin(), window.y), window.height,
                                  RowsOf(pixels));
    } else if (!has_columns) {
      const Taps& taps = rows_.Get(rows);
      kernels::ConvolveVertical(taps, RowsOf(source, window.x, taps.begin()), window.width,
                                RowsOf(pixels));
    } else {
      return RunBoth(source, scaled, columns_.Get(columns), rows_.Get(rows), pixels);
    }
    return {};
  }

 private:
  // Only the pixels that the second pass reads are computed by the first.
  Expected<void, Rejection> RunBoth(const cv::Mat& source, cv::Size scaled, const Taps& columns,
                                    const Taps& rows, cv::Mat& pixels) {
    const bool vertical_first = IsRowsFirst(order_, source.size(), scaled);
    const cv::Size between = vertical_first ? cv::Size(columns.end() - columns.begin(), rows.size())
                                            : cv::Size(columns.size(), rows.end() - rows.begin());
    const std::ptrdiff_t stride = std::ptrdiff_t{between.width} * kChannels;
    const std::size_t bytes = static_cast<std::size_t>(stride) * between.height;
    if (bytes > kMaxScratchBytes) return TooMuchScratch(scaled);
    if (between_.size() < bytes) between_.resize(bytes);

    const ConstRows first = RowsOf(source, columns.begin(), rows.begin());
    const Rows made = {between_.data(), stride};
    const ConstRows second = {between_.data(), stride};
    if (vertical_first) {
      kernels::ConvolveVertical(rows, first, between.width, made);
      kernels::ConvolveHorizontal(columns, second, between.height, RowsOf(pixels));
    } else {
      kernels::ConvolveHorizontal(columns, first, between.height, made);
      kernels::ConvolveVertical(rows, second, between.width, RowsOf(pixels));
    }
    return {};
  }

  PillowOrder order_;
  RoundedWeights columns_;
  RoundedWeights rows_;
  std::vector<std::uint8_t> between_;  // the pixels between the passes; it only grows
};

// Pillow adds the step again and again, and its rounding errors add up: begin * step would be
// another pixel now and then.
void Pick(const Axis& axis, std::vector<int>& picked) {
  picked.resize(static_cast<std::size_t>(axis.end - axis.begin));
  const double step = double{axis.box_end - axis.box_begin} / axis.scaled;
  double at = double{axis.box_begin} + 0.5 * step;
  for (int i = 0; i < axis.begin; ++i) at += step;
  for (int& index : picked) {
    index = std::min(static_cast<int>(at), axis.source - 1);
    at += step;
  }
}

}  // namespace

std::unique_ptr<Resampler> MakePillowResampler(Engine engine, Filter filter) {
  if (filter == Filter::kNearest) return std::make_unique<NearestResampler>(Pick);
  return std::make_unique<PillowConvolution>(engine, FindFilterShape(filter));
}

}  // namespace fit299::resample
