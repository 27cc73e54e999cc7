// A decoder's edge, where exceptions become rejections.
#ifndef FIT299_CODEC_GUARD_H_
#define FIT299_CODEC_GUARD_H_

#include <new>
#include <opencv2/core.hpp>
#include <utility>

#include "codec/codec.h"

namespace fit299::codec {

// Runs `decode`; what OpenCV or the allocator throw on the way becomes a rejection.
template <class Decode>
Expected<FitReport, Rejection> Guard(Decode decode) {
  try {
    return decode();
  } catch (const std::bad_alloc&) {
    return Rejection{Reason::kTooLarge, "not enough memory for its pixels"};
  } catch (const cv::Exception& error) {
    if (error.code == cv::Error::StsNoMem) {
      return Rejection{Reason::kTooLarge, "not enough memory for its pixels"};
    }
    return Rejection{Reason::kInternalError, error.err};
  }
}

}  // namespace fit299::codec

#endif  // FIT299_CODEC_GUARD_H_
