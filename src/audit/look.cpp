#include "audit/look.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <vector>

namespace fit299::audit {
namespace {

constexpr int kSide = 32;   // of the averaged picture
constexpr int kLow = 8;     // frequencies kept each way
constexpr int kScale = 16;  // of its values: four bits of fraction

// A picture whose grays deviate by less than this (in levels) has no shape to be recognized by.
constexpr std::int64_t kLeastDeviation = 2;

using Tile = std::array<std::array<std::int32_t, 3>, std::size_t{kSide} * kSide>;

// Sums of values, R, G and B, for each of the 32 blocks of a row.
using RowSums = std::array<std::array<std::uint64_t, 3>, kSide>;

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

template <class Value>
RowSums SumRow(const Value* values, int width) {
  RowSums sums{};
  const Row<Value> row(values);
  for (int i = 0; i < kSide; ++i) {
    row.Sum(std::int64_t{i} * width, std::int64_t{i + 1} * width,
            sums[static_cast<std::size_t>(i)]);
  }
  return sums;
}

// The mean of each block of a row of blocks, from its sums over rows.
void Divide(const RowSums& sums, std::uint64_t area, std::size_t block_row, Tile& tile) {
  for (std::size_t i = 0; i < kSide; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      tile[block_row * kSide + i][c] =
          static_cast<std::int32_t>((sums[i][c] * kScale + area / 2) / area);
    }
  }
}

void AddRow(const RowSums& row, std::int64_t weight, RowSums& sums) {
  for (std::size_t i = 0; i < kSide; ++i) {
    for (std::size_t c = 0; c < 3; ++c)
      sums[i][c] += static_cast<std::uint64_t>(weight) * row[i][c];
  }
}

template <class Value>
Tile Average(const cv::Mat& pixels) {
  const std::uint64_t area = pixels.total();
  const std::int64_t height = pixels.rows;
  std::vector<RowSums> sums(kSide);
  for (int y = 0; y < pixels.rows; ++y) {
    const RowSums row = SumRow(pixels.ptr<Value>(y), pixels.cols);
    const std::int64_t end = std::int64_t{y + 1} * kSide;
    for (std::int64_t at = end - kSide; at < end;) {
      const std::int64_t block = at / height;
      const std::int64_t until = std::min(end, (block + 1) * height);
      AddRow(row, until - at, sums[static_cast<std::size_t>(block)]);
      at = until;
    }
  }
  Tile tile;
  for (std::size_t i = 0; i < kSide; ++i) Divide(sums[i], area, i, tile);
  return tile;
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

Look Describe(const cv::Mat& pixels) {
  const Tile tile =
      pixels.depth() == CV_16U ? Average<std::uint16_t>(pixels) : Average<std::uint8_t>(pixels);
  const Grays grays = ToGrays(tile);
  return {Hash(grays), Colors(tile), IsPlain(grays)};
}

bool AreAlike(const Look& a, const Look& b) {
  if (a.plain || b.plain || std::popcount(a.hash ^ b.hash) > kAlikeBits) return false;
  for (std::size_t i = 0; i < a.colors.size(); ++i) {
    if (std::abs(int{a.colors[i]} - int{b.colors[i]}) > kAlikeLevels) return false;
  }
  return true;
}

}  // namespace fit299::audit
