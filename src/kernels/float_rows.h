// Inner loops along rows of float values, for the engines that compute in float. The bits are those
// of the plain operations, each of them rounded, on every CPU.
#ifndef FIT299_KERNELS_FLOAT_ROWS_H_
#define FIT299_KERNELS_FLOAT_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/spans.h"

namespace fit299::kernels {

// Which float an 8-bit value becomes.
enum class Widen : std::uint8_t {
  kPlain,       // x
  kDivided,     // x / 255
  kMultiplied,  // x * (1 / 255)
};

// `count` values, each by itself.
void WidenRow(Widen how, const std::uint8_t* values, std::size_t count, float* out);
void WidenRow(Widen how, const std::uint8_t* values, std::size_t count, double* out);

// The vertical pass, of float values in memory of the type of the weights: out[i] = weights[0] *
// rows[0][i] + weights[1] * rows[1][i] + ... REQUIRES: rows and weights have the same size; out is
// none of the rows; of double weights, how is kInOrder.
void SumRows(Sum how, std::span<const float* const> rows, std::span<const float> weights,
             std::size_t count, float* out);
void SumRows(Sum how, std::span<const double* const> rows, std::span<const double> weights,
             std::size_t count, float* out);

void MultiplyRow(float factor, std::size_t count, float* row);

// To 0..255.
void CutRow(std::size_t count, float* row);

// To the nearest integer, ties to even, cut to 0..255.
void RoundRow(const float* values, std::size_t count, std::uint8_t* out);

// The same, written out plainly: what the tests compare with, and what serves CPUs without vectors
// or, for fused products, without a fused multiply-add.
namespace scalar {
void WidenRow(Widen how, const std::uint8_t* values, std::size_t count, float* out);
void WidenRow(Widen how, const std::uint8_t* values, std::size_t count, double* out);
void SumRows(Sum how, std::span<const float* const> rows, std::span<const float> weights,
             std::size_t count, float* out);
void SumRows(Sum how, std::span<const double* const> rows, std::span<const double> weights,
             std::size_t count, float* out);
void MultiplyRow(float factor, std::size_t count, float* row);
void CutRow(std::size_t count, float* row);
void RoundRow(const float* values, std::size_t count, std::uint8_t* out);
}  // namespace scalar

}  // namespace fit299::kernels

#endif  // FIT299_KERNELS_FLOAT_ROWS_H_
