// Sizes and aspects far from those of all the others: icons among photos, a panorama, a strip.
#ifndef FIT299_AUDIT_OUTLIERS_H_
#define FIT299_AUDIT_OUTLIERS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "audit/picture.h"

namespace fit299::audit {

// What lies outside of [low, high] is far out.
struct Outliers {
  double low = 0;
  double high = 0;
  std::vector<std::uint32_t> positions;  // in the list of pictures, ascending
};

struct OddShapes {
  Outliers pixels;   // of width * height
  Outliers aspects;  // of width / height
};

// Fewer pictures have no habit to stray from: none of them is odd.
inline constexpr std::size_t kFewestForOutliers = 20;

// Tukey's far-out fences on logarithms: with Q1 and Q3 the quartiles of log2(value), those beyond
// Q1 - 3d or Q3 + 3d, where d is Q3 - Q1, but at least 1 for pixels (a picture is odd if it has an
// eighth of a quartile's pixels, or eight times as many) and log2(1.5) for aspects (3.375 times as
// long): sets of one size need room, too.
OddShapes FindOddShapes(std::span<const Picture> pictures);

}  // namespace fit299::audit

#endif  // FIT299_AUDIT_OUTLIERS_H_
