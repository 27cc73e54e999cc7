#include "foreign/heif_sizes.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "codec/bytes.h"
#include "foreign/boxes.h"
#include "foreign/heif_meta.h"

namespace fit299::foreign {
namespace {

// What a size says of an item, or of a property.
template <class Key>
void Note(Key key, const ItemSize& size, std::map<Key, ItemSize>& sizes) {
  const auto [known, is_new] = sizes.try_emplace(key, size);
  if (is_new) return;
  known->second.smallest = Smaller(known->second.smallest, size.smallest);
  known->second.largest = Larger(known->second.largest, size.largest);
  known->second.transforms += size.transforms;
}

constexpr HevcSize kAny = {std::numeric_limits<std::uint64_t>::max(),
                           std::numeric_limits<std::uint64_t>::max()};

ItemSize Just(HevcSize size) { return {size, size}; }

unsigned Version(const Box& box) { return box.payload.empty() ? 0 : codec::Byte(box.payload, 0); }

// Those among the properties of the "ipco" box, by their numbers, which begin with 1.
std::map<std::uint64_t, ItemSize> FindSizeProperties(codec::Bytes properties) {
  std::map<std::uint64_t, ItemSize> sizes;
  Boxes boxes(properties);
  for (std::uint64_t number = 1; const auto box = boxes.Next(); ++number) {
    if (box->type == "clap" || box->type == "irot") sizes[number].transforms = 1;
    if (box->type == "imir") sizes[number] = {kAny, {}, 0, 1};
    if (box->type == "hvcC") {
      VisitConfiguredSizes(box->payload, [&](HevcSize size) { Note(number, Just(size), sizes); });
    }
    if (box->type != "ispe") continue;
    Numbers numbers(FullBoxContent(*box));
    const std::uint64_t width = numbers.Next(4);
    sizes[number] = Just({width, numbers.Next(4)});
  }
  return sizes;
}

// Of all items that have one, by the "iprp" box.
std::map<std::uint32_t, ItemSize> FindBoxSizes(codec::Bytes meta) {
  std::map<std::uint32_t, ItemSize> sizes;
  const auto properties = FindBox(meta, "iprp");
  if (!properties) return sizes;
  const auto list = FindBox(properties->payload, "ipco");
  if (!list) return sizes;
  const std::map<std::uint64_t, ItemSize> known = FindSizeProperties(list->payload);
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
        if (size != known.end()) Note(item, size->second, sizes);
      }
    }
  }
  return sizes;
}

// The pieces of these items; nothing where they are far more than the file. Items may have a whole
// piece in common: libavif writes equal tiles once.
std::optional<std::map<std::uint32_t, std::vector<codec::Bytes>>> FindPieces(
    codec::Bytes file, codec::Bytes meta, const std::set<std::uint32_t>& items) {
  constexpr std::uint64_t kMostTimes = 4;
  const std::uint64_t most = kMostTimes * file.size();
  std::map<std::uint32_t, std::vector<codec::Bytes>> pieces;
  std::set<std::pair<const std::byte*, std::size_t>> seen;
  std::uint64_t bytes = 0;
  VisitPieces(file, meta, items, [&](std::uint32_t item, codec::Bytes piece) {
    if (seen.emplace(piece.data(), piece.size()).second) bytes += piece.size();
    if (bytes <= most) pieces[item].push_back(piece);
  });
  if (bytes > most) return std::nullopt;
  return pieces;
}

// Adds what stands in the data of these items.
void AddCodedSizes(codec::Bytes file, codec::Bytes meta, const std::set<std::uint32_t>& items,
                   std::map<std::uint32_t, ItemSize>& sizes) {
  const bool is_sane =
      VisitContents(file, meta, items, [&](std::uint32_t item, codec::Bytes content) {
        const HevcItem coded = ReadHevcItem(content);
        if (coded.has_size) Note(item, {coded.smallest, coded.largest}, sizes);
        sizes[item].pictures = coded.pictures;
      });
  if (is_sane) return;
  for (const std::uint32_t item : items) sizes[item].smallest = {};
}

