#include "examine/hypothesis.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace fit299::examine {
namespace {

using Pixel = std::array<double, 3>;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// As many places of a picture tell a good guess from a bad one; the good one is then tried on all.
constexpr std::size_t kPlaces = 4096;

// Pictures that do not move together are not worth a closer look.
constexpr double kLeastCorrelation = 0.8;

// Sharp filters overshoot 0..255 where the framework keeps floats.
constexpr double kLeastPixel = -40;
constexpr double kMostPixel = 295;

// A grid takes two pixels that differ; below, rounding alone may line anything up.
constexpr double kLeastRange = 0.9;

// An inexact explanation has to leave less than this of the difference, and no more levels.
constexpr double kCollapse = 0.25;
constexpr double kMostLevelsLeft = 6;

// The same places of both pictures.
struct Places {
  std::vector<Pixel> a;
  std::vector<Pixel> b;
  std::size_t channels = 0;
};

Pixel PixelAt(const Picture& picture, std::size_t index) {
  Pixel pixel{};
  for (std::size_t c = 0; c < picture.channels; ++c) {
    pixel[c] = picture.values[index * picture.channels + c];
  }
  return pixel;
}

bool IsFinite(const Pixel& pixel) {
  return std::ranges::all_of(pixel, [](double v) { return std::isfinite(v); });
}

bool FitsInto(const Turn& turn, const Picture& a, const Picture& b) {
  const bool same = a.height == b.height && a.width == b.width;
  const bool crossed = a.height == b.width && a.width == b.height;
  return a.channels == b.channels && (turn.transpose ? crossed : same);
}

Places TakePlaces(const Turn& turn, const Picture& a, const Picture& b) {
  constexpr std::uint64_t kStep = 2'654'435'761;  // visits all places, in an even scatter
  Places places;
  places.channels = b.channels;
  const std::size_t count = std::min(kPlaces, b.pixels());
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::size_t at = b.pixels() <= kPlaces ? i : i * kStep % b.pixels();
    const Pixel from = PixelAt(a, turn.Source(a, at / b.width, at % b.width));
    const Pixel to = PixelAt(b, at);
    if (!IsFinite(from) || !IsFinite(to)) continue;
    places.a.push_back(from);
    places.b.push_back(to);
  }
  return places;
}

void SwapChannels(Places& places) {
  for (Pixel& pixel : places.a) std::swap(pixel[0], pixel[2]);
}

// Of one channel.
struct Regression {
  double variance_a = 0;
  double variance_b = 0;
  double covariance = 0;
  double mean_a = 0;
  double mean_b = 0;

  bool constant() const { return variance_a <= 0 || variance_b <= 0; }
  double correlation() const {
    return constant() ? 1 : covariance / std::sqrt(variance_a * variance_b);
  }
};

Regression Regress(const Places& places, std::size_t c) {
  Regression r;
  const auto count = static_cast<double>(places.a.size());
  for (std::size_t i = 0; i < places.a.size(); ++i) {
    r.mean_a += places.a[i][c] / count;
    r.mean_b += places.b[i][c] / count;
  }
  for (std::size_t i = 0; i < places.a.size(); ++i) {
    const double da = places.a[i][c] - r.mean_a;
    const double db = places.b[i][c] - r.mean_b;
    r.variance_a += da * da / count;
    r.variance_b += db * db / count;
    r.covariance += da * db / count;
  }
  // What summing leaves of a constant is not variance.
  if (r.variance_a < 1e-20 * (1 + r.mean_a * r.mean_a)) r.variance_a = 0;
  if (r.variance_b < 1e-20 * (1 + r.mean_b * r.mean_b)) r.variance_b = 0;
  return r;
}

// Relative error of a value that was computed and stored as this type.
double RelativeError(tensors::ValueType type) {
  switch (type) {
    case tensors::ValueType::kFloat16:
    case tensors::ValueType::kBfloat16: return 0.51 * tensors::Epsilon(type);
    case tensors::ValueType::kUint8: return 0;
    case tensors::ValueType::kFloat32:
    case tensors::ValueType::kFloat64: break;
  }
  return 8 * 0x1p-23;  // the arithmetic before is seldom in doubles
}

