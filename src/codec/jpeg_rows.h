// The rows of a JPEG: all of them, or a part, of which the rest is only checked for damage.
#ifndef FIT299_CODEC_JPEG_ROWS_H_
#define FIT299_CODEC_JPEG_ROWS_H_

#include <opencv2/core/mat.hpp>

#include "codec/codec.h"
#include "codec/jpeg_inks.h"
#include "codec/libjpeg.h"

namespace fit299::codec {

// Reads all rows into `image`, which has room for them; or, for request.bands, those that are
// wanted through `image`, which has room for as many as shall be taken at a time.
//
// Coded data are read to the last bit wherever they lie. But what is well outside the wanted part
// gets no pixels, which saves half of the work; those inside are the same to the last bit.
//
// To be called within RunJpegStep. REQUIRES: the header is read, and the output chosen.
void ReadJpegRows(const DecodeRequest& request, JpegInks& inks, jpeg_decompress_struct& info,
                  cv::Mat& image);

}  // namespace fit299::codec

#endif  // FIT299_CODEC_JPEG_ROWS_H_
