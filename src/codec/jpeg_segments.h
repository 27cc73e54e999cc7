// What a JPEG's segments say besides pixels: orientation and ICC profile.
#ifndef FIT299_CODEC_JPEG_SEGMENTS_H_
#define FIT299_CODEC_JPEG_SEGMENTS_H_

#include <cstddef>
#include <vector>

#include "codec/codec.h"

namespace fit299::codec {

// REQUIRES of both: libjpeg has accepted the header.

// Notes orientation and profile, wherever in the header they stand.
void NoteSegments(Bytes file, const DecodeRequest& request, Header& header);

// The whole profile, put together in the order of its pieces' numbers; empty: there is none.
std::vector<std::byte> ReadProfile(Bytes file);

}  // namespace fit299::codec

#endif  // FIT299_CODEC_JPEG_SEGMENTS_H_
