// Settings from the environment and from a config file.
#ifndef FIT299_CLI_ENVIRONMENT_H_
#define FIT299_CLI_ENVIRONMENT_H_

#include <string>
#include <vector>

#include "cli/settings.h"
#include "fit299/exit_status.h"
#include "fit299/expected.h"

namespace fit299::cli {

// Adds FIT299_<OPTION> for every option that has such a variable: FIT299_RESIZE_SHORTER=333.
// Returns the names of variables that look like one, but are none.
std::vector<std::string> AddEnvironment(const char* const* environment, Settings& settings);

// Adds what a TOML file sets: keys are the options' names, with hyphens or underscores; values are
// strings, numbers, booleans, or arrays where an option takes several. Errors begin with `origin`,
// the option that names the file: kUsage.
Expected<void, Failure> AddToml(const std::string& origin, const std::string& path,
                                Settings& settings);

}  // namespace fit299::cli

#endif  // FIT299_CLI_ENVIRONMENT_H_
