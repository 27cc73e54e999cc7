// Weighted sums of 8-bit RGB pixels in fixed point, as OpenCV's resize has them: weights of 11 bits
// behind the point, a horizontal pass whose sums stay whole numbers, and a vertical one that rounds
// them to 8 bits. The bits are the same on every CPU.
#ifndef FIT299_KERNELS_FIXED_POINT_H_
#define FIT299_KERNELS_FIXED_POINT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/channels.h"

namespace fit299::kernels {

inline constexpr int kFixedBits = 11;  // so many make a weight of 1
inline constexpr int kFixedRows = 4;   // of a horizontal pass, side by side

// A position reads so many bytes from its first pixel on, whatever they weigh. (A row shorter than
// its weights begins with all of them.)
inline constexpr std::ptrdiff_t kFixedReads = 28;

// A row of sums has room for so many more values behind its last one.
inline constexpr std::size_t kFixedSlack = 1;

template <class Value>
using FixedRows = std::array<Value*, kFixedRows>;

// The weights of the horizontal pass. Each position has `taps` of them: 2, 4 or 8.
struct FixedColumns {
  int taps = 0;
  std::vector<int> firsts;          // by position: the source pixel of the first weight
  std::vector<std::int32_t> pairs;  // two weights in each, the first of them in the lower 16 bits

  void Clear(int taps_of_each) {
    taps = taps_of_each;
    firsts.clear();
    pairs.clear();
  }
  void Add(int first, std::span<const std::int16_t> weights) {
    firsts.push_back(first);
    for (std::size_t i = 0; i < weights.size(); i += 2) {
      pairs.push_back(static_cast<std::uint16_t>(weights[i]) | (weights[i + 1] * (1 << 16)));
    }
  }
};

// The horizontal pass: rows begin at source pixel `begin`, and each of out gets a pixel for each
// position. REQUIRES: weights of no more than 15 bits and a sign; where two of out are the same, so
// are their rows.
void SumFixedColumns(const FixedColumns& columns, int begin,
                     const FixedRows<const std::uint8_t>& rows, const FixedRows<std::int32_t>& out);

// How sums by the vertical weights become 8-bit values.
enum class FixedSum : std::uint8_t {
  kExact,  // rounded at last, half up
  kFloat,  // in float, from the last row to the first, each product and each sum rounded; at last
           // half to even
  kShort,  // two rows; sums are cut to 15 bits, products to 10, and their sum is rounded, half up
};

// The vertical pass: `count` values, each cut to 0..255. rows and weights have the same size, which
// is that of the filter: 2, 4 or 8.
// REQUIRES: of kShort, weights from 0 to 1, and sums of such.
void SumFixedRows(FixedSum how, std::span<const std::int32_t* const> rows,
                  std::span<const std::int16_t> weights, std::size_t count, std::uint8_t* out);

// The same, written out plainly: what the tests compare with, and what serves short rows and CPUs
// without vectors.
namespace scalar {
void SumFixedColumns(const FixedColumns& columns, int begin,
                     const FixedRows<const std::uint8_t>& rows, const FixedRows<std::int32_t>& out);
void SumFixedRows(FixedSum how, std::span<const std::int32_t* const> rows,
                  std::span<const std::int16_t> weights, std::size_t count, std::uint8_t* out);
}  // namespace scalar

}  // namespace fit299::kernels

#endif  // FIT299_KERNELS_FIXED_POINT_H_
