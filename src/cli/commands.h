// The commands, one row each: what it is called, what its help says, and the function that runs it.
// Which options it takes stands with the options (options.h).
#ifndef FIT299_CLI_COMMANDS_H_
#define FIT299_CLI_COMMANDS_H_

#include <span>
#include <string>
#include <string_view>

#include "cli/options.h"
#include "cli/parse.h"
#include "cli/settings.h"
#include "fit299/exit_status.h"
#include "fit299/expected.h"

namespace fit299::cli {

class Console;

struct Command {
  CommandSet bit;          // its own, in the sets that options name
  std::string_view name;   // "fit"
  std::string_view usage;  // what follows "fit299 NAME"
  std::string_view help;   // one line, without a final period
  std::string_view words;  // of its --help: what the words of `usage` mean
  std::string_view end;    // of its --help, after the options: exit codes, examples

  // Checks what the options say together, before anything is touched. Errors: kUsage.
  Expected<void, Failure> (*check)(const Settings& settings, Request& request);

  // Does it. A Failure is printed by the caller, as text or as --json has it.
  Expected<ExitStatus, Failure> (*run)(const Request& request, Console& console);
};

// In the order of the help.
std::span<const Command> Commands();

// nullptr: there is no such command.
const Command* FindCommand(std::string_view name);

// "fit and plan": those that are in the set.
std::string NamesOf(CommandSet commands);

}  // namespace fit299::cli

#endif  // FIT299_CLI_COMMANDS_H_
