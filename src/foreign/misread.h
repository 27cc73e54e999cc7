// What a framework's reader makes of a file is what its recipes promise. Where that is not what the
// format says, it is imitated when it is a habit one can rely on, and else the file is refused.
#ifndef FIT299_FOREIGN_MISREAD_H_
#define FIT299_FOREIGN_MISREAD_H_

#include <string>
#include <string_view>

#include "codec/codec.h"

namespace fit299::foreign {

// The rejection of a file that this reader misreads. `what`: "a PNM whose maximum is 15".
inline Rejection Misread(std::string_view reader, const std::string& what) {
  return {Reason::kUnsupportedFeature, std::string(reader) + " misreads " + what +
                                           "; --reader standard takes what the format says"};
}

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_MISREAD_H_
