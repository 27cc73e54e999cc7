// Inner loops between pixels and a tensor: channels are picked, and values scaled. The bits are
// those of the plain float32 operations on every CPU.
#ifndef FIT299_KERNELS_PACK_ROWS_H_
#define FIT299_KERNELS_PACK_ROWS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace fit299::kernels {

// What becomes of a value of channel c: ((v * multiplier) / divisor - subtrahend[c]) / last[c],
// rounded after each operation. As it is made, it changes nothing.
struct Scaling {
  float multiplier = 1;
  float divisor = 1;
  std::array<float, 3> subtrahend = {0, 0, 0};
  std::array<float, 3> last = {1, 1, 1};

  float operator()(float value, std::size_t channel) const {
    const float scaled = value * multiplier / divisor;
    const float centered = scaled - subtrahend[channel];
    return centered / last[channel];
  }
};

// `width` pixels whose value number i was number order[i]. REQUIRES: out is not rgb.
void ReorderChannels(const std::uint8_t* rgb, std::size_t width, const std::array<int, 3>& order,
                     std::uint8_t* out);

// Each channel goes to a row of its own.
void SplitRgb(const std::uint8_t* rgb, std::size_t width, std::span<std::uint8_t* const, 3> out);

// Scales bytes, of which number i is of channel i % 3, and says how many: all but fewer than 24,
// or none where that is done better by a table of all 256 values.
//
// Quotients are sums of two products, rounded once. That is the rounded quotient but for a few
// values in a million, if any: ask it for all 256 of yours before you rely on it.
std::size_t ScaleBytes(const Scaling& scaling, const std::uint8_t* values, std::size_t count,
                       float* out);

// Scales `width` pixels of 3 floats, by true divisions; number i was number order[i]. Either the
// pixels stay together, or each channel goes to a row of its own.
// REQUIRES: none of out is rgb.
void ScalePixels(const Scaling& scaling, const float* rgb, std::size_t width,
                 const std::array<int, 3>& order, float* out);
void ScalePlanes(const Scaling& scaling, const float* rgb, std::size_t width,
                 const std::array<int, 3>& order, std::span<float* const, 3> out);

// Floats of half the size.
enum class Half : std::uint8_t { kFloat16, kBfloat16 };

// Rounded to the nearest, ties to even, as numpy's astype and ml_dtypes do. Subnormals are kept.
std::uint16_t ToHalf(Half which, float value);
void HalveRow(Half which, const float* values, std::size_t count, std::uint16_t* out);

}  // namespace fit299::kernels

#endif  // FIT299_KERNELS_PACK_ROWS_H_