std::uint64_t Area(HevcSize size) {
  constexpr std::uint64_t kMostSide = std::numeric_limits<std::uint32_t>::max();
  return std::min(size.width, kMostSide) * std::min(size.height, kMostSide);
}

// How many pixels are decoded for an item: its own, or those of its parts, each as often as it is
// used.
class PixelCounter {
 public:
  PixelCounter(codec::Bytes meta, const std::map<std::uint32_t, ItemSize>& sizes) : sizes_(sizes) {
    for (const Reference& reference : FindReferences(meta)) {
      if (!reference.is_beside) parts_[reference.whole].push_back(reference.part);
    }
  }

  std::uint64_t Count(std::uint32_t item) {
    const auto known = counted_.find(item);
    if (known != counted_.end()) return known->second;
    std::uint64_t pixels = 0;
    const auto parts = parts_.find(item);
    if (parts != parts_.end()) {
      for (const std::uint32_t part : parts->second) pixels = SumOrMost(pixels, Count(part));
    } else if (const auto size = sizes_.find(item); size != sizes_.end()) {
      pixels = Area(size->second.largest);
    }
    return counted_[item] = pixels;
  }

 private:
  const std::map<std::uint32_t, ItemSize>& sizes_;
  std::map<std::uint32_t, std::vector<std::uint32_t>> parts_;
  std::map<std::uint32_t, std::uint64_t> counted_;
};

}  // namespace

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

bool VisitContents(codec::Bytes file, codec::Bytes meta, const std::set<std::uint32_t>& items,
                   const std::function<void(std::uint32_t item, codec::Bytes content)>& visit) {
  const auto pieces = FindPieces(file, meta, items);
  if (!pieces) return false;
  std::vector<std::byte> whole;
  for (const auto& [item, parts] : *pieces) {
    codec::Bytes content = parts.front();
    if (parts.size() > 1) {
      whole.clear();
      for (const codec::Bytes part : parts) whole.insert(whole.end(), part.begin(), part.end());
      content = whole;
    }
    visit(item, content);
  }
  return true;
}

std::map<std::uint32_t, ItemSize> FindItemSizes(codec::Bytes file, codec::Bytes meta,
                                                const std::set<std::uint32_t>& items) {
  std::map<std::uint32_t, ItemSize> sizes = FindBoxSizes(meta);
  AddCodedSizes(file, meta, items, sizes);
  return sizes;
}

std::optional<Rejection> FindTooManyPixels(codec::Bytes file,
                                           std::optional<std::uint32_t> picture) {
  // An overlay has two pictures of its own size, and tiles may reach beyond a grid.
  constexpr std::uint64_t kMostTimes = 4;
  constexpr std::uint64_t kAnyway = 16'000'000;
  const codec::Bytes meta = FindMeta(file);
  const std::uint32_t item = picture ? *picture : FindPrimary(meta);
  const std::set<std::uint32_t> items = FindParts(meta, item);
  const std::map<std::uint32_t, ItemSize> sizes = FindItemSizes(file, meta, items);
  for (const std::uint32_t part : items) {
    const auto size = sizes.find(part);
    constexpr int kMostTransforms = 3;  // one of each
    if (size != sizes.end() && size->second.transforms > kMostTransforms) {
      return Rejection{Reason::kCorrupt,
                       "it is turned " + std::to_string(size->second.transforms) + " times"};
    }
    if (size != sizes.end() && size->second.pictures > 1) {
      return Rejection{Reason::kCorrupt, std::to_string(size->second.pictures) +
                                             " coded pictures in the place of one"};
    }
  }
  const auto own = sizes.find(item);
  const std::uint64_t area = own != sizes.end() ? Area(own->second.largest) : 0;
  const std::uint64_t pixels = PixelCounter(meta, sizes).Count(item);
  if (pixels <= kAnyway || pixels / kMostTimes <= area) return std::nullopt;
  return Rejection{Reason::kTooComplex, "it is made of parts of " + std::to_string(pixels) +
                                            " pixels, itself of " + std::to_string(area)};
}

}  // namespace fit299::foreign
