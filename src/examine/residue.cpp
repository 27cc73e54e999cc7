#include "examine/residue.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace fit299::examine {
namespace {

// Of all channels together, as a plane.
struct Gray {
  std::size_t height;
  std::size_t width;
  std::vector<double> values;

  double At(std::size_t y, std::size_t x) const { return values[y * width + x]; }
};

Gray ToGray(const Picture& picture) {
  Gray gray{picture.height, picture.width, std::vector<double>(picture.pixels())};
  for (std::size_t i = 0; i < gray.values.size(); ++i) {
    double sum = 0;
    for (std::size_t c = 0; c < picture.channels; ++c) {
      sum += picture.values[i * picture.channels + c];
    }
    gray.values[i] = std::isfinite(sum) ? sum / static_cast<double>(picture.channels) : 0;
  }
  return gray;
}

constexpr std::size_t kMargin = 2;  // shifts look no further

template <class Visit>
void ForEachInner(const Gray& gray, Visit visit) {
  for (std::size_t y = kMargin; y + kMargin < gray.height; ++y) {
    for (std::size_t x = kMargin; x + kMargin < gray.width; ++x) visit(y, x);
  }
}

// A shifted by whole and half pixels: the value at (y + dy, x + dx), halves between neighbours.
double Shifted(const Gray& a, std::size_t y, std::size_t x, double dy, double dx) {
  const auto low = [](std::size_t at, double by) {
    return static_cast<std::size_t>(static_cast<double>(at) + std::floor(by));
  };
  const double fy = dy - std::floor(dy);
  const double fx = dx - std::floor(dx);
  const std::size_t y0 = low(y, dy);
  const std::size_t x0 = low(x, dx);
  const std::size_t y1 = fy > 0 ? y0 + 1 : y0;
  const std::size_t x1 = fx > 0 ? x0 + 1 : x0;
  const double upper = a.At(y0, x0) * (1 - fx) + a.At(y0, x1) * fx;
  const double lower = a.At(y1, x0) * (1 - fx) + a.At(y1, x1) * fx;
  return upper * (1 - fy) + lower * fy;
}

double MeanApart(const Gray& a, const Gray& b, double dy, double dx) {
  double sum = 0;
  std::size_t count = 0;
  ForEachInner(b, [&](std::size_t y, std::size_t x) {
    sum += std::abs(Shifted(a, y, x, dy, dx) - b.At(y, x));
    ++count;
  });
  return sum / static_cast<double>(count);
}

std::string Print(const char* format, double first, double second) {
  std::array<char, 160> text{};
  std::snprintf(text.data(), text.size(), format, first, second);
  return text.data();
}

// What is left after the best shift by whole or half pixels must be this little of what was there.
constexpr double kShiftCollapse = 0.25;

// A shift by half a pixel blurs, so that it can be done to one of the two only: `words` say to
// which.
std::optional<Residue> FindShift(const Gray& a, const Gray& b, double apart, const char* words) {
  double best = apart;
  double best_y = 0;
  double best_x = 0;
  for (int y = -2; y <= 2; ++y) {
    for (int x = -2; x <= 2; ++x) {
      const double rest = MeanApart(a, b, y / 2.0, x / 2.0);
      // A whole shift is preferred: interpolating blurs, and so would hide other differences.
      if (rest < best * 0.98) {
        best = rest;
        best_y = y / 2.0;
        best_x = x / 2.0;
      }
    }
  }
  if (best > kShiftCollapse * apart) return std::nullopt;
  const auto along = [](double by, const char* forth, const char* back) {
    if (by == 0) return std::string();
    const std::string by_half = std::abs(by) == 0.5 ? "half a pixel" : "1 pixel";
    return " " + by_half + (by > 0 ? forth : back);
  };
  return Residue{
      ResidueKind::kShift,
      words + along(best_x, " to the left", " to the right") + along(best_y, " up", " down"), true,
      ""};
}

// How the difference goes with the fine structure of the picture. Another filter is sharper or
// softer, so that the difference is a share of the structure; a decoder's noise knows nothing of
// it.
double StructureCorrelation(const Gray& a, const Gray& b) {
  double dd = 0;
  double ss = 0;
  double ds = 0;
  ForEachInner(b, [&](std::size_t y, std::size_t x) {
    const double difference = a.At(y, x) - b.At(y, x);
    const auto fine = [&](const Gray& g) {
      return g.At(y, x) - (g.At(y - 1, x) + g.At(y + 1, x) + g.At(y, x - 1) + g.At(y, x + 1)) / 4;
    };
    const double structure = fine(a) + fine(b);
    dd += difference * difference;
    ss += structure * structure;
    ds += difference * structure;
  });
  return dd > 0 && ss > 0 ? ds / std::sqrt(dd * ss) : 0;
}

// How large the differences are, in levels, and how many values differ.
struct Sizes {
  double mean = 0;
  double max = 0;
  double differing = 0;  // share
};

Sizes MeasureSizes(const Picture& a, const Picture& b, double level) {
  Sizes sizes;
  std::size_t counted = 0;
  for (std::size_t i = 0; i < b.values.size(); ++i) {
    const double levels = std::abs(a.values[i] - b.values[i]) / level;
    if (!std::isfinite(levels)) continue;
    ++counted;
    sizes.mean += levels;
    sizes.max = std::max(sizes.max, levels);
    if (levels > 0.01) sizes.differing += 1;
  }
  if (counted == 0) return sizes;
  sizes.mean /= static_cast<double>(counted);
  sizes.differing /= static_cast<double>(counted);
  return sizes;
}

std::string Numbers(const Sizes& sizes) {
  return Print("mean %.2f, at most %.0f levels of 255", sizes.mean, sizes.max);
}

}  // namespace

std::optional<Residue> ExplainResidue(const Picture& a, const Picture& b, double level) {
  const Sizes sizes = MeasureSizes(a, b, level);
  if (sizes.max == 0) return std::nullopt;
  if (sizes.max <= 0.01) {
    return Residue{ResidueKind::kRounding, "only the last bits of floating-point values differ",
                   true, ""};
  }
  if (sizes.max <= 1.01) {
    return Residue{ResidueKind::kRounding, "no value is more than one level of 255 apart: rounding",
                   true, ""};
  }
  const std::size_t least = 2 * kMargin + 4;
  if (b.height < least || b.width < least) return std::nullopt;
  const Gray gray_a = ToGray(a);
  const Gray gray_b = ToGray(b);
  const double apart = MeanApart(gray_a, gray_b, 0, 0);
  if (auto shift = FindShift(gray_a, gray_b, apart, "shifted: B is A moved by")) return shift;
  if (auto shift = FindShift(gray_b, gray_a, apart, "shifted: A is B moved by")) return shift;

  const double correlation = StructureCorrelation(gray_a, gray_b);
  constexpr double kFollowsStructure = 0.45;
  constexpr double kIgnoresStructure = 0.25;
  if (std::abs(correlation) >= kFollowsStructure) {
    return Residue{ResidueKind::kFilter,
                   std::string("the differences follow the edges, and A is ") +
                       (correlation > 0 ? "sharper" : "softer") +
                       " than B: like another resampling filter, or antialiasing in one only",
                   false, Numbers(sizes)};
  }
  if (std::abs(correlation) < kIgnoresStructure && sizes.mean <= 2.5 && sizes.differing >= 0.2) {
    return Residue{ResidueKind::kDecoder,
                   "small differences all over, like another JPEG decoder's (DCT or chroma "
                   "upsampling)",
                   false, Numbers(sizes)};
  }
  return std::nullopt;
}  // namespace

}  // namespace fit299::examine
