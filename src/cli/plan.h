// `fit299 plan`: what `fit` would do, without writing.
#ifndef FIT299_CLI_PLAN_H_
#define FIT299_CLI_PLAN_H_

#include "cli/options.h"
#include "fit299/exit_status.h"
#include "fit299/expected.h"

namespace fit299::cli {

class Console;

// REQUIRES: CheckFit has accepted the request.
Expected<ExitStatus, Failure> RunPlan(const Request& request, Console& console);

}  // namespace fit299::cli

#endif  // FIT299_CLI_PLAN_H_
