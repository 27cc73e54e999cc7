// Grids of a HEIF file: pictures that are put together from tiles, as phones make them.
#ifndef FIT299_FOREIGN_HEIF_GRID_H_
#define FIT299_FOREIGN_HEIF_GRID_H_

#include <cstdint>
#include <optional>

#include "codec/codec.h"

namespace fit299::foreign {

// True when the tiles of a grid do not cover it, or have no size: where none is, libheif 1.15
// leaves what happens to be in memory. `picture`: its item, which may be a grid or made of some;
// nullopt: the primary one.
bool HasHoles(codec::Bytes file, std::optional<std::uint32_t> picture = {});

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_HEIF_GRID_H_
