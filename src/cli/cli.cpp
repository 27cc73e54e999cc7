#include "cli/cli.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

#include "batch/workers.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/environment.h"
#include "cli/help.h"
#include "cli/job.h"
#include "cli/parse.h"
#include "cli/result.h"
#include "record/escape.h"

namespace fit299::cli {
namespace {

using record::EscapeForDisplay;

// Before, or outside of, any request.
ExitStatus FailPlainly(const Failure& failure, const Command* command, bool json) {
  Request plain;
  plain.command = command;
  plain.json = json;
  Console console(plain, isatty(STDERR_FILENO) == 1);
  return EndInFailure(failure, plain, console);
}

// All settings: flags, environment, config file.
Expected<Request, Failure> ReadRequest(CommandLine& line, const char* const* environment,
                                       std::vector<std::string>& unknown_variables) {
  unknown_variables = AddEnvironment(environment, line.settings);
  if (const Setting* config = line.settings.Find("config")) {
    const std::string path = config->values.back();
    if (auto added = AddToml("--config", path, line.settings); !added)
      return std::move(added).error();
  }
  return MakeRequest(line);
}

ExitStatus Run(CommandLine line, const char* const* environment) {
  const bool decorated = isatty(STDERR_FILENO) == 1;
  std::vector<std::string> unknown_variables;
  const auto request = ReadRequest(line, environment, unknown_variables);
  if (!request) {
    return FailPlainly(request.error(), line.command, line.settings.Find("json") != nullptr);
  }
  Console console(*request, decorated);
  for (const std::string& variable : unknown_variables) {
    console.Warn("the environment's " + EscapeForDisplay(variable) + " is no option, ignored");
  }
  const auto ended = line.command->run(*request, console);
  return ended ? *ended : EndInFailure(ended.error(), *request, console);
}

// What can be said of the wish for JSON when nothing else could be read.
bool AsksForJson(int argc, const char* const* argv) {
  return std::any_of(argv, argv + argc,
                     [](const char* argument) { return std::string_view(argument) == "--json"; });
}

// Likewise of the command.
const Command* AskedCommand(int argc, const char* const* argv) {
  return argc > 1 ? FindCommand(argv[1]) : nullptr;
}

}  // namespace

ExitStatus Main(int argc, const char* const* argv, const char* const* environment) {
  const auto fail = [&](const Failure& failure) {
    return FailPlainly(failure, AskedCommand(argc, argv), AsksForJson(argc, argv));
  };
  try {
    auto line = ParseArguments(argc, argv);
    if (!line) return fail(line.error());
    Console console(Request{}, false);
    if (line->settings.Find("version") != nullptr) {
      return PrintResult(Version(), ExitStatus::kOk, console);
    }
    if (line->settings.Find("help") != nullptr) {
      return PrintResult(Help(line->command), ExitStatus::kOk, console);
    }
    if (line->command == nullptr) {
      std::fputs(Help(nullptr).c_str(), stderr);
      return ExitStatus::kUsage;
    }
    return Run(*std::move(line), environment);
  } catch (...) {
    return fail(batch::FromException());
  }
}

}  // namespace fit299::cli
