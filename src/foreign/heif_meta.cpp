#include "foreign/heif_meta.h"

#include <algorithm>
#include <limits>

#include "codec/bytes.h"

namespace fit299::foreign {
namespace {

constexpr std::size_t kVersionAndFlags = 4;

// Of one "dimg" box: the whole's number, how many parts, their numbers. Of "auxl" the same, but the
// part comes first.
void AddReferences(codec::Bytes box, bool is_wide, bool is_beside,
                   std::vector<Reference>& references) {
  const std::size_t width = is_wide ? 4 : 2;
  const auto number = [&](std::size_t at) {
    return is_wide ? codec::BigEndian32(box, at) : codec::BigEndian16(box, at);
  };
  if (box.size() < width + 2) return;
  const std::uint32_t first = number(0);
  for (std::size_t at = width + 2; at + width <= box.size(); at += width) {
    references.push_back(is_beside ? Reference{number(at), first, true}
                                   : Reference{first, number(at)});
  }
}

Extent::Place PlaceOf(std::uint64_t construction_method) {
  switch (construction_method) {
    case 0: return Extent::Place::kFile;
    case 1: return Extent::Place::kIdat;
    default: return Extent::Place::kElsewhere;
  }
}

}  // namespace

codec::Bytes FullBoxContent(const Box& box) {
  return box.payload.subspan(std::min(kVersionAndFlags, box.payload.size()));
}

codec::Bytes FindMeta(codec::Bytes file) {
  const auto meta = FindBox(file, "meta");
  return meta ? FullBoxContent(*meta) : codec::Bytes();
}

std::uint32_t FindPrimary(codec::Bytes meta) {
  const auto box = FindBox(meta, "pitm");
  if (!box || box->payload.empty()) return 0;
  return Numbers(FullBoxContent(*box)).Next32(codec::Byte(box->payload, 0) == 0 ? 2 : 4);
}

std::vector<Reference> FindReferences(codec::Bytes meta) {
  std::vector<Reference> references;
  Boxes boxes(meta);
  while (const auto box = boxes.Next()) {
    if (box->type != "iref" || box->payload.empty()) continue;
    const bool is_wide = codec::Byte(box->payload, 0) != 0;
    Boxes entries(FullBoxContent(*box));
    while (const auto entry = entries.Next()) {
      const bool is_beside = entry->type == "auxl";
      if (!is_beside && entry->type != "dimg") continue;
      AddReferences(entry->payload, is_wide, is_beside, references);
    }
  }
  return references;
}

std::set<std::uint32_t> FindParts(codec::Bytes meta, std::optional<std::uint32_t> picture) {
  const std::vector<Reference> references = FindReferences(meta);
  std::set<std::uint32_t> items{picture ? *picture : FindPrimary(meta)};
  for (int level = 0; level <= kMostHeifLevels; ++level) {
    for (const Reference& reference : references) {
      if (items.contains(reference.whole)) items.insert(reference.part);
    }
  }
  return items;
}

std::uint64_t Extent::end() const { return SumOrMost(begin, bytes); }

void VisitExtents(codec::Bytes meta, const std::function<void(const Extent&)>& visit) {
  const auto box = FindBox(meta, "iloc");
  if (!box) return;
  Numbers numbers(box->payload);
  const std::uint64_t version = numbers.Next(1);
  numbers.Next(3);
  const std::uint64_t widths = numbers.Next(2);
  const auto width = [&](int shift) { return static_cast<std::size_t>(widths >> shift & 15); };
  const std::size_t index_width = version > 0 ? width(0) : 0;
  const std::size_t number_width = version < 2 ? 2 : 4;
  for (std::uint64_t left = numbers.Next(number_width); left > 0 && !numbers.AtEnd(); --left) {
    const std::uint32_t item = numbers.Next32(number_width);
    const Extent::Place place = PlaceOf(version > 0 ? numbers.Next(2) & 15 : 0);
    numbers.Next(2);  // which file: this one
    const std::uint64_t base = numbers.Next(width(4));
    const std::uint64_t extents = numbers.Next(2);
    if (index_width + width(12) + width(8) == 0) continue;
    for (std::uint64_t extent = 0; extent < extents && !numbers.AtEnd(); ++extent) {
      numbers.Next(index_width);
      const std::uint64_t begin = SumOrMost(base, numbers.Next(width(12)));
      visit({item, place, begin, numbers.Next(width(8))});
    }
  }
}

std::uint64_t SumOrMost(std::uint64_t a, std::uint64_t b) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  return a > kMost - b ? kMost : a + b;
}

std::uint64_t Numbers::Next(std::size_t width) {
  const codec::Bytes digits = bytes_.first(std::min(width, bytes_.size()));
  bytes_ = bytes_.subspan(digits.size());
  std::uint64_t number = 0;
  for (const std::byte digit : digits) number = number << 8 | std::to_integer<unsigned>(digit);
  return number;
}

}  // namespace fit299::foreign
