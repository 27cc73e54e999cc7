// The scans of a JPEG, looked at before any is decoded.
#ifndef FIT299_CODEC_JPEG_SCANS_H_
#define FIT299_CODEC_JPEG_SCANS_H_

#include <optional>

#include "codec/codec.h"
#include "codec/libjpeg.h"

namespace fit299::codec {

// Rejects too many scans, or more work than their bytes are worth (kTooComplex), and a picture that
// has no scan of a component, which libjpeg would leave gray (kTruncated). REQUIRES: `info` has the
// header of `file`.
std::optional<Rejection> FindOddScans(Bytes file, const jpeg_decompress_struct& info);

}  // namespace fit299::codec

#endif  // FIT299_CODEC_JPEG_SCANS_H_
