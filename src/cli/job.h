// Settings -> a checked request. The second of two steps: parsing never acts, this never parses
// argv.
#ifndef FIT299_CLI_JOB_H_
#define FIT299_CLI_JOB_H_

#include "cli/options.h"
#include "cli/parse.h"
#include "fit299/exit_status.h"
#include "fit299/expected.h"

namespace fit299::cli {

// Applies all settings that the command takes and refuses what contradicts itself, also what would
// be ignored in silence: an option that does not go with the policy chosen beside it. Errors:
// kUsage. REQUIRES: line.command.
Expected<Request, Failure> MakeRequest(const CommandLine& line);

}  // namespace fit299::cli

#endif  // FIT299_CLI_JOB_H_
