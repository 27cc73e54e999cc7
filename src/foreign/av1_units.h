// The units of AV1, as far as they say how many frames are coded.
#ifndef FIT299_FOREIGN_AV1_UNITS_H_
#define FIT299_FOREIGN_AV1_UNITS_H_

#include <cstdint>
#include <optional>

#include "codec/codec.h"

namespace fit299::foreign {

// A sequence of open bitstream units (AV1 Bitstream & Decoding Process Specification, 5.3), up to
// what is none.
struct Av1Item {
  int frames = 0;
  std::uint64_t pixels = 0;  // of the largest frame that a sequence header allows
};
Av1Item ReadAv1Item(codec::Bytes units);

// Of all frames that a still picture of AVIF is made of, its alpha included: the sizes that their
// codec has them in, whatever the boxes say. 0: it cannot be read.
std::uint64_t CodedAv1Pixels(codec::Bytes file);

// The rejection of a still picture of AVIF for which one of its items has more frames than layers
// can be: libavif has all of them decoded. nullopt: none has.
std::optional<Rejection> FindTooManyFrames(codec::Bytes file);

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_AV1_UNITS_H_
