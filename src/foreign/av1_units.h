// The units of AV1, as far as they say how many frames are coded.
#ifndef FIT299_FOREIGN_AV1_UNITS_H_
#define FIT299_FOREIGN_AV1_UNITS_H_

#include <optional>

#include "codec/codec.h"

namespace fit299::foreign {

// Of the frames in a sequence of open bitstream units (AV1 Bitstream & Decoding Process
// Specification, 5.3), up to what is none.
int CountAv1Frames(codec::Bytes units);

// The rejection of a still picture of AVIF for which one of its items has more frames than layers
// can be: libavif has all of them decoded. nullopt: none has.
std::optional<Rejection> FindTooManyFrames(codec::Bytes file);

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_AV1_UNITS_H_
