// A whole file in memory as libjpeg's source of data.
#ifndef FIT299_CODEC_JPEG_SOURCE_H_
#define FIT299_CODEC_JPEG_SOURCE_H_

#include <cstddef>

#include "codec/codec.h"
#include "codec/libjpeg.h"

namespace fit299::codec {

struct JpegSource {
  jpeg_source_mgr base;  // first, because libjpeg hands back a pointer to it
  bool ended;            // libjpeg wanted more bytes than there are; it was told EOI instead
};

// Makes `source` read `file`.
jpeg_source_mgr* InstallJpegSource(JpegSource& source, Bytes file);

}  // namespace fit299::codec

#endif  // FIT299_CODEC_JPEG_SOURCE_H_
