// libjpeg's header, which needs these two before it.
#ifndef FIT299_CODEC_LIBJPEG_H_
#define FIT299_CODEC_LIBJPEG_H_

// clang-format off
#include <cstddef>
#include <cstdio>
#include <jpeglib.h>
#include <jerror.h>
// clang-format on

#endif  // FIT299_CODEC_LIBJPEG_H_
