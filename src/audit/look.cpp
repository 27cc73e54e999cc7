#include "audit/look.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <utility>

#include "geometry/orientation.h"

namespace fit299::audit {
namespace {

constexpr int kSide = 32;   // of the averaged picture
constexpr int kLow = 8;     // frequencies kept each way
constexpr int kScale = 16;  // of its values: four bits of fraction

// A picture whose grays deviate by less than this (in levels) has no shape to be recognized by.
constexpr std::int64_t kLeastDeviation = 2;

using Tile = std::array<std::array<std::int32_t, 3>, std::size_t{kSide} * kSide>;

// Lengths are in 1/32 pixel, so that the borders of blocks fall on whole numbers whatever the size:
// a pixel belongs to one block or to several, exactly.
template <class Value>
class Row {
 public:
  explicit Row(const Value* values) : values_(values) {}

  // Adds the pixels between two places, the first and the last one as far as they lie between them.
  void Sum(std::int64_t begin, std::int64_t end, std::array<std::uint64_t, 3>& sums) const {
    const std::int64_t first = begin / kSide;
    const std::int64_t last = end / kSide;
    if (first == last) return Add(first, end - begin, sums);
    Add(first, (first + 1) * kSide - begin, sums);
    std::array<std::uint64_t, 3> whole{};
    for (std::int64_t x = first + 1; x < last; ++x) Add(x, 1, whole);
    for (std::size_t c = 0; c < 3; ++c) sums[c] += whole[c] * kSide;
    if (end > last * kSide) Add(last, end - last * kSide, sums);
  }

 private:
  void Add(std::int64_t x, std::int64_t weight, std::array<std::uint64_t, 3>& sums) const {
    constexpr int kShift = sizeof(Value) == 2 ? 8 : 0;
    for (std::size_t c = 0; c < 3; ++c) {
      sums[c] +=
          static_cast<std::uint64_t>(weight) *
          static_cast<std::uint64_t>(values_[x * 3 + static_cast<std::int64_t>(c)] >> kShift);
    }
  }

