// The signatures of the formats that are decoded by another process.
#ifndef FIT299_CODEC_SIGNATURES_H_
#define FIT299_CODEC_SIGNATURES_H_

#include <cstddef>

#include "codec/codec.h"

namespace fit299::codec {

bool MatchesGif(Bytes bytes);
bool MatchesBmp(Bytes bytes);
bool MatchesTiff(Bytes bytes);  // BigTIFF as well
bool MatchesPnm(Bytes bytes);   // P1 to P6
bool MatchesAvif(Bytes bytes);
bool MatchesHeic(Bytes bytes);
bool MatchesJp2(Bytes bytes);  // the file format, and the bare codestream

// What may follow the two letters that PNM and its relatives begin with: white space, a comment.
bool IsPnmSpace(std::byte byte);

}  // namespace fit299::codec

#endif  // FIT299_CODEC_SIGNATURES_H_
