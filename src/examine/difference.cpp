#include "examine/difference.h"

#include <algorithm>
#include <cmath>

namespace fit299::examine {

double Difference::mean() const {
  const std::uint64_t counted = values - not_finite;
  return counted == 0 ? 0 : sum / static_cast<double>(counted);
}

void Difference::Add(const Difference& other) {
  values += other.values;
  equal += other.equal;
  outside += other.outside;
  not_finite += other.not_finite;
  max = std::max(max, other.max);
  sum += other.sum;
  if (other.max_ulp) max_ulp = std::max(max_ulp.value_or(0), *other.max_ulp);
}

Difference Compare(const tensors::Tensor& a, const tensors::Tensor& b, double tolerance) {
  Difference difference;
  difference.values = a.values.size();
  const bool ulps = a.type == b.type && tensors::IsFloat(a.type);
  if (ulps) difference.max_ulp = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    const double x = a.values[i];
    const double y = b.values[i];
    if (x == y || (std::isnan(x) && std::isnan(y))) {
      ++difference.equal;
      continue;
    }
    if (!std::isfinite(x) || !std::isfinite(y)) {
      ++difference.not_finite;
      ++difference.outside;
      continue;
    }
    const double apart = std::abs(x - y);
    difference.max = std::max(difference.max, apart);
    difference.sum += apart;
    if (apart > tolerance) ++difference.outside;
    if (ulps) {
      difference.max_ulp = std::max(*difference.max_ulp, tensors::UlpDistance(a.type, x, y));
    }
  }
  return difference;
}

}  // namespace fit299::examine
