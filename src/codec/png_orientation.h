// Where a PNG may say how it is to be turned: its eXIf chunk, and texts that Pillow reads.
#ifndef FIT299_CODEC_PNG_ORIENTATION_H_
#define FIT299_CODEC_PNG_ORIENTATION_H_

#include "codec/exif.h"

namespace fit299::codec {

// REQUIRES: `file` begins with a PNG's signature. It may be the beginning of a file; what stands
// behind that is not found. The blocks point into `file`, or into `sources`.
OrientationSources FindPngOrientation(Bytes file, Reader reader);

}  // namespace fit299::codec

#endif  // FIT299_CODEC_PNG_ORIENTATION_H_
