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
#include "resample/vertical_feed.h"

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

// All filters that weigh pixels. Rows are worked on as they come; a whole source is one band of
// them.
class PillowConvolution : public Resampler {
 public:
  PillowConvolution(Engine engine, const FilterShape& shape)
      : order_(engine == Engine::kPillow12 ? PillowOrder::kColumnsFirst : PillowOrder::kCheapest),
        column_weights_(shape),
        row_weights_(shape) {}

  int channels() const override { return kChannels; }
  bool TakesBands() const override { return true; }

  Expected<void, Rejection> Run(const cv::Mat& source, const cv::Rect2d& box, cv::Size scaled,
                                cv::Rect window, cv::Mat& pixels) override {
    if (auto begun = Begin(source.size(), box, scaled, window, pixels); !begun) return begun;
    Add(source);
    return {};
  }

  Expected<void, Rejection> Begin(cv::Size source, const cv::Rect2d& box, cv::Size scaled,
                                  cv::Rect window, cv::Mat& pixels) override {
    const Axis columns = ColumnAxis(source, box, scaled, window);
    const Axis rows = RowAxis(source, box, scaled, window);
    passes_ = FindPasses(columns, rows, source, scaled);
    const bool has_columns = passes_ != Passes::kNone && passes_ != Passes::kRows;
    const bool has_rows = passes_ != Passes::kNone && passes_ != Passes::kColumns;
    const std::size_t bytes = (has_columns ? column_weights_.BytesFor(columns) : 0) +
                              (has_rows ? row_weights_.BytesFor(rows) : 0);
    if (bytes > kMaxScratchBytes) return TooMuchScratch(scaled);

    source_rows_ = source.height;
    next_row_ = 0;
    first_ = passes_ == Passes::kNone
                 ? window.tl() + cv::Point(static_cast<int>(box.x), static_cast<int>(box.y))
                 : window.tl();
    if (has_columns) {
      columns_ = &column_weights_.Get(columns);
      first_.x = columns_->begin();
    }
    if (has_rows) {
      rows_ = &row_weights_.Get(rows);
      first_.y = rows_->begin();
    }
    pixels.create(window.size(), CV_8UC(kChannels));
    pixels_ = pixels;
    if (passes_ == Passes::kRows) feed_.Begin(*rows_, pixels_.cols, RowsOf(pixels_));
    if (has_columns && has_rows) return PrepareBetween(scaled);
    return {};
  }

  void Add(const cv::Mat& band) override {
    const int rows_used = passes_ == Passes::kNone || passes_ == Passes::kColumns
                              ? pixels_.rows
                              : rows_->end() - rows_->begin();
    const int begin = std::max(next_row_, first_.y);
    const int end = std::min(next_row_ + band.rows, first_.y + rows_used);
    if (begin < end) AddUsed(band.rowRange(begin - next_row_, end - next_row_), begin - first_.y);
    next_row_ += band.rows;
    if (next_row_ == source_rows_) Finish();
  }

  void ReleaseMemory(std::size_t kept) override {
    pixels_.release();  // of an image that was not finished
    if (between_.capacity() > kept) std::vector<std::uint8_t>().swap(between_);
    feed_.ReleaseMemory(kept);
  }

 private:
  enum class Passes : std::uint8_t { kNone, kColumns, kRows, kColumnsFirst, kRowsFirst };

  Passes FindPasses(const Axis& columns, const Axis& rows, cv::Size source, cv::Size scaled) const {
    if (IsPlainCrop(columns) && IsPlainCrop(rows)) return Passes::kNone;
    if (!NeedsPass(rows)) return Passes::kColumns;
    if (!NeedsPass(columns)) return Passes::kRows;
    return IsRowsFirst(order_, source, scaled) ? Passes::kRowsFirst : Passes::kColumnsFirst;
  }

  // Only the pixels that the second pass reads are computed by the first.
  Expected<void, Rejection> PrepareBetween(cv::Size scaled) {
    const cv::Size size = passes_ == Passes::kRowsFirst
                              ? cv::Size(columns_->end() - columns_->begin(), rows_->size())
                              : cv::Size(columns_->size(), rows_->end() - rows_->begin());
    between_stride_ = std::ptrdiff_t{size.width} * kChannels;
    const std::size_t bytes = static_cast<std::size_t>(between_stride_) * size.height;
    if (bytes > kMaxScratchBytes) return TooMuchScratch(scaled);
    if (between_.size() < bytes) between_.resize(bytes);
    if (passes_ == Passes::kRowsFirst) feed_.Begin(*rows_, size.width, Between());
    return {};
  }

  Rows Between(int row = 0) { return {between_.data() + row * between_stride_, between_stride_}; }

  // Rows that count; `row` is the number of the first one among all that do.
  void AddUsed(const cv::Mat& band, int row) {
    const ConstRows source = RowsOf(band, first_.x, 0);
    switch (passes_) {
      case Passes::kNone:
        band.colRange(first_.x, first_.x + pixels_.cols)
            .copyTo(pixels_.rowRange(row, row + band.rows));
        break;
      case Passes::kColumns: {
        cv::Mat out = pixels_.rowRange(row, row + band.rows);
        kernels::ConvolveHorizontal(*columns_, source, band.rows, RowsOf(out));
        break;
      }
      case Passes::kColumnsFirst:
        kernels::ConvolveHorizontal(*columns_, source, band.rows, Between(row));
        break;
      case Passes::kRows:
      case Passes::kRowsFirst: feed_.Add(source, band.rows); break;
    }
  }

  // The second pass.
  void Finish() {
    const ConstRows between = {between_.data(), between_stride_};
    if (passes_ == Passes::kColumnsFirst) {
      kernels::ConvolveVertical(*rows_, between, pixels_.cols, RowsOf(pixels_));
    } else if (passes_ == Passes::kRowsFirst) {
      kernels::ConvolveHorizontal(*columns_, between, pixels_.rows, RowsOf(pixels_));
    }
    pixels_.release();
  }

  PillowOrder order_;
  RoundedWeights column_weights_;
  RoundedWeights row_weights_;
  std::vector<std::uint8_t> between_;  // the pixels between the passes

  // The image that is being resampled.
  Passes passes_ = Passes::kNone;
  const Taps* columns_ = nullptr;
  const Taps* rows_ = nullptr;
  cv::Mat pixels_;       // the caller's
  cv::Point first_;      // the first source pixel that counts
  int source_rows_ = 0;  // of which next_row_ is the next one to come
  int next_row_ = 0;
  std::ptrdiff_t between_stride_ = 0;
  VerticalFeed feed_;
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
