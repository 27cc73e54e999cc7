// `fit299 compare`: how far two sets of tensors are apart, and why.
#ifndef FIT299_CLI_COMPARE_H_
#define FIT299_CLI_COMPARE_H_

#include "cli/options.h"
#include "cli/settings.h"
#include "fit299/exit_status.h"
#include "fit299/expected.h"

namespace fit299::cli {

class Console;

Expected<void, Failure> CheckCompare(const Settings& settings, Request& request);

// Ends with kDifference when anything is outside of the tolerance.
Expected<ExitStatus, Failure> RunCompare(const Request& request, Console& console);

}  // namespace fit299::cli

#endif  // FIT299_CLI_COMPARE_H_
