// The strips that a large JPEG 2000 picture is decoded in, so that it is never there as a whole.
#ifndef FIT299_FOREIGN_JPEG2000_STRIPS_H_
#define FIT299_FOREIGN_JPEG2000_STRIPS_H_

#include <cstdint>
#include <opencv2/core/types.hpp>
#include <optional>
#include <vector>

#include "codec/codec.h"
#include "foreign/codestream.h"

namespace fit299::foreign {

// Rows of the picture, from top to bottom: one strip of a small one; else whole tiles, or parts of
// such as are too large. Each is decoded from the start of the codestream: what lies outside of it
// is stepped over, but for the blocks of coefficients that reach into it.
std::vector<cv::Range> PlanStrips(const CodestreamSize& size);

// An upper bound of what OpenJPEG takes, in bytes, for the largest of them, without the file.
// `palette_columns`: the components that the colours of a palette have; 0: there is none.
std::uint64_t DecompressBytes(const CodingUnits& units, const CodestreamSize& size,
                              std::uint64_t palette_columns);

// The rejection of headers of packets, for layers above all, of which there are too many to be read
// for each strip; nullopt: there are not.
std::optional<Rejection> FindTooManyPackets(const CodingUnits& units, const CodestreamSize& size);

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_JPEG2000_STRIPS_H_
