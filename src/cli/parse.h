// argv -> command, operands and settings. Nothing is done with them here.
#ifndef FIT299_CLI_PARSE_H_
#define FIT299_CLI_PARSE_H_

#include <string>
#include <vector>

#include "cli/settings.h"
#include "fit299/exit_status.h"
#include "fit299/expected.h"

namespace fit299::cli {

struct Command;

struct CommandLine {
  const Command* command = nullptr;  // nullptr: there is none
  std::vector<std::string> operands;
  Settings settings;
};

// Errors: kUsage, with the nearest known name, or with those that take an option which the command
// does not.
Expected<CommandLine, Failure> ParseArguments(int argc, const char* const* argv);

}  // namespace fit299::cli

#endif  // FIT299_CLI_PARSE_H_
