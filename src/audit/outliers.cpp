#include "audit/outliers.h"

#include <algorithm>
#include <cmath>

namespace fit299::audit {
namespace {

constexpr double kFarOut = 3;
constexpr double kLeastPixelSpread = 1;       // one doubling
constexpr double kLeastAspectSpread = 0.585;  // log2(1.5)

double Pixels(const Picture& picture) { return double{1} * picture.width * picture.height; }
double Aspect(const Picture& picture) { return double{1} * picture.width / picture.height; }

float Quantile(std::vector<float>& values, std::size_t part, std::size_t of) {
  const auto nth = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) * part / of);
  std::nth_element(values.begin(), nth, values.end());
  return *nth;
}

Outliers FindFarOut(std::span<const Picture> pictures, double (*value)(const Picture&),
                    double least_spread) {
  Outliers found;
  std::vector<float> logs;
  logs.reserve(pictures.size());
  for (const Picture& picture : pictures) {
    logs.push_back(static_cast<float>(std::log2(value(picture))));
  }
  const double low = Quantile(logs, 1, 4);
  const double high = Quantile(logs, 3, 4);
  const double spread = std::max(high - low, least_spread);
  found.low = std::exp2(low - kFarOut * spread);
  found.high = std::exp2(high + kFarOut * spread);
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const double own = value(pictures[i]);
    if (own < found.low || own > found.high) {
      found.positions.push_back(static_cast<std::uint32_t>(i));
    }
  }
  return found;
}

}  // namespace

OddShapes FindOddShapes(std::span<const Picture> pictures) {
  if (pictures.size() < kFewestForOutliers) return {};
  return {FindFarOut(pictures, Pixels, kLeastPixelSpread),
          FindFarOut(pictures, Aspect, kLeastAspectSpread)};
}

}  // namespace fit299::audit
