// The formats that are decoded in a process of their own: GIF, BMP, TIFF, PNM, AVIF, HEIC,
// JPEG 2000.
//
// Their libraries are large, and files of these formats are rare; a crash or a hang in one of them
// must not cost a run. Everything here is bounded and checked as if it ran in the main process.
#ifndef FIT299_FOREIGN_FOREIGN_H_
#define FIT299_FOREIGN_FOREIGN_H_

#include <span>

#include "codec/codec.h"

namespace fit299::foreign {

// A row for each: format, probe, decode, library. Suffixes and matches are empty: codec::Codecs()
// has them, and decides what a file is. A format without a row is not in this build.
std::span<const codec::Codec> Codecs();

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_FOREIGN_H_
