// What --help and --version say, read from the tables.
#ifndef FIT299_CLI_HELP_H_
#define FIT299_CLI_HELP_H_

#include <string>

namespace fit299::cli {

struct Command;

// Of one command, or of the program when it is nullptr.
std::string Help(const Command* command);

std::string Version();

}  // namespace fit299::cli

#endif  // FIT299_CLI_HELP_H_
