#include "foreign/heif_items.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <vector>

#include "codec/bytes.h"
#include "foreign/boxes.h"

namespace fit299::foreign {
namespace {

constexpr std::size_t kVersionAndFlags = 4;

// Phones make grids of plain pictures: one level. A turned overlay of grids has three.
constexpr int kMostLevels = 8;

struct Reference {
  std::uint32_t whole;
  std::uint32_t part;
  bool is_beside = false;  // the part is alpha or the like, and not below the whole
};

codec::Bytes Content(const Box& box) {
  return box.payload.subspan(std::min(kVersionAndFlags, box.payload.size()));
}

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

std::vector<Reference> FindReferences(codec::Bytes meta) {
  std::vector<Reference> references;
  Boxes boxes(meta);
  while (const auto box = boxes.Next()) {
    if (box->type != "iref" || box->payload.empty()) continue;
    const bool is_wide = codec::Byte(box->payload, 0) != 0;
    Boxes entries(Content(*box));
    while (const auto entry = entries.Next()) {
      const bool is_beside = entry->type == "auxl";
      if (!is_beside && entry->type != "dimg") continue;
      AddReferences(entry->payload, is_wide, is_beside, references);
    }
  }
  return references;
}

codec::Bytes FindMeta(codec::Bytes file) {
  const auto meta = FindBox(file, "meta");
  return meta ? Content(*meta) : codec::Bytes();
}

// Or the greatest number, where that is less.
std::uint64_t Sum(std::uint64_t a, std::uint64_t b) {
  return a > std::numeric_limits<std::uint64_t>::max() - b
             ? std::numeric_limits<std::uint64_t>::max()
             : a + b;
}

// Big-endian numbers, one behind the other; 0 where the bytes end.
class Numbers {
 public:
  explicit Numbers(codec::Bytes bytes) : bytes_(bytes) {}

  std::uint64_t Next(std::size_t width) {
    const codec::Bytes digits = bytes_.first(std::min(width, bytes_.size()));
    bytes_ = bytes_.subspan(digits.size());
    std::uint64_t number = 0;
    for (const std::byte digit : digits) number = number << 8 | std::to_integer<unsigned>(digit);
    return number;
  }
  std::uint32_t Next32(std::size_t width) { return static_cast<std::uint32_t>(Next(width)); }
  bool AtEnd() const { return bytes_.empty(); }

 private:
  codec::Bytes bytes_;
};

// A piece of an item.
struct Extent {
  std::uint32_t item = 0;
  std::uint64_t end = 0;  // in the file; 0: it stands elsewhere
  std::uint64_t bytes = 0;
};

// Calls `visit` with those of all items, by the "iloc" box.
template <class Visit>
void VisitExtents(codec::Bytes meta, const Visit& visit) {
  constexpr std::uint64_t kInFile = 0;
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
    const std::uint64_t method = version > 0 ? numbers.Next(2) & 15 : kInFile;
    numbers.Next(2);  // which file: this one
    const std::uint64_t base = numbers.Next(width(4));
    const std::uint64_t extents = numbers.Next(2);
    if (index_width + width(12) + width(8) == 0) continue;
    for (std::uint64_t extent = 0; extent < extents && !numbers.AtEnd(); ++extent) {
      numbers.Next(index_width);
      const std::uint64_t begin = Sum(base, numbers.Next(width(12)));
      const std::uint64_t bytes = numbers.Next(width(8));
      visit(Extent{item, method == kInFile ? Sum(begin, bytes) : 0, bytes});
    }
  }
}

// Behind the last byte of an item; what is in other boxes than "mdat" counts as well.
std::uint64_t DataEnd(codec::Bytes meta) {
  std::uint64_t end = 0;
  VisitExtents(meta, [&](const Extent& extent) { end = std::max(end, extent.end); });
  return end;
}

std::uint32_t FindPrimary(codec::Bytes meta) {
  const auto box = FindBox(meta, "pitm");
  if (!box || box->payload.empty()) return 0;
  return Numbers(Content(*box)).Next32(codec::Byte(box->payload, 0) == 0 ? 2 : 4);
}

}  // namespace

HeifBoxes WalkHeif(codec::Bytes file) {
  HeifBoxes seen;
  std::optional<std::uint64_t> data_end;  // once "meta" was there
  Boxes boxes(file);
  while (const auto box = boxes.Next()) {
    const bool may_have_samples = seen.has_frames && box->type == "mdat";
    if (!box->IsSane() && data_end && *data_end <= seen.end && !may_have_samples) {
      seen.has_junk = true;
      return seen;
    }
    if (!box->is_whole) seen.is_cut = true;
    if (box->type == "meta" && !data_end) data_end = DataEnd(Content(*box));
    if (box->type == "moov") seen.has_frames = true;
    seen.end = boxes.at();
  }
  seen.has_junk = !boxes.AtEnd();
  return seen;
}

bool NestsTooDeep(codec::Bytes file) {
  std::vector<Reference> references = FindReferences(FindMeta(file));
  std::erase_if(references, [](const Reference& reference) { return reference.is_beside; });
  std::map<std::uint32_t, int> levels;  // below each picture
  for (int round = 0; round <= kMostLevels; ++round) {
    bool has_settled = true;
    for (const auto& [whole, part, is_beside] : references) {
      const int level = levels[part] + 1;
      if (level > kMostLevels) return true;
      if (level > levels[whole]) {
        levels[whole] = level;
        has_settled = false;
      }
    }
    if (has_settled) return false;
  }
  return true;
}

std::uint64_t CodedHeifBytes(codec::Bytes file, std::optional<std::uint32_t> picture) {
  const codec::Bytes meta = FindMeta(file);
  const std::vector<Reference> references = FindReferences(meta);
  std::set<std::uint32_t> items{picture ? *picture : FindPrimary(meta)};
  for (int level = 0; level <= kMostLevels; ++level) {
    for (const Reference& reference : references) {
      if (items.contains(reference.whole)) items.insert(reference.part);
    }
  }
  std::uint64_t bytes = 0;
  VisitExtents(meta, [&](const Extent& extent) {
    if (items.contains(extent.item)) bytes = Sum(bytes, extent.bytes);
  });
  return bytes;
}

}  // namespace fit299::foreign
