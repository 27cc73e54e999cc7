// ICC profiles: not applied, only noticed.
#ifndef FIT299_CODEC_ICC_H_
#define FIT299_CODEC_ICC_H_

#include "codec/codec.h"

namespace fit299::codec {

// Of the bytes of a profile, or the beginning of them.
bool IsProfile(Bytes bytes);
bool IsSrgbProfile(Bytes bytes);

// True when leaving the profile out changes what the picture looks like: a real profile (not
// damaged bytes) that is not sRGB, which is what pixels are taken for anyway.
bool ProfileMatters(Bytes bytes);

}  // namespace fit299::codec

#endif  // FIT299_CODEC_ICC_H_
