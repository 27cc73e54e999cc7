// The tables of options, one for each group; Options() is all of them.
#ifndef FIT299_CLI_OPTION_GROUPS_H_
#define FIT299_CLI_OPTION_GROUPS_H_

#include <span>

#include "cli/options.h"

namespace fit299::cli {

std::span<const Option> InputOptions();
std::span<const Option> ShapeOptions();
std::span<const Option> PixelsOptions();
std::span<const Option> ValuesOptions();
std::span<const Option> ComparingOptions();
std::span<const Option> OutputOptions();
std::span<const Option> ErrorsOptions();
std::span<const Option> RunningOptions();

}  // namespace fit299::cli

#endif  // FIT299_CLI_OPTION_GROUPS_H_
