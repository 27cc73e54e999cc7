#include "foreign/heif_grid.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <vector>

#include "codec/bytes.h"
#include "foreign/boxes.h"
#include "foreign/heif_meta.h"

namespace fit299::foreign {
namespace {

struct Size {
  std::uint64_t width = 0;
  std::uint64_t height = 0;
};

Size Smaller(Size a, Size b) { return {std::min(a.width, b.width), std::min(a.height, b.height)}; }

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

// The sizes among the properties of the "ipco" box, by their numbers, which begin with 1. None is
// left of what is cropped or turned, as no tile may be.
std::map<std::uint64_t, Size> FindSizeProperties(codec::Bytes properties) {
  std::map<std::uint64_t, Size> sizes;
  Boxes boxes(properties);
  for (std::uint64_t number = 1; const auto box = boxes.Next(); ++number) {
    if (box->type == "clap" || box->type == "irot") sizes[number] = {};
    if (box->type != "ispe") continue;
    Numbers numbers(FullBoxContent(*box));
    const std::uint64_t width = numbers.Next(4);
    sizes[number] = {width, numbers.Next(4)};
  }
  return sizes;
}

// Of all items that have one, by the "iprp" box.
std::map<std::uint32_t, Size> FindSizes(codec::Bytes meta) {
  std::map<std::uint32_t, Size> sizes;
  const auto properties = FindBox(meta, "iprp");
  if (!properties) return sizes;
  const auto list = FindBox(properties->payload, "ipco");
  if (!list) return sizes;
  const std::map<std::uint64_t, Size> known = FindSizeProperties(list->payload);
  Boxes boxes(properties->payload);
  while (const auto box = boxes.Next()) {
    if (box->type != "ipma" || box->payload.size() < 4) continue;
    const bool is_wide = (codec::Byte(box->payload, 3) & 1U) != 0;
    const std::size_t item_width = Version(*box) < 1 ? 2 : 4;
    Numbers numbers(FullBoxContent(*box));
    for (std::uint64_t left = numbers.Next(4); left > 0 && !numbers.AtEnd(); --left) {
      const std::uint32_t item = numbers.Next32(item_width);
      for (std::uint64_t uses = numbers.Next(1); uses > 0 && !numbers.AtEnd(); --uses) {
        const std::uint64_t use = numbers.Next(is_wide ? 2 : 1);
        const auto size = known.find(use & (is_wide ? 0x7FFFU : 0x7FU));
        if (size == known.end()) continue;
        const auto [found, is_new] = sizes.try_emplace(item, size->second);
        if (!is_new) found->second = Smaller(found->second, size->second);
      }
    }
  }
  return sizes;
}

// What each of these items is, in one piece or several.
std::map<std::uint32_t, std::vector<std::byte>> ReadItems(codec::Bytes file, codec::Bytes meta,
                                                          const std::set<std::uint32_t>& items) {
  std::map<std::uint32_t, std::vector<std::byte>> contents;
  const auto idat = FindBox(meta, "idat");
  VisitExtents(meta, [&](const Extent& extent) {
    if (extent.place == Extent::Place::kElsewhere || !items.contains(extent.item)) return;
    const bool is_in_file = extent.place == Extent::Place::kFile;
    const codec::Bytes from = is_in_file ? file : idat ? idat->payload : codec::Bytes();
    if (extent.begin >= from.size()) return;
    const codec::Bytes rest = from.subspan(static_cast<std::size_t>(extent.begin));
    std::vector<std::byte>& content = contents[extent.item];
    constexpr std::uint64_t kMost = 16;  // a grid is a dozen bytes
    const auto bytes = std::min({extent.bytes, std::uint64_t{rest.size()}, kMost - content.size()});
    content.insert(content.end(), rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(bytes));
  });
  return contents;
}

// Whether tiles of this size, as many as the grid has, cover it.
bool Covers(Size tile, const std::vector<std::byte>& grid) {
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
  std::map<std::uint32_t, Size> sizes = FindSizes(meta);
  std::map<std::uint32_t, Size> tiles;  // the smallest of each grid
  for (const Reference& reference : FindReferences(meta)) {
    if (reference.is_beside || !grids.contains(reference.whole)) continue;
    const Size size = sizes[reference.part];
    const auto [tile, is_new] = tiles.try_emplace(reference.whole, size);
    if (!is_new) tile->second = Smaller(tile->second, size);
  }
  const auto contents = ReadItems(file, meta, grids);
  return std::ranges::any_of(
      contents, [&](const auto& grid) { return !Covers(tiles[grid.first], grid.second); });
}

}  // namespace fit299::foreign
