// `fit299 recipes [NAME|FILE]`: what is built in, or what one of them stands for.
#ifndef FIT299_CLI_RECIPES_H_
#define FIT299_CLI_RECIPES_H_

#include "cli/options.h"
#include "cli/settings.h"
#include "fit299/exit_status.h"
#include "fit299/expected.h"

namespace fit299::cli {

class Console;

Expected<void, Failure> CheckRecipes(const Settings& settings, Request& request);
Expected<ExitStatus, Failure> RunRecipes(const Request& request, Console& console);

}  // namespace fit299::cli

#endif  // FIT299_CLI_RECIPES_H_
