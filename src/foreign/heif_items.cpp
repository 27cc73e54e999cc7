#include "foreign/heif_items.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
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
};

codec::Bytes Content(const Box& box) {
  return box.payload.subspan(std::min(kVersionAndFlags, box.payload.size()));
}

// Of one "dimg" box: the whole's number, how many parts, their numbers.
void AddReferences(codec::Bytes box, bool is_wide, std::vector<Reference>& references) {
  const std::size_t width = is_wide ? 4 : 2;
  const auto number = [&](std::size_t at) {
    return is_wide ? codec::BigEndian32(box, at) : codec::BigEndian16(box, at);
  };
  if (box.size() < width + 2) return;
  const std::uint32_t whole = number(0);
  for (std::size_t at = width + 2; at + width <= box.size(); at += width) {
    references.push_back({whole, number(at)});
  }
}

std::vector<Reference> FindReferences(codec::Bytes file) {
  std::vector<Reference> references;
  const auto meta = FindBox(file, "meta");
  if (!meta) return references;
  Boxes boxes(Content(*meta));
  while (const auto box = boxes.Next()) {
    if (box->type != "iref" || box->payload.empty()) continue;
    const bool is_wide = codec::Byte(box->payload, 0) != 0;
    Boxes entries(Content(*box));
    while (const auto entry = entries.Next()) {
      if (entry->type == "dimg") AddReferences(entry->payload, is_wide, references);
    }
  }
  return references;
}

}  // namespace

bool NestsTooDeep(codec::Bytes file) {
  const std::vector<Reference> references = FindReferences(file);
  std::map<std::uint32_t, int> levels;  // below each picture
  for (int round = 0; round <= kMostLevels; ++round) {
    bool has_settled = true;
    for (const auto [whole, part] : references) {
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

}  // namespace fit299::foreign
