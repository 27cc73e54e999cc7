// The command line: parse -> plan -> run -> exit status.
#ifndef FIT299_CLI_CLI_H_
#define FIT299_CLI_CLI_H_

#include "fit299/exit_status.h"

namespace fit299::cli {

// Never throws. `environment` is as for main.
ExitStatus Main(int argc, const char* const* argv, const char* const* environment);

}  // namespace fit299::cli

#endif  // FIT299_CLI_CLI_H_
