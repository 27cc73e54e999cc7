// What the items of a HEIF file are made of.
#ifndef FIT299_FOREIGN_HEIF_ITEMS_H_
#define FIT299_FOREIGN_HEIF_ITEMS_H_

#include <cstdint>
#include <optional>

#include "codec/codec.h"

namespace fit299::foreign {

// True when a picture is made of others (grids, overlays) more than a few levels deep, or of
// itself, which libheif 1.15 follows until memory or time is up.
bool NestsTooDeep(codec::Bytes file);

// The bytes in which a picture is coded: its own and those of its parts and its alpha, by the
// file's "meta" box. `picture`: its item; nullopt: the primary one.
std::uint64_t CodedHeifBytes(codec::Bytes file, std::optional<std::uint32_t> picture = {});

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_HEIF_ITEMS_H_
