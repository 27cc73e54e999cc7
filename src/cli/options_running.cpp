// How the work is done and talked about.
#include <array>
#include <string_view>

#include "cli/option_effects.h"
#include "cli/option_groups.h"

namespace fit299::cli {
namespace {

constexpr std::array<std::string_view, 3> kWhens = {"auto", "always", "never"};

Outcome PutWhen(const std::string& text, When& target) {
  for (std::size_t i = 0; i < kWhens.size(); ++i) {
    if (kWhens[i] == Plain(text)) {
      target = static_cast<When>(i);
      return {};
    }
  }
  return UnknownName(text, {kWhens.begin(), kWhens.end()});
}

// Other tools' names for the same thing.
constexpr std::array<std::string_view, 4> kJobsAliases = {"threads", "num-thread", "num-threads",
                                                          "num-workers"};

// An option is easier to read in few lines.
// clang-format off
constexpr std::array kRunningOptions = {
    Option{"jobs", 'j', "N", Arity::kValue, Group::kRunning, kReading, false, kJobsAliases,
           [] {
             return std::string("threads (default: all usable cores). The result never depends on "
                                "it");
           },
           [](Request& r, const std::string& v) {
             return Put(ParseInteger(v, 1, 1024), r.job.jobs);
           }},
    Option{"profile", 0, "", Arity::kFlag, Group::kRunning, kFit, false, {},
           [] {
             return std::string("tell at the end where the time went, by stages, and how near that is\n"
                                "to reading, decoding and writing alone");
           },
           [](Request& r, const std::string& v) { return Put(ParseBool(v), r.job.profile); }},
    Option{"dry-run", 'n', "", Arity::kFlag, Group::kRunning, kFitting, false, {},
           [] { return std::string("read the headers and write nothing, as `fit299 plan`"); },
           [](Request& r, const std::string& v) { return Put(ParseBool(v), r.dry_run); }},
    Option{"json", 0, "", Arity::kFlag, Group::kRunning, kAllCommands, false, {},
           [] { return std::string("print the result as one JSON object on stdout"); },
           [](Request& r, const std::string& v) { return Put(ParseBool(v), r.json); }},
    Option{"verbose", 'v', "", Arity::kFlag, Group::kRunning, kReading, false, {},
           [] { return std::string("a line for every input"); },
           [](Request& r, const std::string& v) { return Put(ParseBool(v), r.verbose); }},
    Option{"quiet", 'q', "", Arity::kFlag, Group::kRunning, kAllCommands, false, {},
           [] { return std::string("no progress and no summary; skipped inputs and errors stay"); },
           [](Request& r, const std::string& v) { return Put(ParseBool(v), r.quiet); }},
    Option{"progress", 0, "WHEN", Arity::kValue, Group::kRunning, kReading, false, {},
           [] { return std::string("auto (a bar on a terminal, else a line now and then), always, never"); },
           [](Request& r, const std::string& v) { return PutWhen(v, r.progress); }},
    Option{"color", 0, "WHEN", Arity::kValue, Group::kRunning, kAllCommands, false, {},
           [] { return std::string("auto (on a terminal, without NO_COLOR), always, never"); },
           [](Request& r, const std::string& v) { return PutWhen(v, r.color); }},
    Option{"config", 0, "FILE", Arity::kValue, Group::kRunning, kAllCommands, false, {},
           [] {
             return std::string("TOML with options as keys: size = 299. A flag beats "
                                "FIT299_<OPTION>,\nwhich beats this file");
           },
           [](Request&, const std::string&) -> Outcome { return {}; }},
    Option{"help", 'h', "", Arity::kFlag, Group::kRunning, kAllCommands, false, {},
           [] { return std::string("this help"); },
           [](Request& r, const std::string& v) { return Put(ParseBool(v), r.help); }},
    Option{"version", 'V', "", Arity::kFlag, Group::kRunning, kAllCommands, false, {},
           [] { return std::string("the version, and those of the libraries"); },
           [](Request& r, const std::string& v) { return Put(ParseBool(v), r.version); }},
};
// clang-format on

}  // namespace

std::span<const Option> RunningOptions() { return kRunningOptions; }

}  // namespace fit299::cli
