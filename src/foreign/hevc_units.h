// The units of HEVC, as far as they say how large a picture is and how many there are.
#ifndef FIT299_FOREIGN_HEVC_UNITS_H_
#define FIT299_FOREIGN_HEVC_UNITS_H_

#include <cstdint>
#include <functional>

#include "codec/codec.h"

namespace fit299::foreign {

// Of the part that is shown; 0x0: there is none, or it cannot be read.
struct HevcSize {
  std::uint64_t width = 0;
  std::uint64_t height = 0;
};
HevcSize Smaller(HevcSize a, HevcSize b);  // in each direction
HevcSize Larger(HevcSize a, HevcSize b);

// Calls `see` with the size in each sequence parameter set (ITU-T H.265, 7.3.2.2) of a "hvcC" box
// (ISO/IEC 14496-15, 8.3.3.1).
void VisitConfiguredSizes(codec::Bytes hvcc, const std::function<void(HevcSize)>& see);

// What the units of an item are, each of which has its length in four bytes before it.
struct HevcItem {
  bool has_size = false;  // there are sequence parameter sets among them
  HevcSize smallest;
  HevcSize largest;
  int pictures = 0;  // that begin
};
HevcItem ReadHevcItem(codec::Bytes content);

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_HEVC_UNITS_H_
