// `fit299 check`: a report on the inputs, before anything is made of them.
#ifndef FIT299_CLI_CHECK_H_
#define FIT299_CLI_CHECK_H_

#include "cli/options.h"
#include "fit299/exit_status.h"
#include "fit299/expected.h"

namespace fit299::cli {

class Console;

// REQUIRES: CheckReading has accepted the request.
Expected<ExitStatus, Failure> RunCheck(const Request& request, Console& console);

}  // namespace fit299::cli

#endif  // FIT299_CLI_CHECK_H_
