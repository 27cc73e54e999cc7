// What a command leaves on standard output, and how it ends.
#ifndef FIT299_CLI_RESULT_H_
#define FIT299_CLI_RESULT_H_

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "cli/options.h"
#include "fit299/exit_status.h"
#include "record/summary.h"

namespace fit299::cli {

class Console;

// Prints the text. It counts as written only when the system has taken all of it: `status`, or
// another one when it has not.
ExitStatus PrintResult(const std::string& text, ExitStatus status, Console& console);

// The object that --json prints of a run; `error` says why it ended early.
nlohmann::ordered_json ToResult(const record::Summary& summary,
                                const std::optional<Failure>& failure);

// Ends in a failure: says it, and with --json prints an object with `error` and `exit`. Commands
// that make an OUTPUT print a summary.
ExitStatus EndInFailure(const Failure& failure, const Request& request, Console& console);

}  // namespace fit299::cli

#endif  // FIT299_CLI_RESULT_H_
