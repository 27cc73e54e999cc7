// The boxes of a HEIF file, and what its items are made of.
#ifndef FIT299_FOREIGN_HEIF_ITEMS_H_
#define FIT299_FOREIGN_HEIF_ITEMS_H_

#include <cstddef>
#include <cstdint>
#include <optional>

#include "codec/codec.h"

namespace fit299::foreign {

// What the boxes of an AVIF or HEIC file say, whatever its library makes of them.
struct HeifBoxes {
  bool is_cut = false;      // the file ends within a box
  bool has_junk = false;    // bytes at the end that are no box, and hold nothing of any item
  bool has_frames = false;  // a sequence stands beside the picture
  std::size_t end = 0;      // behind the last box
};

HeifBoxes WalkHeif(codec::Bytes file);

// True when a picture is made of others (grids, overlays) more than a few levels deep, or of
// itself, which libheif 1.15 follows until memory or time is up.
bool NestsTooDeep(codec::Bytes file);

// The bytes in which a picture is coded: its own and those of its parts and its alpha, by the
// file's "meta" box. `picture`: its item; nullopt: the primary one.
std::uint64_t CodedHeifBytes(codec::Bytes file, std::optional<std::uint32_t> picture = {});

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_HEIF_ITEMS_H_