double Largest(const Picture& picture) {
  double largest = 0;
  for (const double v : picture.values) {
    if (std::isfinite(v)) largest = std::max(largest, std::abs(v));
  }
  return largest;
}

double Largest(const std::array<double, 3>& values) {
  return std::max({std::abs(values[0]), std::abs(values[1]), std::abs(values[2])});
}

// What the subjects are known by, whatever is tried with them.
struct Case {
  const Subject& a;
  const Subject& b;
  double largest_a;
  double largest_b;
  double level_b;

  // How far rounding alone may take A, so changed, from B.
  double Tolerance(const Hypothesis& h) const {
    const double offset_a = h.from == nullptr ? 0 : Largest(h.from->offset);
    const double offset_b = h.to == nullptr ? 0 : Largest(h.to->offset);
    return RelativeError(b.type) * std::max(largest_b, offset_b) +
           Largest(h.line.slope) * RelativeError(a.type) * std::max(largest_a, offset_a);
  }

  double Level(const Hypothesis& h) const {
    if (h.to == nullptr) return level_b;
    return (h.to->scale[0] + h.to->scale[1] + h.to->scale[2]) / 3;
  }
};

// Channel c of B is made of channel c of A, or of its opposite.
Line MapLine(const Scaling& from, const Scaling& to, bool swapped) {
  Line line;
  for (std::size_t c = 0; c < 3; ++c) {
    const std::size_t source = swapped ? 2 - c : c;
    line.slope[c] = to.scale[c] / from.scale[source];
    line.offset[c] = to.offset[c] - from.offset[source] * line.slope[c];
  }
  return line;
}

// How well a hypothesis does at the places, and how believable it is.
struct Trial {
  Hypothesis hypothesis;
  double mean = kInfinity;  // of what remains
  bool exact = false;
  bool on_grid = false;  // the pixels before scaling are whole numbers, and not all the same
  bool wrong = false;    // it takes a known mistake
  double range = 0;      // of those pixels
  int steps = 0;         // that it takes

  // A believable one is preferred among those that do equally well.
  bool IsBetterThan(const Trial& other) const {
    if (exact != other.exact) return exact;
    const bool alike = exact || (mean <= other.mean * 1.02 && other.mean <= mean * 1.02);
    if (!alike) return mean < other.mean;
    if (steps != other.steps) return steps < other.steps;
    if (on_grid != other.on_grid) return on_grid;
    // Off the grid, a picture scaled twice would else be taken for a black one.
    if (on_grid && wrong != other.wrong) return other.wrong;
    return std::round(range) > std::round(other.range);
  }
};

Trial Try(const Case& subjects, const Places& places, Hypothesis hypothesis) {
  Trial trial;
  trial.hypothesis = hypothesis;
  double sum = 0;
  double largest = 0;
  for (std::size_t i = 0; i < places.a.size(); ++i) {
    for (std::size_t c = 0; c < places.channels; ++c) {
      const double made = places.a[i][c] * hypothesis.line.slope[c] + hypothesis.line.offset[c];
      const double apart = std::abs(made - places.b[i][c]);
      sum += apart;
      largest = std::max(largest, apart);
    }
  }
  trial.mean = sum / static_cast<double>(places.a.size() * places.channels);
  trial.exact = largest <= subjects.Tolerance(hypothesis);
  trial.steps = (hypothesis.turn->name.empty() ? 0 : 1) + (hypothesis.swaps_colors() ? 1 : 0) +
                (hypothesis.keeps_values() ? 0 : 1);
  return trial;
}

// What A's pixels were, if it was scaled like this.
struct Pixels {
  double low = kInfinity;
  double high = -kInfinity;
  double off_grid = 0;  // the largest distance to a whole number

  bool plausible() const { return low >= kLeastPixel && high <= kMostPixel; }
};

