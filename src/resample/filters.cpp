#include "resample/filters.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace fit299::resample {
namespace {

double Box(double x) { return x > -0.5 && x <= 0.5 ? 1.0 : 0.0; }

double Bilinear(double x) {
  x = std::fabs(x);
  return x < 1.0 ? 1.0 - x : 0.0;
}

// The two constants are floats, as in Pillow: 0.54 and 0.46 in double give other pixels.
double Hamming(double x) {
  x = std::fabs(x);
  if (x == 0.0) return 1.0;
  if (x >= 1.0) return 0.0;
  x *= std::numbers::pi;
  return std::sin(x) / x * (double{0.54F} + double{0.46F} * std::cos(x));
}

// Cubic convolution with a = -0.5 (Catmull-Rom); OpenCV's cubic has a = -0.75.
double Bicubic(double x) {
  constexpr double kA = -0.5;
  x = std::fabs(x);
  if (x < 1.0) return ((kA + 2.0) * x - (kA + 3.0)) * x * x + 1;
  if (x < 2.0) return (((x - 5) * x + 8) * x - 4) * kA;
  return 0.0;
}

double Sinc(double x) {
  if (x == 0.0) return 1.0;
  x *= std::numbers::pi;
  return std::sin(x) / x;
}

double Lanczos(double x) { return -3.0 <= x && x < 3.0 ? Sinc(x) * Sinc(x / 3) : 0.0; }

constexpr FilterShape kFilterShapes[] = {
    {Filter::kBox, Box, 0.5},         {Filter::kBilinear, Bilinear, 1.0},
    {Filter::kHamming, Hamming, 1.0}, {Filter::kBicubic, Bicubic, 2.0},
    {Filter::kLanczos, Lanczos, 3.0},
};

}  // namespace

std::span<const FilterShape> FilterShapes() { return kFilterShapes; }

const FilterShape& FindFilterShape(Filter filter) {
  return *std::ranges::find(kFilterShapes, filter, &FilterShape::filter);
}

}  // namespace fit299::resample
