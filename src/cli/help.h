// What --help and --version say, read from the tables.
#ifndef FIT299_CLI_HELP_H_
#define FIT299_CLI_HELP_H_

#include <string>
#include <string_view>

namespace fit299::cli {

// Of one command, or of the program when `command` is empty.
std::string Help(std::string_view command);

std::string Version();

}  // namespace fit299::cli

#endif  // FIT299_CLI_HELP_H_
