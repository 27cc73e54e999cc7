// What --profile prints.
#ifndef FIT299_CLI_PROFILE_H_
#define FIT299_CLI_PROFILE_H_

#include <string>
#include <vector>

#include "batch/profile.h"

namespace fit299::cli {

class Console;

// A table, line by line: a stage's seconds of all threads, milliseconds an image, share.
std::vector<std::string> ProfileLines(const batch::Profile& profile);

void PrintProfile(const batch::Profile& profile, Console& console);

}  // namespace fit299::cli

#endif  // FIT299_CLI_PROFILE_H_
