// What goes out, and where.
#include <array>
#include <string_view>
#include <vector>

#include "cli/option_effects.h"
#include "cli/option_groups.h"
#include "sink/format.h"

namespace fit299::cli {
namespace {

Outcome ApplyFormat(Request& request, const std::string& text) {
  std::vector<std::string_view> names;
  for (const sink::FormatRow& row : sink::Formats()) {
    if (row.name == Plain(text) || sink::FindFormatBySuffix("." + text) == &row) {
      request.job.format = row.format;
      return {};
    }
    names.push_back(row.name);
  }
  return UnknownName(text, names);
}

// Other tools' names for the same thing.
constexpr std::array<std::string_view, 1> kFormatAliases = {"output-format"};
constexpr std::array<std::string_view, 1> kQualityAliases = {"encode-quality"};

// An option is easier to read in few lines.
// clang-format off
constexpr std::array kOutputOptions = {
    Option{"output", 'o', "OUTPUT", Arity::kValue, Group::kOutput, kFitting, false, {},
           [] {
             return std::string("a folder (a file per image), x.npy (one array of all; with one\n"
                                "INPUT file, its tensor), or - (standard output)");
           },
           [](Request& r, const std::string& v) -> Outcome {
             r.job.output = v;
             return {};
           }},
    Option{"format", 'f', "F", Arity::kValue, Group::kOutput, kFitting, false, kFormatAliases,
           [] {
             return "what the files are (default: by OUTPUT's suffix, else npy)" +
                    Lines(sink::Formats());
           },
           ApplyFormat},
    Option{"name", 0, "NAME", Arity::kValue, Group::kOutput, kFitting, false, {},
           [] {
             return std::string("names in the output folder (default: {path}), made of {path},\n"
                                "{stem} (the path without suffix) and {index}");
           },
           [](Request& r, const std::string& v) -> Outcome {
             r.job.name = v;
             r.job.name_given = true;
             return {};
           }},
    Option{"quality", 0, "Q", Arity::kValue, Group::kOutput, kFitting, false, kQualityAliases,
           [] { return std::string("of jpeg and webp, 1 to 100 (default: 95)"); },
           [](Request& r, const std::string& v) {
             r.job.quality_given = true;
             return Put(ParseInteger(v, 1, 100), r.job.quality);
           }},
    Option{"manifest", 0, "FILE", Arity::kValue, Group::kOutput, kReading, false, {},
           [] {
             return std::string("where the record goes (default: beside OUTPUT; none for a single\n"
                                "file, and for check)");
           },
           [](Request& r, const std::string& v) -> Outcome {
             if (v.empty()) return std::string("is empty");
             r.job.manifest = v;
             return {};
           }},
    Option{"overwrite", 0, "", Arity::kFlag, Group::kOutput, kReading, false, {},
           [] { return std::string("replace what an earlier run has left in OUTPUT"); },
           [](Request& r, const std::string& v) { return Put(ParseBool(v), r.job.overwrite); }},
};
// clang-format on

}  // namespace

std::span<const Option> OutputOptions() { return kOutputOptions; }

}  // namespace fit299::cli
