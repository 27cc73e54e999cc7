#include <algorithm>
#include <cmath>

#include "kernels/float_rows.h"
#include "kernels/weighted_sum_scalar.h"

namespace fit299::kernels::scalar {
namespace {

template <class Weight>
void SumAll(Sum how, std::span<const Weight* const> rows, std::span<const Weight> weights,
            std::size_t count, float* out) {
  for (std::size_t i = 0; i < count; ++i) {
    out[i] = WeightedSum(how, weights.data(), static_cast<int>(rows.size()),
                         [&](int j) { return rows[static_cast<std::size_t>(j)][i]; });
  }
}

}  // namespace

void WidenRow(Widen how, const std::uint8_t* values, std::size_t count, float* out) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto value = static_cast<float>(values[i]);
    switch (how) {
      case Widen::kPlain: out[i] = value; break;
      case Widen::kDivided: out[i] = value / 255.0F; break;
      case Widen::kMultiplied: out[i] = value * (1.0F / 255.0F); break;
    }
  }
}

void WidenRow(Widen how, const std::uint8_t* values, std::size_t count, double* out) {
  for (std::size_t i = 0; i < count; ++i) {
    float value = 0;
    scalar::WidenRow(how, values + i, 1, &value);
    out[i] = value;
  }
}

void SumRows(Sum how, std::span<const float* const> rows, std::span<const float> weights,
             std::size_t count, float* out) {
  SumAll(how, rows, weights, count, out);
}

void SumRows(Sum how, std::span<const double* const> rows, std::span<const double> weights,
             std::size_t count, float* out) {
  SumAll(how, rows, weights, count, out);
}

void MultiplyRow(float factor, std::size_t count, float* row) {
  for (std::size_t i = 0; i < count; ++i) row[i] *= factor;
}

void CutRow(std::size_t count, float* row) {
  for (std::size_t i = 0; i < count; ++i) row[i] = std::clamp(row[i], 0.0F, 255.0F);
}

void RoundRow(const float* values, std::size_t count, std::uint8_t* out) {
  for (std::size_t i = 0; i < count; ++i) {
    out[i] = static_cast<std::uint8_t>(std::nearbyint(std::clamp(values[i], 0.0F, 255.0F)));
  }
}

}  // namespace fit299::kernels::scalar
