// fit299-decode, but for its table of formats: answers what decoder/client.h asks.
#ifndef FIT299_DECODER_SERVER_H_
#define FIT299_DECODER_SERVER_H_

#include <span>

#include "codec/codec.h"

namespace fit299::decoder {

// The whole program: takes its descriptors as decoder/protocol.h has them, and ends when its parent
// does. Returns the exit code: 2 when nobody is there who talks like fit299.
int Serve(int argc, const char* const* argv, std::span<const codec::Codec> codecs);

}  // namespace fit299::decoder

#endif  // FIT299_DECODER_SERVER_H_
