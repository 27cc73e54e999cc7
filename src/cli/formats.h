// `fit299 formats`: what this build reads.
#ifndef FIT299_CLI_FORMATS_H_
#define FIT299_CLI_FORMATS_H_

#include "cli/options.h"
#include "cli/settings.h"
#include "fit299/exit_status.h"
#include "fit299/expected.h"

namespace fit299::cli {

class Console;

Expected<void, Failure> CheckFormats(const Settings& settings, Request& request);
Expected<ExitStatus, Failure> RunFormats(const Request& request, Console& console);

}  // namespace fit299::cli

#endif  // FIT299_CLI_FORMATS_H_
