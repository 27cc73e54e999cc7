#include "foreign/heif_grid.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <vector>

#include "codec/bytes.h"
#include "foreign/boxes.h"
#include "foreign/heif_meta.h"
#include "foreign/heif_sizes.h"

namespace fit299::foreign {
namespace {

unsigned Version(const Box& box) { return box.payload.empty() ? 0 : codec::Byte(box.payload, 0); }

// Whose type is "grid", by the "iinf" box.
std::set<std::uint32_t> FindGrids(codec::Bytes meta) {
  std::set<std::uint32_t> grids;
  const auto info = FindBox(meta, "iinf");
  if (!info) return grids;
  const codec::Bytes content = FullBoxContent(*info);
  const std::size_t count_width = Version(*info) == 0 ? 2 : 4;
  Boxes entries(content.subspan(std::min(count_width, content.size())));
  while (const auto entry = entries.Next()) {
    if (entry->type != "infe") continue;
    Numbers numbers(FullBoxContent(*entry));
    const std::uint32_t item = numbers.Next32(Version(*entry) < 3 ? 2 : 4);
    numbers.Next(2);  // how it is protected
    constexpr std::uint32_t kGrid = 0x67726964;
    if (numbers.Next32(4) == kGrid) grids.insert(item);
  }
  return grids;
}

// What each of these items is, in one piece or several.
std::map<std::uint32_t, std::vector<std::byte>> ReadItems(codec::Bytes file, codec::Bytes meta,
                                                          const std::set<std::uint32_t>& items) {
  std::map<std::uint32_t, std::vector<std::byte>> contents;
  VisitPieces(file, meta, items, [&](std::uint32_t item, codec::Bytes piece) {
    std::vector<std::byte>& content = contents[item];
    constexpr std::size_t kMost = 16;  // a grid is a dozen bytes
    const codec::Bytes more = piece.first(std::min(piece.size(), kMost - content.size()));
    content.insert(content.end(), more.begin(), more.end());
  });
  return contents;
}

// Whether tiles of this size, as many as the grid has, cover it.
bool Covers(HevcSize tile, const std::vector<std::byte>& grid) {
  Numbers numbers(grid);
  numbers.Next(1);  // version
  const std::size_t width = (numbers.Next(1) & 1) != 0 ? 4 : 2;
  const std::uint64_t rows = numbers.Next(1) + 1;
  const std::uint64_t columns = numbers.Next(1) + 1;
  const std::uint64_t grid_width = numbers.Next(width);
  return columns * tile.width >= grid_width && rows * tile.height >= numbers.Next(width);
}

}  // namespace

bool HasHoles(codec::Bytes file, std::optional<std::uint32_t> picture) {
  const codec::Bytes meta = FindMeta(file);
  const std::set<std::uint32_t> parts = FindParts(meta, picture);
  std::set<std::uint32_t> grids = FindGrids(meta);
  std::erase_if(grids, [&](std::uint32_t grid) { return !parts.contains(grid); });
  if (grids.empty()) return false;
  std::map<std::uint32_t, ItemSize> sizes = FindItemSizes(file, meta, parts);
  std::map<std::uint32_t, HevcSize> tiles;  // the smallest of each grid
  for (const Reference& reference : FindReferences(meta)) {
    if (reference.is_beside || !grids.contains(reference.whole)) continue;
    const HevcSize size = sizes[reference.part].smallest;
    const auto [tile, is_new] = tiles.try_emplace(reference.whole, size);
    if (!is_new) tile->second = Smaller(tile->second, size);
  }
  const auto contents = ReadItems(file, meta, grids);
  return std::ranges::any_of(
      contents, [&](const auto& grid) { return !Covers(tiles[grid.first], grid.second); });
}

}  // namespace fit299::foreign
