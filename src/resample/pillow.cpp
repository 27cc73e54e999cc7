// Pillow's arithmetic on 8-bit pixels: one pass for each axis, rounded to 8 bits between them.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "geometry/orientation.h"
#include "kernels/convolve.h"
#include "resample/box.h"
#include "resample/nearest.h"
#include "resample/pillow_order.h"
#include "resample/pillow_weights.h"
#include "resample/resampler.h"
#include "resample/result_pixels.h"
#include "resample/vertical_feed.h"

namespace fit299::resample {
namespace {

using kernels::ConstRows;
using kernels::kChannels;
using kernels::Rows;
using kernels::Taps;

ConstRows RowsOf(const cv::Mat& image) {
  return {image.ptr<std::uint8_t>(), static_cast<std::ptrdiff_t>(image.step[0])};
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
// them. What is not upright is resampled as it is stored, by weights that are mirrored where it is,
// and the small result is turned: every sum has the same products, in integers.
class PillowConvolution : public Resampler {
 public:
  PillowConvolution(Engine engine, const FilterShape& shape)
      : order_(engine == Engine::kPillow12 ? PillowOrder::kColumnsFirst : PillowOrder::kCheapest),
        column_weights_(shape),
        row_weights_(shape) {}

  bool TakesBands(bool /*turned*/) const override { return true; }

  Expected<void, Rejection> Begin(cv::Size source, int orientation, const cv::Rect2d& box,
                                  cv::Size scaled, cv::Rect window, cv::Mat& pixels) override {
    const Turn turn = TurnOf(orientation);
    Axis columns = ColumnAxis(source, box, scaled, window);
    Axis rows = RowAxis(source, box, scaled, window);
    passes_ = FindPasses(columns, rows, source, scaled);
    cv::Rect part = window;  // where an axis has no pass
    if (passes_ == Passes::kNone) {
      part += cv::Point(static_cast<int>(box.x), static_cast<int>(box.y));
    }
    columns.mirrored = turn.mirrors_x;
    rows.mirrored = turn.mirrors_y;
    if (turn.transposes) {
      std::swap(columns, rows);
      passes_ = Transposed(passes_);
    }
    needed_ = ToStored(part, source, orientation);
    if (auto ready = PrepareWeights(columns, rows, scaled); !ready) return ready;

    pixels.create(window.size(), CV_8UC(kChannels));
    result_.Begin(pixels, scaled, window, orientation);
    if (passes_ == Passes::kRows)
      feed_.Begin(*rows_, result_.stored().cols, RowsOf(result_.stored()));
    if (HasColumns() && HasRows()) return PrepareBetween(scaled);
    return {};
  }

  cv::Rect needed() const override { return needed_; }

  void Add(const cv::Mat& band, cv::Point at) override {
    const int begin = std::max(at.y, needed_.y);
    const int end = std::min(at.y + band.rows, needed_.y + needed_.height);
    if (begin >= end) return;
    const cv::Mat used = band(cv::Rect(needed_.x - at.x, begin - at.y, needed_.width, end - begin));
    AddUsed(used, begin - needed_.y);
    if (end == needed_.y + needed_.height) Finish();
  }

  void ReleaseMemory(std::size_t kept) override {
    result_.ReleaseMemory(kept);
    column_weights_.ReleaseLarge();
    row_weights_.ReleaseLarge();
    if (between_.capacity() > kept) std::vector<std::uint8_t>().swap(between_);
    feed_.ReleaseMemory(kept);
  }

 private:
  enum class Passes : std::uint8_t { kNone, kColumns, kRows, kColumnsFirst, kRowsFirst };

  bool HasColumns() const { return passes_ != Passes::kNone && passes_ != Passes::kRows; }
  bool HasRows() const { return passes_ != Passes::kNone && passes_ != Passes::kColumns; }

  // What is done to a picture whose columns are those rows.
  static Passes Transposed(Passes passes) {
    switch (passes) {
      case Passes::kNone: return Passes::kNone;
      case Passes::kColumns: return Passes::kRows;
      case Passes::kRows: return Passes::kColumns;
      case Passes::kColumnsFirst: return Passes::kRowsFirst;
      case Passes::kRowsFirst: return Passes::kColumnsFirst;
    }
    return passes;
  }

  Passes FindPasses(const Axis& columns, const Axis& rows, cv::Size source, cv::Size scaled) const {
    if (IsPlainCrop(columns) && IsPlainCrop(rows)) return Passes::kNone;
    if (!NeedsPass(rows)) return Passes::kColumns;
    if (!NeedsPass(columns)) return Passes::kRows;
    return IsRowsFirst(order_, source, scaled) ? Passes::kRowsFirst : Passes::kColumnsFirst;
  }

  // Of the stored picture. Along an axis that has a pass, what is needed is what its weights need.
  Expected<void, Rejection> PrepareWeights(const Axis& columns, const Axis& rows, cv::Size scaled) {
    const std::size_t bytes = (HasColumns() ? column_weights_.BytesFor(columns) : 0) +
                              (HasRows() ? row_weights_.BytesFor(rows) : 0);
    if (bytes > kMaxScratchBytes) return TooMuchScratch(scaled);
    if (HasColumns()) {
      columns_ = &column_weights_.Get(columns);
      needed_.x = columns_->begin();
      needed_.width = columns_->end() - columns_->begin();
    }
    if (HasRows()) {
      rows_ = &row_weights_.Get(rows);
      needed_.y = rows_->begin();
      needed_.height = rows_->end() - rows_->begin();
    }
    return {};
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

  // Pixels that count; `row` is the number of the first row among all that do.
  void AddUsed(const cv::Mat& used, int row) {
    const ConstRows source = RowsOf(used);
    switch (passes_) {
      case Passes::kNone: used.copyTo(result_.stored().rowRange(row, row + used.rows)); break;
      case Passes::kColumns: {
        cv::Mat out = result_.stored().rowRange(row, row + used.rows);
        kernels::ConvolveHorizontal(*columns_, source, used.rows, RowsOf(out));
        break;
      }
      case Passes::kColumnsFirst:
        kernels::ConvolveHorizontal(*columns_, source, used.rows, Between(row));
        break;
      case Passes::kRows:
      case Passes::kRowsFirst: feed_.Add(source, used.rows); break;
    }
  }

  // The second pass.
  void Finish() {
    const ConstRows between = {between_.data(), between_stride_};
    if (passes_ == Passes::kColumnsFirst) {
      kernels::ConvolveVertical(*rows_, between, result_.stored().cols, RowsOf(result_.stored()));
    } else if (passes_ == Passes::kRowsFirst) {
      kernels::ConvolveHorizontal(*columns_, between, result_.stored().rows,
                                  RowsOf(result_.stored()));
    }
    result_.Finish();
  }

  PillowOrder order_;
  RoundedWeights column_weights_;
  RoundedWeights row_weights_;
  std::vector<std::uint8_t> between_;  // the pixels between the passes

  // The image that is being resampled.
  Passes passes_ = Passes::kNone;
  const Taps* columns_ = nullptr;
  const Taps* rows_ = nullptr;
  ResultPixels result_;
  cv::Rect needed_;
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
