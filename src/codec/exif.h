// EXIF: the one tag that concerns pixels, orientation.
#ifndef FIT299_CODEC_EXIF_H_
#define FIT299_CODEC_EXIF_H_

#include "codec/codec.h"

namespace fit299::codec {

struct ExifOrientation {
  int value = 1;        // 1..8; 1 as well when the tag is absent or outside of 1..8
  bool broken = false;  // the block contradicts itself before the tag is found
};

// `tiff`: an EXIF block from its TIFF header ("II*\0" or "MM\0*") on. Any bytes are allowed. Looks
// at the first directory only, once, so that no chain of offsets can lead in circles.
ExifOrientation ReadOrientation(Bytes tiff);

// Notes in `header` what an EXIF block says: the orientation, or the warning exif-ignored.
void NoteExif(Bytes tiff, Header& header);

}  // namespace fit299::codec

#endif  // FIT299_CODEC_EXIF_H_
