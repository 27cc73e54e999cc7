#include "foreign/foreign.h"

namespace fit299::foreign {

std::span<const codec::Codec> Codecs() { return {}; }

}  // namespace fit299::foreign
