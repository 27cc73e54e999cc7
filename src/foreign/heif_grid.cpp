#include "foreign/heif_grid.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <vector>

#include "codec/bytes.h"
#include "foreign/boxes.h"
#include "foreign/heif_meta.h"
#include "foreign/hevc_size.h"

namespace fit299::foreign {
namespace {

using Size = HevcSize;

Size Smaller(Size a, Size b) { return {std::min(a.width, b.width), std::min(a.height, b.height)}; }

template <class Key>
void KeepSmaller(Key key, Size size, std::map<Key, Size>& sizes) {
  const auto [known, is_new] = sizes.try_emplace(key, size);
  if (!is_new) known->second = Smaller(known->second, size);
}

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

// The sizes among the properties of the "ipco" box, by their numbers, which begin with 1: those
// that are said, and those that the codec was told. None is left of what is cropped or turned, as
// no tile may be.
std::map<std::uint64_t, Size> FindSizeProperties(codec::Bytes properties) {
  std::map<std::uint64_t, Size> sizes;
  Boxes boxes(properties);
  for (std::uint64_t number = 1; const auto box = boxes.Next(); ++number) {
    if (box->type == "clap" || box->type == "irot") sizes[number] = {};
    if (box->type == "hvcC") {
      VisitConfiguredSizes(box->payload, [&](Size size) { KeepSmaller(number, size, sizes); });
    }
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
        KeepSmaller(item, size->second, sizes);
      }
    }
  }
  return sizes;
}

// Calls `visit` with each piece of each of these items.
void VisitPieces(codec::Bytes file, codec::Bytes meta, const std::set<std::uint32_t>& items,
                 const std::function<void(std::uint32_t item, codec::Bytes piece)>& visit) {
  const auto idat = FindBox(meta, "idat");
  VisitExtents(meta, [&](const Extent& extent) {
    if (extent.place == Extent::Place::kElsewhere || !items.contains(extent.item)) return;
    const bool is_in_file = extent.place == Extent::Place::kFile;
    const codec::Bytes from = is_in_file ? file : idat ? idat->payload : codec::Bytes();
    if (extent.begin >= from.size()) return;
    const codec::Bytes rest = from.subspan(static_cast<std::size_t>(extent.begin));
    visit(extent.item, rest.first(std::min<std::uint64_t>(extent.bytes, rest.size())));
  });
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

// The smallest of the sizes that stand among the codec's data of each of these items, where some
// do.
std::map<std::uint32_t, Size> FindCodedSizes(codec::Bytes file, codec::Bytes meta,
                                             const std::set<std::uint32_t>& items) {
  std::map<std::uint32_t, std::vector<codec::Bytes>> pieces;
  // Few have bytes in common.
  constexpr std::uint64_t kMostTimes = 4;
  std::uint64_t bytes = 0;
  VisitPieces(file, meta, items, [&](std::uint32_t item, codec::Bytes piece) {
    bytes += piece.size();
    if (bytes <= kMostTimes * file.size()) pieces[item].push_back(piece);
  });
  std::map<std::uint32_t, Size> sizes;
  if (bytes > kMostTimes * file.size()) {
    for (const std::uint32_t item : items) sizes[item] = {};
    return sizes;
  }
  std::vector<std::byte> whole;
  for (const auto& [item, parts] : pieces) {
    codec::Bytes content = parts.front();
    if (parts.size() > 1) {
      whole.clear();
      for (const codec::Bytes part : parts) whole.insert(whole.end(), part.begin(), part.end());
      content = whole;
    }
    VisitCodedSizes(content, [&, id = item](Size size) { KeepSmaller(id, size, sizes); });
  }
  return sizes;
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
  for (const auto& [item, coded] : FindCodedSizes(file, meta, parts)) {
    sizes[item] = Smaller(sizes[item], coded);
  }
  std::map<std::uint32_t, Size> tiles;  // the smallest of each grid
  for (const Reference& reference : FindReferences(meta)) {
    if (reference.is_beside || !grids.contains(reference.whole)) continue;
    KeepSmaller(reference.whole, sizes[reference.part], tiles);
  }
  const auto contents = ReadItems(file, meta, grids);
  return std::ranges::any_of(
      contents, [&](const auto& grid) { return !Covers(tiles[grid.first], grid.second); });
}

}  // namespace fit299::foreign
