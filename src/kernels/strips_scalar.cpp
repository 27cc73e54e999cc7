#include "kernels/strips.h"
#include "kernels/weighted_sum_scalar.h"

namespace fit299::kernels::scalar {
namespace {

template <class Weight>
void SumAll(Sum how, const SpansOf<Weight>& spans, int begin, const Weight* strip, float* out) {
  for (const Span& span : spans.spans) {
    const Weight* pixel = strip + (span.first - begin) * std::ptrdiff_t{kStripPixel};
    for (std::size_t i = 0; i < kStripPixel; ++i) {
      *out++ = WeightedSum(how, spans.weights.data() + span.weights_begin, span.count, [&](int j) {
        return pixel[std::ptrdiff_t{j} * std::ptrdiff_t{kStripPixel} + static_cast<int>(i)];
      });
    }
  }
}

template <class From, class Value, class ValueOf>
void Make(const StripRows<const From>& rows, std::size_t count, Value* strip,
          const ValueOf& value_of) {
  for (std::size_t i = 0; i < count; ++i) {
    for (const From* row : rows) *strip++ = value_of(row[i]);
  }
}

template <class Value>
void Split(const float* strip, std::size_t count, const StripRows<Value>& rows) {
  for (std::size_t i = 0; i < count; ++i) {
    for (Value* row : rows) row[i] = *strip++;
  }
}

float Widened(Widen how, std::uint8_t value) {
  float wide = 0;
  scalar::WidenRow(how, &value, 1, &wide);
  return wide;
}

float AsItIs(float value) { return value; }

}  // namespace

void MakeStrip(Widen how, const StripRows<const std::uint8_t>& rows, std::size_t count,
               float* strip) {
  Make(rows, count, strip, [how](std::uint8_t value) { return Widened(how, value); });
}

void MakeStrip(Widen how, const StripRows<const std::uint8_t>& rows, std::size_t count,
               double* strip) {
  Make(rows, count, strip, [how](std::uint8_t value) { return Widened(how, value); });
}

void MakeStrip(const StripRows<const float>& rows, std::size_t count, float* strip) {
  Make(rows, count, strip, AsItIs);
}

void MakeStrip(const StripRows<const float>& rows, std::size_t count, double* strip) {
  Make(rows, count, strip, AsItIs);
}

void SplitStrip(const float* strip, std::size_t count, const StripRows<float>& rows) {
  Split(strip, count, rows);
}

void SplitStrip(const float* strip, std::size_t count, const StripRows<double>& rows) {
  Split(strip, count, rows);
}

void SumStrip(Sum how, const Spans& spans, int begin, const float* strip, float* out) {
  SumAll(how, spans, begin, strip, out);
}

void SumStrip(Sum how, const ExactSpans& spans, int begin, const double* strip, float* out) {
  SumAll(how, spans, begin, strip, out);
}

}  // namespace fit299::kernels::scalar
