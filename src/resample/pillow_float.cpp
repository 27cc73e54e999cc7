// Pillow's arithmetic on pixels of mode F: sums in double, float32 between the passes. The result
// is cut to 0..255, as clean-fid (0.1.35, resize.py) does with it.
#include <algorithm>
#include <cstddef>
#include <vector>

#include "resample/box.h"
#include "resample/pillow_order.h"
#include "resample/pillow_weights.h"
#include "resample/resampler.h"

namespace fit299::resample {
namespace {

constexpr int kChannels = 4;

// Positions of one axis.
class Positions {
 public:
  Positions(const FilterShape& shape, const Axis& axis) : weights_(shape, axis) {
    positions_.resize(static_cast<std::size_t>(axis.end - axis.begin));
    int position = axis.begin;
    for (PillowPosition& to : positions_) weights_.Compute(position++, to);
  }

  int begin() const { return weights_.begin(); }
  int end() const { return weights_.end(); }
  const std::vector<PillowPosition>& get() const { return positions_; }

 private:
  PillowWeights weights_;
  std::vector<PillowPosition> positions_;
};

// One output value: source values lie `step` apart.
template <class Value>
float WeightedSum(const std::vector<double>& weights, const Value* value, std::ptrdiff_t step) {
  double sum = 0;
  for (const double weight : weights) {
    const double product = static_cast<double>(*value) * weight;
    sum += product;
    value += step;
  }
  return static_cast<float>(sum);
}

// `from` holds rows of the source's columns from `first_column` on.
template <class Value>
void ConvolveColumns(const Positions& positions, const cv::Mat& from, int first_column,
                     cv::Mat& to) {
  for (int y = 0; y < to.rows; ++y) {
    const auto* row = from.ptr<Value>(y);
    auto* out = to.ptr<float>(y);
    for (const PillowPosition& position : positions.get()) {
      const Value* pixel = row + std::ptrdiff_t{position.first - first_column} * kChannels;
      for (int c = 0; c < 3; ++c) out[c] = WeightedSum(position.weights, pixel + c, kChannels);
      out[3] = 0;
      out += kChannels;
    }
  }
}

template <class Value>
void ConvolveRows(const Positions& positions, const cv::Mat& from, int first_row, cv::Mat& to) {
  const auto step = static_cast<std::ptrdiff_t>(from.step1());
  int y = 0;
  for (const PillowPosition& position : positions.get()) {
    const auto* row = from.ptr<Value>(position.first - first_row);
    auto* out = to.ptr<float>(y++);
    for (int i = 0; i < to.cols * kChannels; ++i) {
      out[i] = WeightedSum(position.weights, row + i, step);
    }
  }
}

class PillowFloat : public Resampler {
 public:
  explicit PillowFloat(const FilterShape& shape) : shape_(shape) {}

  int channels() const override { return kChannels; }

  Expected<void, Rejection> Run(const cv::Mat& source, const cv::Rect2d& box, cv::Size scaled,
                                cv::Rect window, cv::Mat& pixels) override {
    const Axis columns = ColumnAxis(source.size(), box, scaled, window);
    const Axis rows = RowAxis(source.size(), box, scaled, window);
    if (ScratchBytes(columns, rows) > kMaxScratchBytes) return TooMuchScratch(scaled);
    pixels.create(window.size(), CV_32FC4);
    if (!NeedsPass(rows)) {
      ConvolveColumns<std::uint8_t>({shape_, columns}, source.rowRange(rows.begin, rows.end), 0,
                                    pixels);
    } else if (!NeedsPass(columns)) {
      ConvolveRows<std::uint8_t>({shape_, rows}, source.colRange(columns.begin, columns.end), 0,
                                 pixels);
    } else {
      RunBoth(source, scaled, {shape_, columns}, {shape_, rows}, pixels);
    }
    Cut(pixels);
    return {};
  }

  void ReleaseMemory(std::size_t kept) override {
    if (between_.total() * between_.elemSize() > kept) between_.release();
  }

 private:
  std::size_t ScratchBytes(const Axis& columns, const Axis& rows) const {
    const auto bytes = [this](const Axis& axis) {
      return PillowWeights(shape_, axis).MostWeights() * sizeof(double) *
             static_cast<std::size_t>(axis.end - axis.begin);
    };
    const auto between = std::max(
        static_cast<std::size_t>(columns.end - columns.begin) *
            static_cast<std::size_t>(rows.source),
        static_cast<std::size_t>(rows.end - rows.begin) * static_cast<std::size_t>(columns.source));
    return bytes(columns) + bytes(rows) + between * kChannels * sizeof(float);
  }

  void RunBoth(const cv::Mat& source, cv::Size scaled, const Positions& columns,
               const Positions& rows, cv::Mat& pixels) {
    if (IsRowsFirst(PillowOrder::kCheapest, source.size(), scaled)) {
      between_.create(pixels.rows, columns.end() - columns.begin(), CV_32FC4);
      ConvolveRows<std::uint8_t>(rows, source.colRange(columns.begin(), columns.end()), 0,
                                 between_);
      ConvolveColumns<float>(columns, between_, columns.begin(), pixels);
    } else {
      between_.create(rows.end() - rows.begin(), pixels.cols, CV_32FC4);
      ConvolveColumns<std::uint8_t>(columns, source.rowRange(rows.begin(), rows.end()), 0,
                                    between_);
      ConvolveRows<float>(rows, between_, rows.begin(), pixels);
    }
  }

  static void Cut(cv::Mat& pixels) {
    for (int y = 0; y < pixels.rows; ++y) {
      auto* row = pixels.ptr<float>(y);
      for (int i = 0; i < pixels.cols * kChannels; ++i) row[i] = std::clamp(row[i], 0.0F, 255.0F);
    }
  }

  const FilterShape& shape_;
  cv::Mat between_;
};

}  // namespace

std::unique_ptr<Resampler> MakePillowFloatResampler(Filter filter) {
  return std::make_unique<PillowFloat>(FindFilterShape(filter));
}

}  // namespace fit299::resample