Pixels PixelsOf(const Places& places, const Scaling& scaling, bool swapped) {
  Pixels pixels;
  for (const Pixel& place : places.a) {
    for (std::size_t c = 0; c < places.channels; ++c) {
      const double x = scaling.Pixel(place[c], swapped ? 2 - c : c);
      pixels.low = std::min(pixels.low, x);
      pixels.high = std::max(pixels.high, x);
      pixels.off_grid = std::max(pixels.off_grid, std::abs(x - std::round(x)));
    }
  }
  return pixels;
}

void TryScalings(const Case& subjects, const Places& places, const Hypothesis& base,
                 const Scaling* known, Trial& best) {
  for (const Scaling& from : Scalings()) {
    if (known != nullptr && known != &from) continue;
    const Pixels pixels = PixelsOf(places, from, base.swapped);
    if (!pixels.plausible()) continue;
    const double rounding = RelativeError(subjects.a.type) *
                            std::max(subjects.largest_a, Largest(from.offset)) /
                            std::min({from.scale[0], from.scale[1], from.scale[2]});
    for (const Scaling& to : Scalings()) {
      if (&from == &to && !(base.swapped && from.order != ChannelOrder::kAny)) continue;
      Hypothesis hypothesis = base;
      hypothesis.from = &from;
      hypothesis.to = &to;
      hypothesis.line = MapLine(from, to, base.swapped);
      Trial trial = Try(subjects, places, hypothesis);
      const bool rare = from.kind == ScalingKind::kRare || to.kind == ScalingKind::kRare;
      if (rare && !trial.exact) continue;
      trial.range = pixels.high - pixels.low;
      trial.on_grid = pixels.off_grid <= rounding + 1e-9 && trial.range >= kLeastRange;
      trial.wrong = from.kind == ScalingKind::kWrong || to.kind == ScalingKind::kWrong;
      if (trial.IsBetterThan(best)) best = trial;
    }
  }
}

// No known way of scaling: any straight line, the same at every place.
void TryLine(const Case& subjects, const Places& places, const Hypothesis& base,
             const std::array<Regression, 3>& channels, Trial& best) {
  Hypothesis hypothesis = base;
  for (std::size_t c = 0; c < places.channels; ++c) {
    if (channels[c].constant()) return;
    hypothesis.line.slope[c] = channels[c].covariance / channels[c].variance_a;
    hypothesis.line.offset[c] = channels[c].mean_b - hypothesis.line.slope[c] * channels[c].mean_a;
  }
  Trial trial = Try(subjects, places, hypothesis);
  trial.steps += 2;  // only when no name fits
  if (trial.exact && trial.IsBetterThan(best)) best = trial;
}

void TryValues(const Case& subjects, const Places& places, const Hypothesis& base,
               const Scaling* known, Trial& best) {
  std::array<Regression, 3> channels;
  bool all_constant = true;
  for (std::size_t c = 0; c < places.channels; ++c) {
    channels[c] = Regress(places, c);
    if (channels[c].correlation() < kLeastCorrelation) return;
    all_constant = all_constant && channels[c].constant();
  }
  if (all_constant) return;
  Trial as_is = Try(subjects, places, base);
  as_is.range = kMostPixel;
  as_is.on_grid = true;
  if (known == nullptr) {
    if (as_is.IsBetterThan(best)) best = as_is;
    TryLine(subjects, places, base, channels, best);
  } else {
    Trial kept = as_is;
    kept.hypothesis.from = kept.hypothesis.to = known;
    if (kept.IsBetterThan(best)) best = kept;
  }
  TryScalings(subjects, places, base, known, best);
}

Trial FindBestTrial(const Case& subjects, const Scaling* known) {
  const Picture& a = subjects.a.picture;
  const Picture& b = subjects.b.picture;
  Trial best;
  for (const Turn& turn : kTurns) {
    if (!FitsInto(turn, a, b)) continue;
    Places places = TakePlaces(turn, a, b);
    if (places.a.empty()) continue;
    Hypothesis base;
    base.turn = &turn;
    TryValues(subjects, places, base, known, best);
    if (b.channels != 3) continue;
    SwapChannels(places);
    base.swapped = true;
    TryValues(subjects, places, base, known, best);
  }
  return best;
}

