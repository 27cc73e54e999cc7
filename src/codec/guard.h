// A decoder's edge, where exceptions become rejections.
#ifndef FIT299_CODEC_GUARD_H_
#define FIT299_CODEC_GUARD_H_

#include <new>
#include <opencv2/core.hpp>
#include <utility>

#include "codec/codec.h"

namespace fit299::codec {

// Runs `decode`; what OpenCV throws on the way becomes a rejection, but for
// std::bad_alloc, which passes.
template <class Decode>
Expected<FitReport, Rejection> Guard(Decode decode) {
  try {
    return decode();
  } catch (const cv::Exception& error) {
    // That memory is short just now says nothing of the image.
    if (error.code == cv::Error::StsNoMem) throw std::bad_alloc();
    return Rejection{Reason::kInternalError, error.err};
  }
}

}  // namespace fit299::codec

#endif  // FIT299_CODEC_GUARD_H_
