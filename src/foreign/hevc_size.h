// The size of HEVC pictures, by their sequence parameter sets.
#ifndef FIT299_FOREIGN_HEVC_SIZE_H_
#define FIT299_FOREIGN_HEVC_SIZE_H_

#include <cstdint>
#include <functional>

#include "codec/codec.h"

namespace fit299::foreign {

// Of the part that is shown; 0x0: there is none, or it cannot be read.
struct HevcSize {
  std::uint64_t width = 0;
  std::uint64_t height = 0;
};

// Calls `see` with the size in each sequence parameter set (ITU-T H.265, 7.3.2.2) of a "hvcC" box
// (ISO/IEC 14496-15, 8.3.3.1).
void VisitConfiguredSizes(codec::Bytes hvcc, const std::function<void(HevcSize)>& see);

// Calls `see` with that in each one among the units of a picture, each of which has its length in
// four bytes before it.
void VisitCodedSizes(codec::Bytes picture, const std::function<void(HevcSize)>& see);

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_HEVC_SIZE_H_
