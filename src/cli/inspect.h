// `fit299 inspect`: what an image or a tensor is, and how its values seem to be scaled.
#ifndef FIT299_CLI_INSPECT_H_
#define FIT299_CLI_INSPECT_H_

#include "cli/options.h"
#include "cli/settings.h"
#include "fit299/exit_status.h"
#include "fit299/expected.h"

namespace fit299::cli {

class Console;

Expected<void, Failure> CheckInspect(const Settings& settings, Request& request);

// Ends with kOk whatever is found; kFailure: a file cannot be read.
Expected<ExitStatus, Failure> RunInspect(const Request& request, Console& console);

}  // namespace fit299::cli

#endif  // FIT299_CLI_INSPECT_H_