  const Value* values_;
};

using Block = std::array<std::int32_t, 3>;

// The mean of a block from its sums.
Block Divide(const std::array<std::uint64_t, 3>& sums, std::uint64_t area) {
  Block mean{};
  for (std::size_t c = 0; c < 3; ++c) {
    mean[c] = static_cast<std::int32_t>((sums[c] * kScale + area / 2) / area);
  }
  return mean;
}

using Grays = std::array<std::int64_t, std::size_t{kSide} * kSide>;

Grays ToGrays(const Tile& tile) {
  Grays grays{};
  for (std::size_t i = 0; i < grays.size(); ++i) {
    grays[i] = (299 * tile[i][0] + 587 * tile[i][1] + 114 * tile[i][2] + 500) / 1000;
  }
  return grays;
}

bool IsPlain(const Grays& grays) {
  std::int64_t sum = 0;
  std::int64_t squares = 0;
  for (const std::int64_t gray : grays) {
    sum += gray;
    squares += gray * gray;
  }
  const auto count = static_cast<std::int64_t>(grays.size());
  constexpr std::int64_t kLeast = kLeastDeviation * kScale;
  return squares * count - sum * sum < kLeast * kLeast * count * count;
}

// cos(pi * u * (2x + 1) / 64), rounded to 1/1024: far coarser than what libraries differ in.
std::array<std::array<std::int64_t, kSide>, kLow> MakeCosines() {
  std::array<std::array<std::int64_t, kSide>, kLow> cosines{};
  for (int u = 0; u < kLow; ++u) {
    for (int x = 0; x < kSide; ++x) {
      cosines[static_cast<std::size_t>(u)][static_cast<std::size_t>(x)] =
          std::llround(1024 * std::cos(std::numbers::pi * u * (2 * x + 1) / (2 * kSide)));
    }
  }
  return cosines;
}

// The mean's frequency included, at 0.
std::array<std::int64_t, std::size_t{kLow} * kLow> LowFrequencies(const Grays& grays) {
  static const auto cosines = MakeCosines();
  std::array<std::int64_t, std::size_t{kLow} * kLow> low{};
  for (std::size_t y = 0; y < kSide; ++y) {
    for (std::size_t u = 0; u < kLow; ++u) {
      std::int64_t sum = 0;
      for (std::size_t x = 0; x < kSide; ++x) sum += cosines[u][x] * grays[y * kSide + x];
      for (std::size_t v = 0; v < kLow; ++v) low[v * kLow + u] += cosines[v][y] * sum;
    }
  }
  return low;
}

std::uint64_t Hash(const Grays& grays) {
  const auto low = LowFrequencies(grays);
  auto sorted = low;
  auto* const median = sorted.begin() + 1 + (kLow * kLow - 1) / 2;
  std::nth_element(sorted.begin() + 1, median, sorted.end());
  std::uint64_t hash = 0;
  for (std::size_t i = 1; i < low.size(); ++i) {
    hash |= std::uint64_t{low[i] > *median} << i;
  }
  return hash;
}

std::array<std::uint8_t, 12> Colors(const Tile& tile) {
  std::array<std::int32_t, 12> sums{};
  for (std::size_t i = 0; i < tile.size(); ++i) {
    const std::size_t quarter = i / (tile.size() / 2) * 2 + i % kSide / (kSide / 2);
    for (std::size_t c = 0; c < 3; ++c) sums[quarter * 3 + c] += tile[i][c];
  }
  std::array<std::uint8_t, 12> colors{};
  constexpr std::int32_t kWeight = kScale * kSide * kSide / 4;
  for (std::size_t i = 0; i < colors.size(); ++i) {
    colors[i] = static_cast<std::uint8_t>((sums[i] + kWeight / 2) / kWeight);
  }
  return colors;
}

}  // namespace

LookMaker::LookMaker(cv::Size stored, int orientation)
    : size_(stored), orientation_(orientation), sums_(kSide) {}

void LookMaker::Add(const cv::Mat& rows) {
  if (rows.depth() == CV_16U) return AddRows<std::uint16_t>(rows);
  AddRows<std::uint8_t>(rows);
}

template <class Value>
void LookMaker::AddRows(const cv::Mat& rows) {
  for (int y = 0; y < rows.rows; ++y) {
    RowSums sums{};
    const Row<Value> row(rows.ptr<Value>(y));
    for (int i = 0; i < kSide; ++i) {
      row.Sum(std::int64_t{i} * size_.width, std::int64_t{i + 1} * size_.width,
              sums[static_cast<std::size_t>(i)]);
    }
    AddRow(sums);
  }
}

// Likewise from top to bottom: the parts of the row that lie in one row of blocks and the next.
void LookMaker::AddRow(const RowSums& row) {
  const std::int64_t height = size_.height;
  const std::int64_t end = std::int64_t{row_ + 1} * kSide;
  for (std::int64_t at = end - kSide; at < end;) {
    const std::int64_t block = at / height;
    const std::int64_t until = std::min(end, (block + 1) * height);
    RowSums& sums = sums_[static_cast<std::size_t>(block)];
    for (std::size_t i = 0; i < kSide; ++i) {
      for (std::size_t c = 0; c < 3; ++c) {
        sums[i][c] += static_cast<std::uint64_t>(until - at) * row[i][c];
      }
    }
    at = until;
  }
  ++row_;
}

// Blocks are turned instead of pixels, which gives the same: their borders lie alike both ways.
Look LookMaker::Make() const {
  const Turn turn = TurnOf(orientation_);
  const auto area = static_cast<std::uint64_t>(std::int64_t{size_.width} * size_.height);
  Tile tile;
  for (std::size_t y = 0; y < kSide; ++y) {
    for (std::size_t x = 0; x < kSide; ++x) {
      std::size_t column = turn.mirrors_x ? kSide - 1 - x : x;
      std::size_t row = turn.mirrors_y ? kSide - 1 - y : y;
      if (turn.transposes) std::swap(column, row);
      tile[y * kSide + x] = Divide(sums_[row][column], area);
    }
  }
  const Grays grays = ToGrays(tile);
  return {Hash(grays), Colors(tile), IsPlain(grays)};
}

Look Describe(const cv::Mat& pixels) {
  LookMaker maker(pixels.size(), 1);
  maker.Add(pixels);
  return maker.Make();
}

bool AreAlike(const Look& a, const Look& b) {
  if (a.plain || b.plain || std::popcount(a.hash ^ b.hash) > kAlikeBits) return false;
  for (std::size_t i = 0; i < a.colors.size(); ++i) {
    if (std::abs(int{a.colors[i]} - int{b.colors[i]}) > kAlikeLevels) return false;
  }
  return true;
}

}  // namespace fit299::audit
