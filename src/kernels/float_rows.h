// Inner loops of resampling in float32, for the engines that keep their pixels float. Each product
// and each sum is rounded, in the order that is written here, so that the bits are those of the
// framework on every CPU. A fused product is rounded once, with its sum.
#ifndef FIT299_KERNELS_FLOAT_ROWS_H_
#define FIT299_KERNELS_FLOAT_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace fit299::kernels {

// How a sum of products is computed.
enum class Sum : std::uint8_t {
  kInOrder,  // from the first to the last, none fused

  // The first, then groups of four, none fused, then the up to three that are left, fused: what GCC
  // has made of the loop in torch's antialiased kernels (torch 2.15, x86-64, AVX2).
  kTailFused,

  // From the last to the first, fused: what it has made of torch's bilinear kernels.
  kBackwardFused,
};

// Which float an 8-bit value becomes.
enum class Widen : std::uint8_t {
  kPlain,       // x
  kDivided,     // x / 255
  kMultiplied,  // x * (1 / 255)
};

// One output position: the weighted sum of `count` source positions from `first` on. None: zero.
struct Span {
  int first;
  int count;
  std::size_t weights_begin;  // in Spans::weights
};

// The weights of one axis.
struct Spans {
  std::vector<Span> spans;
  std::vector<float> weights;

  void Clear() {
    spans.clear();
    weights.clear();
  }
  void Add(int first, std::span<const float> more) {
    spans.push_back({first, static_cast<int>(more.size()), weights.size()});
    weights.insert(weights.end(), more.begin(), more.end());
  }
};

// One output position between two source positions: lower + (upper - lower) * t.
struct Mix {
  int lower;
  int upper;
  float t;
};

// `count` values, each by itself.
void WidenRow(Widen how, const std::uint8_t* values, std::size_t count, float* out);

// out[i] = weights[0] * rows[0][i] + weights[1] * rows[1][i] + ...
// REQUIRES: rows and weights have the same size; count is a multiple of 4; out is none of the rows.
void SumRows(Sum how, std::span<const float* const> rows, std::span<const float> weights,
             std::size_t count, float* out);

// The same along a row of pixels of 4 channels, which begins at source position `begin`: out gets a
// pixel for each span.
// REQUIRES: out is not row.
void SumPixels(Sum how, const Spans& spans, int begin, const float* row, float* out);

// out[i] = top[i] + (bottom[i] - top[i]) * t.
void MixRows(const float* top, const float* bottom, float t, std::size_t count, float* out);

// The same along a row of pixels of 4 channels, which begins at source position `begin`: out gets a
// pixel for each mix.
void MixPixels(std::span<const Mix> mixes, int begin, const float* row, float* out);

// To the nearest integer, ties to even, cut to 0..255.
void RoundRow(const float* values, std::size_t count, std::uint8_t* out);

// The same, written out plainly: what the tests compare with, and what serves CPUs without vectors
// or, for fused products, without a fused multiply-add.
namespace scalar {
void WidenRow(Widen how, const std::uint8_t* values, std::size_t count, float* out);
void SumRows(Sum how, std::span<const float* const> rows, std::span<const float> weights,
             std::size_t count, float* out);
void SumPixels(Sum how, const Spans& spans, int begin, const float* row, float* out);
void MixRows(const float* top, const float* bottom, float t, std::size_t count, float* out);
void MixPixels(std::span<const Mix> mixes, int begin, const float* row, float* out);
void RoundRow(const float* values, std::size_t count, std::uint8_t* out);
}  // namespace scalar

}  // namespace fit299::kernels

#endif  // FIT299_KERNELS_FLOAT_ROWS_H_
