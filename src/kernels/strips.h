// Strips: eight rows side by side. Value i of all of them stands before value i + 1 of any, so that
// a vector is a column, and a horizontal pass needs no shuffling.
//
// Values are floats; where weights are double, so is the memory of them, so that each becomes
// double once, not once for each weight.
//
// Pixels have three channels. The bits are those of spans.h.
#ifndef FIT299_KERNELS_STRIPS_H_
#define FIT299_KERNELS_STRIPS_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "kernels/channels.h"
#include "kernels/float_rows.h"
#include "kernels/spans.h"

namespace fit299::kernels {

inline constexpr int kStripRows = 8;
inline constexpr std::size_t kStripPixel = std::size_t{kStripRows} * kChannels;  // values

template <class Value>
using StripRows = std::array<Value*, kStripRows>;

// strip[8 * i + r] = rows[r][i], for `count` values; 8-bit ones are widened.
void MakeStrip(Widen how, const StripRows<const std::uint8_t>& rows, std::size_t count,
               float* strip);
void MakeStrip(Widen how, const StripRows<const std::uint8_t>& rows, std::size_t count,
               double* strip);
void MakeStrip(const StripRows<const float>& rows, std::size_t count, float* strip);
void MakeStrip(const StripRows<const float>& rows, std::size_t count, double* strip);

// rows[r][i] = strip[8 * i + r]. Where rows are the same, any of them wins.
void SplitStrip(const float* strip, std::size_t count, const StripRows<float>& rows);
void SplitStrip(const float* strip, std::size_t count, const StripRows<double>& rows);

// The horizontal pass: the strip begins at source position `begin`, and out gets a pixel of each
// row for each span. REQUIRES: out is not strip; of double weights, how is kInOrder.
void SumStrip(Sum how, const Spans& spans, int begin, const float* strip, float* out);
void SumStrip(Sum how, const ExactSpans& spans, int begin, const double* strip, float* out);

// The same, written out plainly: what the tests compare with, and what serves CPUs without vectors
// or, for fused products, without a fused multiply-add.
namespace scalar {
void MakeStrip(Widen how, const StripRows<const std::uint8_t>& rows, std::size_t count,
               float* strip);
void MakeStrip(Widen how, const StripRows<const std::uint8_t>& rows, std::size_t count,
               double* strip);
void MakeStrip(const StripRows<const float>& rows, std::size_t count, float* strip);
void MakeStrip(const StripRows<const float>& rows, std::size_t count, double* strip);
void SplitStrip(const float* strip, std::size_t count, const StripRows<float>& rows);
void SplitStrip(const float* strip, std::size_t count, const StripRows<double>& rows);
void SumStrip(Sum how, const Spans& spans, int begin, const float* strip, float* out);
void SumStrip(Sum how, const ExactSpans& spans, int begin, const double* strip, float* out);
}  // namespace scalar

}  // namespace fit299::kernels

#endif  // FIT299_KERNELS_STRIPS_H_
