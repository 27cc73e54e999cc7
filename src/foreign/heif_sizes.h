// How large the items of a HEIF file are, by their boxes and by what their codec is given.
#ifndef FIT299_FOREIGN_HEIF_SIZES_H_
#define FIT299_FOREIGN_HEIF_SIZES_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "codec/codec.h"
#include "foreign/hevc_units.h"

namespace fit299::foreign {

// All that is said of an item's size: by "ispe" and "hvcC", and by HEVC's headers in its data.
struct ItemSize {
  HevcSize smallest;  // 0x0 of what is cropped or turned, as no tile may be, and of what says none
  HevcSize largest;
  int pictures = 0;    // of HEVC in its data
  int transforms = 0;  // rotations, mirrorings, crops
};

// Of these items.
std::map<std::uint32_t, ItemSize> FindItemSizes(codec::Bytes file, codec::Bytes meta,
                                                const std::set<std::uint32_t>& items);

// Calls `visit` with each piece of each of these items.
void VisitPieces(codec::Bytes file, codec::Bytes meta, const std::set<std::uint32_t>& items,
                 const std::function<void(std::uint32_t item, codec::Bytes piece)>& visit);

// Calls `visit` with the data of each of these items, its pieces put together. False, and no call:
// they are far more than the file has, overlapping each other as no real file's do.
bool VisitContents(codec::Bytes file, codec::Bytes meta, const std::set<std::uint32_t>& items,
                   const std::function<void(std::uint32_t item, codec::Bytes content)>& visit);

// The rejection of a picture for which parts of it would have to be decoded that are far larger
// than itself, all together (kTooComplex), that is more than one, or is turned again and again
// (kCorrupt). `picture`: its item; nullopt: the primary one. REQUIRES: it does not nest too deep.
std::optional<Rejection> FindTooManyPixels(codec::Bytes file,
                                           std::optional<std::uint32_t> picture = {});

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_HEIF_SIZES_H_
