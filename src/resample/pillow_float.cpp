// Pillow's arithmetic on pixels of mode F: sums in double, float32 between the passes. The result
// is cut to 0..255, as clean-fid (0.1.35, resize.py) does with it.
#include <cstddef>

#include "resample/float_resampler.h"
#include "resample/pillow_order.h"
#include "resample/pillow_weights.h"

namespace fit299::resample {
namespace {

class PillowFloat : public FloatResampler<double> {
 public:
  explicit PillowFloat(const FilterShape& shape)
      : FloatResampler(Box::kHasSurroundings, kernels::Widen::kPlain, kernels::Sum::kInOrder),
        shape_(shape) {}

 private:
  Order FindOrder(cv::Size source, cv::Size scaled) const override {
    return IsRowsFirst(PillowOrder::kCheapest, source, scaled) ? Order::kRowsFirst
                                                               : Order::kColumnsFirst;
  }

  // An axis that has no pass keeps its pixels: in double, a weight of 1 changes none.
  void ComputeWeights(const Axis& axis, Spans& spans) const override {
    const PillowWeights weights(shape_, axis);
    PillowPosition position{0, {1.0}};
    const bool has_pass = NeedsPass(axis);
    spans.Reset(axis.end - axis.begin, has_pass ? weights.MostWeights() : 1);
    for (int i = axis.begin; i < axis.end; ++i) {
      position.first = i;
      if (has_pass) weights.Compute(i, position);
      spans.Add(position.first, position.weights);
    }
  }

  Expected<void, Rejection> Prepare(const Axis& columns, const Axis& rows) override {
    const auto bytes = [this](const Axis& axis) {
      return PillowWeights(shape_, axis).MostWeights() * sizeof(double) *
             static_cast<std::size_t>(axis.end - axis.begin);
    };
    if (bytes(columns) + bytes(rows) <= kMaxScratchBytes) return {};
    return TooMuchScratch({columns.scaled, rows.scaled});
  }

  void FinishRow(int, std::size_t count, float* row) override { kernels::CutRow(count, row); }

  const FilterShape& shape_;
};

}  // namespace

std::unique_ptr<Resampler> MakePillowFloatResampler(Filter filter) {
  return std::make_unique<PillowFloat>(FindFilterShape(filter));
}

}  // namespace fit299::resample
