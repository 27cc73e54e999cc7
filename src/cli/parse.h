// argv -> command, operands and settings. Nothing is done with them here.
#ifndef FIT299_CLI_PARSE_H_
#define FIT299_CLI_PARSE_H_

#include <string>
#include <vector>

#include "cli/settings.h"
#include "fit299/exit_status.h"
#include "fit299/expected.h"

namespace fit299::cli {

struct CommandLine {
  std::string command;  // "fit", "plan"; "" when there is none
  std::vector<std::string> operands;
  Settings settings;
};

struct Command {
  std::string_view name;
  std::string_view usage;  // what follows "fit299 NAME"
  std::string_view help;
};
std::span<const Command> Commands();

// Errors: kUsage, with the nearest known name.
Expected<CommandLine, Failure> ParseArguments(int argc, const char* const* argv);

}  // namespace fit299::cli

#endif  // FIT299_CLI_PARSE_H_
