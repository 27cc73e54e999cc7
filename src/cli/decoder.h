// Where fit299-decode is.
#ifndef FIT299_CLI_DECODER_H_
#define FIT299_CLI_DECODER_H_

#include <string>

namespace fit299::cli {

// Its path: beside this program, else in ../libexec/fit299/. When it is in neither, the path where
// it should be.
std::string FindDecoder();

}  // namespace fit299::cli

#endif  // FIT299_CLI_DECODER_H_
