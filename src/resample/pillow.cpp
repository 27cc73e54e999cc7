// Pillow 13's arithmetic: one pass for each axis, rounded to 8 bits between them.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "kernels/convolve.h"
#include "resample/resampler.h"
#include "resample/weights.h"

namespace fit299::resample {
namespace {

using kernels::ConstRows;
using kernels::kChannels;
using kernels::Rows;
using kernels::Taps;

// A photo needs well under a hundredth of this. Beyond it are only sizes made up to do harm.
constexpr std::size_t kMaxScratchBytes = std::size_t{2} << 30;

ConstRows RowsOf(const cv::Mat& image, int x, int y) {
  return {image.ptr<std::uint8_t>(y) + std::ptrdiff_t{x} * kChannels,
          static_cast<std::ptrdiff_t>(image.step[0])};
}

Rows RowsOf(cv::Mat& image) {
  return {image.ptr<std::uint8_t>(), static_cast<std::ptrdiff_t>(image.step[0])};
}

// Pillow 13 takes the axis first that leaves it less to do in the second pass, by this rule. The
// order shows in the pixels, because they are rounded and clamped in between. (Up to 12 it was
// always horizontal first.)
bool IsVerticalFirst(cv::Size source, cv::Size scaled) {
  const std::int64_t width_loss = std::int64_t{source.width} - scaled.width;
  const std::int64_t height_loss = std::int64_t{source.height} - scaled.height;
  return height_loss > 0 && height_loss > 2 * width_loss;
}

// All filters that weigh pixels.
class PillowConvolution : public Resampler {
 public:
  explicit PillowConvolution(const FilterShape& shape) : weights_(shape) {}

  int channels() const override { return kChannels; }

  Expected<void, Rejection> Run(const cv::Mat& source, cv::Size scaled, cv::Rect window,
                                cv::Mat& pixels) override {
    const Axis columns = {source.cols, scaled.width, window.x, window.x + window.width};
    const Axis rows = {source.rows, scaled.height, window.y, window.y + window.height};
    const bool has_columns = columns.source != columns.scaled;
    const bool has_rows = rows.source != rows.scaled;
    const std::size_t bytes =
        (has_columns ? weights_.BytesFor(columns) : 0) + (has_rows ? weights_.BytesFor(rows) : 0);
    if (bytes > kMaxScratchBytes) return TooLarge(scaled);

    pixels.create(window.size(), CV_8UC(kChannels));
    if (!has_columns && !has_rows) {
      source(window).copyTo(pixels);
    } else if (!has_rows) {
      const Taps& taps = weights_.Get(columns);
      kernels::ConvolveHorizontal(taps, RowsOf(source, taps.begin(), window.y), window.height,
                                  RowsOf(pixels));
    } else if (!has_columns) {
      const Taps& taps = weights_.Get(rows);
      kernels::ConvolveVertical(taps, RowsOf(source, window.x, taps.begin()), window.width,
                                RowsOf(pixels));
    } else {
      return RunBoth(source, scaled, weights_.Get(columns), weights_.Get(rows), pixels);
    }
    return {};
  }

 private:
  static Rejection TooLarge(cv::Size scaled) {
    return {Reason::kTooLarge, "to scale it to " + std::to_string(scaled.width) + "x" +
                                   std::to_string(scaled.height) +
                                   " pixels would take more than 2 GiB of memory"};
  }

  // Only the pixels that the second pass reads are computed by the first.
  Expected<void, Rejection> RunBoth(const cv::Mat& source, cv::Size scaled, const Taps& columns,
                                    const Taps& rows, cv::Mat& pixels) {
    const bool vertical_first = IsVerticalFirst(source.size(), scaled);
    const cv::Size between = vertical_first ? cv::Size(columns.end() - columns.begin(), rows.size())
                                            : cv::Size(columns.size(), rows.end() - rows.begin());
    const std::ptrdiff_t stride = std::ptrdiff_t{between.width} * kChannels;
    const std::size_t bytes = static_cast<std::size_t>(stride) * between.height;
    if (bytes > kMaxScratchBytes) return TooLarge(scaled);
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

  Weights weights_;
  std::vector<std::uint8_t> between_;  // the pixels between the passes; it only grows
};

// The filter that picks pixels.
class PillowNearest : public Resampler {
 public:
  int channels() const override { return kChannels; }

  Expected<void, Rejection> Run(const cv::Mat& source, cv::Size scaled, cv::Rect window,
                                cv::Mat& pixels) override {
    Pick(source.cols, scaled.width, window.x, window.width, columns_);
    Pick(source.rows, scaled.height, window.y, window.height, rows_);
    pixels.create(window.size(), CV_8UC(kChannels));
    for (int y = 0; y < window.height; ++y) {
      if (y > 0 && rows_[y] == rows_[y - 1]) {
        std::memcpy(pixels.ptr(y), pixels.ptr(y - 1),
                    static_cast<std::size_t>(window.width) * kChannels);
      } else {
        CopyRow(source.ptr(rows_[y]), pixels.ptr(y));
      }
    }
    return {};
  }

 private:
  // The source index of each of `count` positions from `begin`. Pillow adds the step again and
  // again, and its rounding errors add up: begin * step would be another pixel now and then.
  static void Pick(int source, int scaled, int begin, int count, std::vector<int>& picked) {
    picked.resize(static_cast<std::size_t>(count));
    const double step = double{static_cast<float>(source)} / scaled;
    double at = 0.5 * step;
    for (int i = 0; i < begin; ++i) at += step;
    for (int& index : picked) {
      index = std::min(static_cast<int>(at), source - 1);
      at += step;
    }
  }

  void CopyRow(const std::uint8_t* from, std::uint8_t* to) const {
    for (const int column : columns_) {
      std::memcpy(to, from + std::ptrdiff_t{column} * kChannels, kChannels);
      to += kChannels;
    }
  }

  std::vector<int> columns_;
  std::vector<int> rows_;
};

}  // namespace

std::unique_ptr<Resampler> MakePillowResampler(Filter filter) {
  if (filter == Filter::kNearest) return std::make_unique<PillowNearest>();
  return std::make_unique<PillowConvolution>(FindFilterShape(filter));
}

}  // namespace fit299::resample