bool IsBgr(const Scaling* scaling) {
  return scaling != nullptr && scaling->order == ChannelOrder::kBgr;
}

}  // namespace

bool Hypothesis::swaps_colors() const { return swapped != (IsBgr(from) != IsBgr(to)); }

Picture Apply(const Hypothesis& hypothesis, const Picture& a) {
  const Turn& turn = *hypothesis.turn;
  Picture made;
  made.height = turn.transpose ? a.width : a.height;
  made.width = turn.transpose ? a.height : a.width;
  made.channels = a.channels;
  made.values.resize(a.values.size());
  for (std::size_t i = 0; i < made.pixels(); ++i) {
    const std::size_t source = turn.Source(a, i / made.width, i % made.width) * a.channels;
    for (std::size_t c = 0; c < a.channels; ++c) {
      const double value = a.values[source + (hypothesis.swapped ? a.channels - 1 - c : c)];
      made.values[i * a.channels + c] =
          value * hypothesis.line.slope[c] + hypothesis.line.offset[c];
    }
  }
  return made;
}

Remainder Measure(const Picture& a, const Picture& b, double level, double tolerance) {
  Remainder remainder;
  remainder.level = level;
  std::size_t counted = 0;
  for (std::size_t i = 0; i < b.values.size(); ++i) {
    const double apart = std::abs(a.values[i] - b.values[i]);
    if (!std::isfinite(apart)) continue;
    remainder.max = std::max(remainder.max, apart);
    remainder.mean += apart;
    ++counted;
  }
  if (counted > 0) remainder.mean /= static_cast<double>(counted);
  remainder.exact = remainder.max <= tolerance;
  return remainder;
}

double GuessLevel(const Picture& picture) {
  double low = kInfinity;
  double high = -kInfinity;
  for (const double v : picture.values) {
    if (!std::isfinite(v)) continue;
    low = std::min(low, v);
    high = std::max(high, v);
  }
  if (low < -20 || high > 20) return 1;
  if (low < -1.3 || high > 1.3) return FindScaling("torch")->scale[0];
  if (low < -0.01 || high < 0) return 1 / 127.5;
  return 1 / 255.0;
}

std::optional<Explanation> FindBest(const Subject& a, const Subject& b, const Scaling* from) {
  const Case subjects{a, b, Largest(a.picture), Largest(b.picture), GuessLevel(b.picture)};
  const Trial best = FindBestTrial(subjects, from);
  if (std::isinf(best.mean)) return std::nullopt;
  const Hypothesis& hypothesis = best.hypothesis;
  const double level = subjects.Level(hypothesis);
  Explanation explanation;
  explanation.hypothesis = hypothesis;
  explanation.after =
      Measure(Apply(hypothesis, a.picture), b.picture, level, subjects.Tolerance(hypothesis));
  if (FitsInto(kTurns[0], a.picture, b.picture)) {
    explanation.before = Measure(a.picture, b.picture, level, 0);
  } else {
    explanation.before.mean = explanation.before.max = kInfinity;
  }
  return explanation;
}

std::optional<Explanation> Explain(const Subject& a, const Subject& b, const Scaling* from) {
  auto best = FindBest(a, b, from);
  if (!best) return best;
  const Hypothesis& hypothesis = best->hypothesis;
  const bool changes = !hypothesis.turn->name.empty() || hypothesis.swapped ||
                       !hypothesis.keeps_values() ||
                       (hypothesis.to == nullptr && hypothesis.line.slope[0] != 1);
  const bool collapses = best->after.exact || (best->after.mean <= kCollapse * best->before.mean &&
                                               best->after.mean_levels() <= kMostLevelsLeft);
  if (!changes || !collapses) return std::nullopt;
  return best;
}

}  // namespace fit299::examine
