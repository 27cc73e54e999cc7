// JPEG 2000 as OpenJPEG decodes it.
#ifndef FIT299_FOREIGN_OPENJPEG_H_
#define FIT299_FOREIGN_OPENJPEG_H_

#include <openjpeg.h>

#include <memory>

#include "codec/codec.h"

namespace fit299::foreign {

struct DeleteOpjImage {
  void operator()(opj_image_t* image) const { opj_image_destroy(image); }
};
using OpjImage = std::unique_ptr<opj_image_t, DeleteOpjImage>;

// Every component of what lies in `window`, by the codestream's own grid of pixels; empty: of all.
// `is_bare`: `file` is a codestream without boxes. Errors: kTruncated, kCorrupt, kTooLarge (there
// is not enough memory).
Expected<OpjImage, Rejection> Decompress(codec::Bytes file, bool is_bare, cv::Rect window = {});

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_OPENJPEG_H_
