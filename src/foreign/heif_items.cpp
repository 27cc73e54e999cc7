#include "foreign/heif_items.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "foreign/boxes.h"
#include "foreign/heif_meta.h"

namespace fit299::foreign {
namespace {

// Behind the last byte of an item; what is in other boxes than "mdat" counts as well.
std::uint64_t DataEnd(codec::Bytes meta) {
  std::uint64_t end = 0;
  VisitExtents(meta, [&](const Extent& extent) {
    if (extent.place == Extent::Place::kFile) end = std::max(end, extent.end());
  });
  return end;
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
    if (box->type == "meta" && !data_end) data_end = DataEnd(FullBoxContent(*box));
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
  for (int round = 0; round <= kMostHeifLevels; ++round) {
    bool has_settled = true;
    for (const auto& [whole, part, is_beside] : references) {
      const int level = levels[part] + 1;
      if (level > kMostHeifLevels) return true;
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
  const std::set<std::uint32_t> items = FindParts(meta, picture);
  std::uint64_t bytes = 0;
  VisitExtents(meta, [&](const Extent& extent) {
    if (items.contains(extent.item)) bytes = SumOrMost(bytes, extent.bytes);
  });
  return bytes;
}

}  // namespace fit299::foreign
