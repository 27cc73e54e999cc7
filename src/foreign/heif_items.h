// What the items of a HEIF file are made of.
#ifndef FIT299_FOREIGN_HEIF_ITEMS_H_
#define FIT299_FOREIGN_HEIF_ITEMS_H_

#include "codec/codec.h"

namespace fit299::foreign {

// True when a picture is made of others (grids, overlays) more than a few levels deep, or of
// itself, which libheif 1.15 follows until memory or time is up.
bool NestsTooDeep(codec::Bytes file);

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_HEIF_ITEMS_H_
