#include "resample/scratch.h"

#include <algorithm>

#include "kernels/channels.h"
#include "kernels/strips.h"
#include "resample/filters.h"
#include "resample/pillow_order.h"

namespace fit299::resample {
namespace {

using kernels::kChannels;

// How far from its center a position has weights: in source pixels, of which shrinking makes new
// ones where the filter is stretched.
struct Reach {
  double pixels;
  bool is_stretched;
};

Reach ReachOf(Filter filter) {
  switch (filter) {
    case Filter::kNearest: return {0, false};
    case Filter::kBilinear:
    case Filter::kBilinearLegacy:
    case Filter::kLinear: return {1, false};
    case Filter::kBicubic:
    case Filter::kCubic:
    case Filter::kMitchellCubic: return {2, false};
    case Filter::kGaussian: return {1.5, false};
    case Filter::kLanczos3: return {3, false};
    case Filter::kLanczos4: return {4, false};
    case Filter::kLanczos5: return {5, false};
    case Filter::kBox:
    case Filter::kArea: return {0.5, true};
    case Filter::kBilinearAa:
    case Filter::kHamming: return {1, true};
    case Filter::kGaussianAa: return {1.5, true};
    case Filter::kBicubicAa:
    case Filter::kMitchellCubicAa: return {2, true};
    case Filter::kLanczos:
    case Filter::kLanczos3Aa: return {3, true};
    case Filter::kLanczos5Aa: return {5, true};
  }
  return {5, true};
}

bool IsPillow(Engine engine) {
  return engine == Engine::kPillow || engine == Engine::kPillow12 || engine == Engine::kPillowFloat;
}

// One axis of a resize.
struct Side {
  Side(Reach reach, int source_pixels, int scaled, int wanted_positions)
      : source(source_pixels),
        wanted(wanted_positions),
        step(std::max(source / scaled, 1.0)),
        spread(std::min(2 * reach.pixels * (reach.is_stretched ? step : 1) + 3, source)) {}

  // Source pixels that `positions` in a row are made of.
  double Spread(int positions) const {
    return std::min(spread + (positions - 1) * step + 1, source + 1);
  }

  double source;
  double wanted;
  double step;    // from a position to the next
  double spread;  // source pixels that a position is made of
};

// A weight stands as a number, in a pair, and twice in fours that are filled up. One position at a
// time is computed in double.
double RoundedWeightsBytes(const Side& side) {
  constexpr double kWeight = 15;
  constexpr double kPosition = 64;
  constexpr double kExact = 12;
  return side.wanted * (kWeight * (side.spread + 5) + kPosition) + kExact * side.spread;
}

double FloatWeightsBytes(const Side& side, std::size_t weight_bytes) {
  constexpr double kPosition = 32;
  const auto bytes = static_cast<double>(weight_bytes);
  return side.wanted * (bytes * side.spread + kPosition) + 2 * bytes * side.spread;
}

PillowOrder OrderOf(Engine engine) {
  return engine == Engine::kPillow12 ? PillowOrder::kColumnsFirst : PillowOrder::kCheapest;
}

double PillowBytes(Engine engine, const Resize& resize, const Side& columns, const Side& rows) {
  const bool rows_first = IsRowsFirst(OrderOf(engine), resize.source, resize.scaled);
  const Side& first = rows_first ? rows : columns;
  const Side& second = rows_first ? columns : rows;
  double between = first.wanted * second.source;
  // Rows of the source, as stored, that wait for those that they are summed with; some of them are
  // there no more, and their memory is doubled when it grows. Of a band, whose pixels are counted
  // elsewhere, all may wait.
  if (rows_first != resize.is_transposed) {
    constexpr double kBand = double{1 << 20} / kChannels;
    between += 3 * std::min(2 * first.spread + 2, first.source) * second.source + 2 * kBand;
  }
  return kChannels * between + RoundedWeightsBytes(columns) + RoundedWeightsBytes(rows);
}

bool IsRowsFirst(const Recipe& recipe, const Resize& resize) {
  if (recipe.engine == Engine::kPillowFloat) {
    return IsRowsFirst(PillowOrder::kCheapest, resize.source, resize.scaled);
  }
  return recipe.engine == Engine::kTensorFlow && recipe.filter != Filter::kBilinear &&
         recipe.filter != Filter::kBilinearLegacy && recipe.filter != Filter::kArea;
}

double FloatBytes(const Recipe& recipe, const Resize& resize, const Side& columns,
                  const Side& rows) {
  const std::size_t value = recipe.engine == Engine::kPillowFloat ? sizeof(double) : sizeof(float);
  const bool rows_first = IsRowsFirst(recipe, resize);
  const double ring = rows_first ? rows.Spread(kernels::kStripRows) * (columns.source + 1)
                                 : (rows.Spread(1) + kernels::kStripRows) * (columns.wanted + 8);
  const double strip = kernels::kStripRows * (columns.source + 1);
  const double rows_of_strip = resize.is_wide ? strip : 0;
  const double summed = (kernels::kStripRows + 1) * columns.wanted;
  return kChannels * (static_cast<double>(value) * (ring + strip) +
                      sizeof(float) * (rows_of_strip + summed)) +
         FloatWeightsBytes(columns, value) + FloatWeightsBytes(rows, value);
}

// Linear, cubic and lanczos4; where areas are of whole pixels, their rows are summed up.
double FixedBytes(const Side& columns, const Side& rows) {
  constexpr double kRowsMore = 8;
  constexpr double kPosition = 32;
  constexpr double kWeight = 4;
  const double ring = sizeof(std::int32_t) * (columns.wanted + 16) * (rows.spread + kRowsMore);
  const double row = (sizeof(std::uint32_t) + 1) * columns.source;
  return kChannels * (ring + row) + columns.wanted * (kPosition + kWeight * columns.spread) +
         rows.wanted * (kPosition + kWeight * rows.spread);
}

}  // namespace

std::uint64_t ScratchBytes(const Recipe& recipe, const Resize& resize) {
  Reach reach = ReachOf(recipe.filter);
  reach.is_stretched = reach.is_stretched || IsPillow(recipe.engine);
  const Side columns(reach, resize.source.width, resize.scaled.width, resize.window.width);
  const Side rows(reach, resize.source.height, resize.scaled.height, resize.window.height);
  double bytes = 0;
  if (recipe.filter == Filter::kNearest) {
    bytes = 2 * sizeof(int) * (columns.wanted + rows.wanted);
  } else if (recipe.engine == Engine::kPillow || recipe.engine == Engine::kPillow12) {
    bytes = PillowBytes(recipe.engine, resize, columns, rows);
  } else if (recipe.engine != Engine::kOpenCv) {
    bytes = FloatBytes(recipe, resize, columns, rows);
  } else if (recipe.filter == Filter::kArea) {
    bytes = std::max(FloatBytes(recipe, resize, columns, rows), FixedBytes(columns, rows));
  } else {
    bytes = FixedBytes(columns, rows);
  }
  return static_cast<std::uint64_t>(bytes);
}

}  // namespace fit299::resample
