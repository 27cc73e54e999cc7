// WebP's pixels by libwebp, in steps between which time may be over.
#ifndef FIT299_CODEC_WEBP_PIXELS_H_
#define FIT299_CODEC_WEBP_PIXELS_H_

#include <webp/decode.h>
#include <webp/demux.h>

#include <opencv2/core/mat.hpp>

#include "codec/codec.h"

namespace fit299::codec {

// Decodes `data`, a file or a frame's chunks, into `pixels`, which has its size and three or four
// channels. VP8_STATUS_USER_ABORT: time is over. A small picture is decoded at once.
VP8StatusCode DecodeWebpPixels(Bytes data, const DecodeRequest& request, cv::Mat pixels);

// Decodes a file as far as it goes; the rest becomes gray. False: there is not even a row.
bool SalvageWebpPixels(Bytes file, const DecodeRequest& request, cv::Mat pixels);

// Draws an animation's first frame on a canvas of RGBA.
VP8StatusCode DrawFirstWebpFrame(const WebPDemuxer& demuxer, const DecodeRequest& request,
                                 cv::Mat& canvas);

}  // namespace fit299::codec

#endif  // FIT299_CODEC_WEBP_PIXELS_H_
