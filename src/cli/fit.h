// `fit299 fit`: the main job.
#ifndef FIT299_CLI_FIT_H_
#define FIT299_CLI_FIT_H_

#include "cli/options.h"
#include "cli/settings.h"
#include "fit299/exit_status.h"
#include "fit299/expected.h"

namespace fit299::cli {

class Console;

// INPUT and how to talk about it, for all commands that read it. Errors: kUsage.
Expected<void, Failure> CheckReading(const Settings& settings, Request& request);

// INPUT, OUTPUT and what goes with them; `plan` takes the same. Errors: kUsage.
Expected<void, Failure> CheckFit(const Settings& settings, Request& request);

// With --dry-run it is RunPlan.
Expected<ExitStatus, Failure> RunFit(const Request& request, Console& console);

}  // namespace fit299::cli

#endif  // FIT299_CLI_FIT_H_
