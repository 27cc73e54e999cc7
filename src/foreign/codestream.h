// The main markers of a JPEG 2000 codestream, walked without decoding and without OpenJPEG.
#ifndef FIT299_FOREIGN_CODESTREAM_H_
#define FIT299_FOREIGN_CODESTREAM_H_

#include <cstdint>
#include <optional>

#include "codec/codec.h"

namespace fit299::foreign {

// The SIZ segment.
struct CodestreamSize {
  cv::Size size;
  int components = 0;
  int depth = 0;  // the most bits of a component
  std::uint64_t tiles = 0;
  std::uint64_t tile_height = 0;
  std::uint64_t left = 0;  // of the picture's first pixel on the codestream's grid
  std::uint64_t top = 0;
  std::uint64_t above = 0;  // rows of the first tiles that lie above the picture
};

// Errors: kTruncated, kCorrupt, kTooLarge (a side that no picture here can have).
Expected<CodestreamSize, Rejection> ReadCodestreamSize(codec::Bytes codestream);

// What the wavelet's coefficients are coded in: the most of each that a header says for all of the
// picture, wherever it stands.
struct CodingUnits {
  std::uint64_t precincts = 0;  // where their size is said
  std::uint64_t blocks = 0;
  std::uint64_t block_height = 0;
  std::uint64_t packets = 1;     // of one precinct, in all components and tiles
  std::uint64_t bit_planes = 0;  // of a coefficient
};
CodingUnits CountCodingUnits(codec::Bytes codestream, const CodestreamSize& size);

// OpenJPEG keeps about a kilobyte for each precinct: that there are more than pixels could be worth
// is kTooComplex.
std::optional<Rejection> FindTooManyPrecincts(const CodingUnits& units, const CodestreamSize& size);

// The byte behind EOC, found by the lengths that the tile-parts say they have. Errors: kTruncated
// (a tile, a part of one or EOC is missing), kCorrupt.
Expected<std::size_t, Rejection> FindCodestreamEnd(codec::Bytes codestream,
                                                   const CodestreamSize& size);

// Of all tile-parts, without their headers: nullopt where those say no lengths that can be.
std::optional<std::uint64_t> CodedTileBytes(codec::Bytes codestream);

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_CODESTREAM_H_
