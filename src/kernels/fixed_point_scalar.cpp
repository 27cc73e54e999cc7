#include <algorithm>
#include <cmath>

#include "kernels/fixed_point.h"

namespace fit299::kernels::scalar {
namespace {

constexpr int kShift = 2 * kFixedBits;

std::uint8_t Cut(std::int32_t value) {
  return static_cast<std::uint8_t>(std::clamp<std::int32_t>(value, 0, 255));
}

// Sums are those of 32-bit registers, which wrap around: some 1.9 times 255 still fits.
std::uint8_t SumExactly(std::span<const std::int32_t* const> rows,
                        std::span<const std::int16_t> weights, std::size_t i) {
  std::uint32_t sum = 1U << (kShift - 1);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    sum += static_cast<std::uint32_t>(rows[row][i]) * static_cast<std::uint32_t>(weights[row]);
  }
  return Cut(static_cast<std::int32_t>(sum) >> kShift);
}

std::uint8_t SumInFloat(std::span<const std::int32_t* const> rows,
                        std::span<const std::int16_t> weights, std::size_t i) {
  constexpr float kUnit = 1.0F / (1 << kShift);
  const auto product = [&](std::size_t row) {
    return static_cast<float>(rows[row][i]) * (static_cast<float>(weights[row]) * kUnit);
  };
  std::size_t row = rows.size() - 1;
  float sum = product(row);
  while (row-- > 0) sum = product(row) + sum;
  return Cut(static_cast<std::int32_t>(std::nearbyint(sum)));
}

std::uint8_t SumShortly(std::span<const std::int32_t* const> rows,
                        std::span<const std::int16_t> weights, std::size_t i) {
  const std::int32_t sum =
      ((weights[0] * (rows[0][i] >> 4)) >> 16) + ((weights[1] * (rows[1][i] >> 4)) >> 16);
  return Cut((sum + 2) >> 2);
}

}  // namespace

void SumFixedColumns(const FixedColumns& columns, int begin,
                     const FixedRows<const std::uint8_t>& rows,
                     const FixedRows<std::int32_t>& out) {
  const auto pairs = static_cast<std::size_t>(columns.taps) / 2;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    std::int32_t* to = out[row];
    const std::int32_t* weights = columns.pairs.data();
    for (const int first : columns.firsts) {
      const std::uint8_t* from = rows[row] + std::ptrdiff_t{kChannels} * (first - begin);
      for (int c = 0; c < kChannels; ++c) {
        std::int32_t sum = 0;
        for (std::size_t i = 0; i < pairs; ++i) {
          const std::uint8_t* pair = from + c + i * 2 * kChannels;
          sum += static_cast<std::int16_t>(weights[i] & 0xffff) * pair[0];
          sum += (weights[i] >> 16) * pair[kChannels];
        }
        *to++ = sum;
      }
      weights += pairs;
    }
  }
}

void SumFixedRows(FixedSum how, std::span<const std::int32_t* const> rows,
                  std::span<const std::int16_t> weights, std::size_t count, std::uint8_t* out) {
  for (std::size_t i = 0; i < count; ++i) {
    switch (how) {
      case FixedSum::kExact: out[i] = SumExactly(rows, weights, i); break;
      case FixedSum::kFloat: out[i] = SumInFloat(rows, weights, i); break;
      case FixedSum::kShort: out[i] = SumShortly(rows, weights, i); break;
    }
  }
}

}  // namespace fit299::kernels::scalar
