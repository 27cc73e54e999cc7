#include "kernels/strips.h"
#include "kernels/weighted_sum_scalar.h"

namespace fit299::kernels::scalar {
namespace {

template <class Weight>
void SumAll(Sum how, const SpansOf<Weight>& spans, int begin, const float* strip, float* out) {
  for (const Span& span : spans.spans) {
    const float* pixel = strip + (span.first - begin) * std::ptrdiff_t{kStripPixel};
    for (std::size_t i = 0; i < kStripPixel; ++i) {
      *out++ = WeightedSum(how, spans.weights.data() + span.weights_begin, span.count, [&](int j) {
        return pixel[std::ptrdiff_t{j} * std::ptrdiff_t{kStripPixel} + static_cast<int>(i)];
      });
    }
  }
}

}  // namespace

void MakeStrip(Widen how, const StripRows<const std::uint8_t>& rows, std::size_t count,
               float* strip) {
  for (std::size_t i = 0; i < count; ++i) {
    for (const std::uint8_t* row : rows) scalar::WidenRow(how, row + i, 1, strip++);
  }
}

void MakeStrip(const StripRows<const float>& rows, std::size_t count, float* strip) {
  for (std::size_t i = 0; i < count; ++i) {
    for (const float* row : rows) *strip++ = row[i];
  }
}

void SplitStrip(const float* strip, std::size_t count, const StripRows<float>& rows) {
  for (std::size_t i = 0; i < count; ++i) {
    for (float* row : rows) row[i] = *strip++;
  }
}

void SumStrip(Sum how, const Spans& spans, int begin, const float* strip, float* out) {
  SumAll(how, spans, begin, strip, out);
}

void SumStrip(Sum how, const ExactSpans& spans, int begin, const float* strip, float* out) {
  SumAll(how, spans, begin, strip, out);
}

}  // namespace fit299::kernels::scalar
