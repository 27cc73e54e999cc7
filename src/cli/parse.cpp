#include "cli/parse.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <deque>
#include <utility>

#include "cli/commands.h"
#include "cli/suggest.h"
#include "record/escape.h"

namespace fit299::cli {
namespace {

Failure Usage(std::string message) { return {ExitStatus::kUsage, std::move(message)}; }

// "image_size" of "--image_size=299".
std::string OptionName(const std::string& argument) {
  const std::string name = argument.substr(argument.find_first_not_of('-'));
  return name.substr(0, name.find('='));
}

// Underscores in a known option's name become hyphens: Keras's and img2dataset's way to write.
std::string WithHyphens(std::string argument) {
  if (!argument.starts_with("--") || argument.size() == 2) return argument;
  if (FindOption(OptionName(argument)) == nullptr) return argument;
  const auto end =
      argument.begin() + static_cast<std::ptrdiff_t>(std::min(argument.find('='), argument.size()));
  std::replace(argument.begin(), end, '_', '-');
  return argument;
}

std::vector<std::string> Normalized(int argc, const char* const* argv) {
  std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  for (std::string& argument : arguments) {
    if (argument == "--") break;
    argument = WithHyphens(std::move(argument));
  }
  return arguments;
}

Failure UnknownOption(const std::string& argument, const Command* command) {
  std::vector<std::string_view> known;
  for (const Option& option : Options()) {
    if (command != nullptr && (option.commands & command->bit) == 0) continue;
    known.push_back(option.name);
    known.insert(known.end(), option.aliases.begin(), option.aliases.end());
  }
  std::string message = "unknown option " + record::EscapeForDisplay(argument);
  if (argument.starts_with("--")) {
    const std::string_view nearest = Nearest(OptionName(argument), known);
    if (!nearest.empty()) return Usage(message + "; did you mean --" + std::string(nearest) + "?");
  }
  const std::string_view name = command == nullptr ? "fit" : command->name;
  return Usage(message + "; `fit299 " + std::string(name) + " --help` lists them all");
}

Failure UnknownCommand(const std::string& word) {
  std::vector<std::string_view> known;
  for (const Command& command : Commands()) known.push_back(command.name);
  const std::string shown = record::EscapeForDisplay(word);
  const std::string_view nearest = Nearest(word, known);
  if (!nearest.empty()) {
    return Usage("unknown command " + shown + "; did you mean fit299 " + std::string(nearest) +
                 "?");
  }
  return Usage("unknown command " + shown + "; the main job is `fit299 fit INPUT... -o OUTPUT`");
}

// One option's place to receive its values, while CLI11 reads the arguments.
struct Receiver {
  const Option* option;
  std::vector<std::string> values;
  CLI::Option* parsed = nullptr;
};

std::string CliNames(const Option& option) {
  std::string names;
  if (option.letter != 0) names += std::string("-") + option.letter + ",";
  names += "--" + std::string(option.name);
  for (const std::string_view alias : option.aliases) names += ",--" + std::string(alias);
  return names;
}

void AddOption(CLI::App& app, Receiver& receiver) {
  const std::string names = CliNames(*receiver.option);
  const Arity arity = receiver.option->arity;
  if (arity == Arity::kFlag || arity == Arity::kOptional) {
    receiver.parsed = app.add_flag(names);
  } else {
    receiver.parsed = app.add_option(names, receiver.values)
                          ->type_size(1)
                          ->expected(1)
                          ->allow_extra_args(false)
                          ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
}

// CLI11's words for a value that is not there are its own.
Failure ParseFailure(const CLI::ParseError& error) {
  std::string message = error.what();
  constexpr std::string_view kMissing = "1 required TEXT missing";
  const std::size_t missing = message.find(kMissing);
  if (missing != message.npos) message.replace(missing, kMissing.size(), "needs a value");
  return Usage(message);
}

// What a flag says: "true" where nothing stands behind it.
Expected<std::string, Failure> FlagText(const CLI::Option& parsed, const std::string& origin) {
  try {
    return std::string(parsed.as<bool>() ? "true" : "false");
  } catch (const CLI::ConversionError&) {
    return Usage(origin + ": '" + parsed.results().back() + "' is neither true nor false");
  }
}

Expected<void, Failure> AddSettings(Receiver& receiver, Settings& settings) {
  const Option& option = *receiver.option;
  const std::string origin = "--" + std::string(option.name);
  if (option.arity == Arity::kFlag && receiver.parsed->count() > 0) {
    auto text = FlagText(*receiver.parsed, origin);
    if (!text) return std::move(text).error();
    settings.Add(option, Level::kFlag, origin, *std::move(text));
  }
  if (option.arity == Arity::kOptional) receiver.values = receiver.parsed->results();
  for (std::string& value : receiver.values) {
    settings.Add(option, Level::kFlag, origin, std::move(value));
  }
  return {};
}

// The command may stand after options, too.
void TakeCommand(CommandLine& line) {
  if (line.command != nullptr || line.operands.empty()) return;
  line.command = FindCommand(line.operands[0]);
  if (line.command != nullptr) line.operands.erase(line.operands.begin());
}

// An option that the command does not take would be ignored in silence.
Expected<void, Failure> CheckTaken(const CommandLine& line) {
  if (line.command == nullptr) return {};
  for (const Option& option : Options()) {
    if ((option.commands & line.command->bit) != 0) continue;
    if (const Setting* setting = line.settings.Find(option.name)) {
      return Usage(setting->origin + " is an option of " + NamesOf(option.commands) + "; " +
                   std::string(line.command->name) + " does not take it");
    }
  }
  return {};
}

}  // namespace

Expected<CommandLine, Failure> ParseArguments(int argc, const char* const* argv) {
  std::vector<std::string> arguments = Normalized(argc, argv);
  CommandLine line;
  if (!arguments.empty() && arguments[0] == "help") arguments[0] = "--help";
  if (!arguments.empty() && !arguments[0].starts_with('-')) {
    line.command = FindCommand(arguments[0]);
    if (line.command == nullptr) return UnknownCommand(arguments[0]);
    arguments.erase(arguments.begin());
  }

  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::deque<Receiver> receivers;
  for (const Option& option : Options())
    AddOption(app, receivers.emplace_back(Receiver{&option, {}}));
  app.add_option("INPUT", line.operands);
  try {
    std::ranges::reverse(arguments);  // as CLI11 wants a vector to be
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    return ParseFailure(error);
  }
  TakeCommand(line);
  for (const std::string& extra : app.remaining()) {
    if (extra.starts_with('-') && extra != "-" && extra != "--") {
      return UnknownOption(extra, line.command);
    }
  }
  for (Receiver& receiver : receivers) {
    if (auto added = AddSettings(receiver, line.settings); !added) return std::move(added).error();
  }
  if (auto taken = CheckTaken(line); !taken) return std::move(taken).error();
  return line;
}

}  // namespace fit299::cli
