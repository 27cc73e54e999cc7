// Every option of the command line: its names, its help and its effect, one entry each.
//
// The same entries serve the flags, the environment (FIT299_<OPTION>) and the config file, so that
// none can know an option that another does not.
#ifndef FIT299_CLI_OPTIONS_H_
#define FIT299_CLI_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "batch/job.h"
#include "fit299/expected.h"

namespace fit299::cli {

// A set of commands: which of them take an option. Their table is in commands.cpp.
using CommandSet = std::uint32_t;
inline constexpr CommandSet kFit = 1U << 0;
inline constexpr CommandSet kPlan = 1U << 1;
inline constexpr CommandSet kRecipes = 1U << 2;
inline constexpr CommandSet kCompare = 1U << 3;
inline constexpr CommandSet kInspect = 1U << 4;
inline constexpr CommandSet kListFormats = 1U << 5;
inline constexpr CommandSet kCheck = 1U << 6;
inline constexpr CommandSet kFitting = kFit | kPlan;                   // make an OUTPUT
inline constexpr CommandSet kReading = kFitting | kCheck;              // read all of INPUT
inline constexpr CommandSet kImages = kReading | kCompare | kInspect;  // fit images
inline constexpr CommandSet kAllCommands = ~CommandSet{0};

struct Command;

// When to use a terminal's abilities.
enum class When : std::uint8_t { kAuto, kAlways, kNever };

// What a command line asks for: a job, and how to talk about it.
struct Request {
  const Command* command = nullptr;
  std::vector<std::string> operands;
  batch::Job job;
  bool recipe_given = false;       // any option that makes the recipe
  bool recipe_by_flag = false;     // by a flag, not by the environment or a config file
  bool rescale = false;            // Keras's 1/255: becomes the recipe's normalize
  double tolerance = 0;            // compare's
  std::optional<double> crop_pct;  // timm's: becomes the recipe's resize_shorter
  bool dry_run = false;
  bool json = false;
  bool verbose = false;
  bool quiet = false;
  bool help = false;
  bool version = false;
  When progress = When::kAuto;
  When color = When::kAuto;
};

enum class Group : std::uint8_t {
  kInput,
  kShape,
  kPixels,
  kValues,
  kComparing,
  kOutput,
  kErrors,
  kRunning,
};
std::string_view Title(Group group);

enum class Arity : std::uint8_t {
  kFlag,      // no value
  kOptional,  // likewise, or one after an equals sign
  kValue,     // one value; of several the last one counts
  kList,      // a value each time, all count
};

struct Option {
  std::string_view name;   // without the dashes: "resize-shorter"
  char letter;             // its short form, or 0
  std::string_view value;  // what the value is called in the help: "N"; "" for a flag
  Arity arity;
  Group group;
  CommandSet commands;                        // that take it
  bool hidden;                                // known, but not advertised: another tool's spelling
  std::span<const std::string_view> aliases;  // other tools' names for the very same
  std::string (*help)();                      // one line or more, without a final period

  // Puts one value ("true" for none) into the request. Errors: in words, without the option.
  Expected<void, std::string> (*apply)(Request& request, const std::string& value);
};

// In the order of the help.
std::span<const Option> Options();

// By its name or an alias, underscores read as hyphens. nullptr: there is no such option.
const Option* FindOption(std::string_view name);

}  // namespace fit299::cli

#endif  // FIT299_CLI_OPTIONS_H_
