// What comes in, and what of it is too much.
#include <array>
#include <chrono>
#include <cmath>

#include "cli/option_effects.h"
#include "cli/option_groups.h"

namespace fit299::cli {
namespace {

Outcome ApplyTimeout(Request& request, const std::string& text) {
  constexpr double kLongest = 1e6;
  const auto seconds = ParseNumber(text);
  if (!seconds || *seconds < 0.001 || *seconds > kLongest) {
    return "'" + text + "' is not a number of seconds from 0.001 to 1000000";
  }
  request.job.limits.timeout = std::chrono::milliseconds(std::llround(*seconds * 1000));
  return {};
}

Outcome ApplyMaxAspect(Request& request, const std::string& text) {
  const auto aspect = ParseNumber(text);
  if (!aspect || *aspect < 1) return "'" + text + "' is not a number from 1 on";
  request.job.limits.max_aspect = *aspect;
  return {};
}

// An option is easier to read in few lines.
// clang-format off
constexpr std::array kInputOptions = {
    Option{"files-from", 'T', "LIST", Arity::kValue, Group::kInput, kReading, false, {},
           [] { return std::string("take the inputs from a list, a path a line; - is stdin"); },
           [](Request& r, const std::string& v) -> Outcome {
             r.job.query.files_from = v;
             return {};
           }},
    Option{"null", '0', "", Arity::kFlag, Group::kInput, kReading, false, {},
           [] { return std::string("entries of the list end in NUL (find -print0)"); },
           [](Request& r, const std::string& v) {
             return Put(ParseBool(v), r.job.query.null_separated);
           }},
    Option{"root", 0, "FOLDER", Arity::kValue, Group::kInput, kReading, false, {},
           [] {
             return std::string("what the list's entries are relative to (default: the working "
                                "folder)");
           },
           [](Request& r, const std::string& v) -> Outcome {
             if (v.empty()) return std::string("is empty");
             r.job.query.root = v;
             return {};
           }},
    Option{"include", 0, "GLOB", Arity::kList, Group::kInput, kReading, false, {},
           [] {
             return std::string("of a folder, take the files that match, whatever their suffix;\n"
                                "* also matches /, '*' takes all. Can be repeated");
           },
           [](Request& r, const std::string& v) -> Outcome {
             r.job.query.include.push_back(v);
             return {};
           }},
    Option{"exclude", 0, "GLOB", Arity::kList, Group::kInput, kReading, false, {},
           [] { return std::string("of a folder, leave out what matches. Can be repeated"); },
           [](Request& r, const std::string& v) -> Outcome {
             r.job.query.exclude.push_back(v);
             return {};
           }},
    Option{"hidden", 0, "", Arity::kFlag, Group::kInput, kReading, false, {},
           [] { return std::string("of a folder, also hidden and junk files (.*, __MACOSX)"); },
           [](Request& r, const std::string& v) { return Put(ParseBool(v), r.job.query.hidden); }},
    Option{"follow-links", 0, "", Arity::kFlag, Group::kInput, kReading, false, {},
           [] {
             return std::string("also walk into links to folders; links to files are always "
                                "followed");
           },
           [](Request& r, const std::string& v) {
             return Put(ParseBool(v), r.job.query.follow_links);
           }},
    Option{"limit", 0, "N", Arity::kValue, Group::kInput, kReading, false, {},
           [] { return std::string("only the first N inputs"); },
           [](Request& r, const std::string& v) {
             return Put(ParseInteger(v, 1, kUnlimited), r.job.query.limit);
           }},
    Option{"max-pixels", 0, "N", Arity::kValue, Group::kInput, kImages, false, {},
           [] { return std::string("skip images of more pixels than this (default: 100M)"); },
           [](Request& r, const std::string& v) {
             return Put(ParseAmount(v, 1000), r.job.limits.max_pixels);
           }},
    Option{"max-file-bytes", 0, "N", Arity::kValue, Group::kInput, kImages, false, {},
           [] { return std::string("skip files of more bytes than this (default: 256M)"); },
           [](Request& r, const std::string& v) {
             return Put(ParseAmount(v, 1024), r.job.max_file_bytes);
           }},
    Option{"max-memory", 0, "N", Arity::kValue, Group::kInput, kReading, false, {},
           [] {
             return std::string("memory for all threads together: images wait for their share, and\n"
                                "one that needs more alone is skipped (default: half of what is\n"
                                "available, within the limits of a container)");
           },
           [](Request& r, const std::string& v) {
             return Put(ParseAmount(v, 1024), r.job.max_memory);
           }},
    Option{"timeout", 0, "SECONDS", Arity::kValue, Group::kInput, kImages, false, {},
           [] { return std::string("skip images whose decoding takes longer (default: 30)"); },
           ApplyTimeout},
    Option{"min-side", 0, "N", Arity::kValue, Group::kInput, kImages, false, {},
           [] { return std::string("skip images with a side below N pixels (default: none)"); },
           [](Request& r, const std::string& v) {
             return PutInteger(v, 1, r.job.limits.min_side);
           }},
    Option{"max-aspect", 0, "R", Arity::kValue, Group::kInput, kImages, false, {},
           [] {
             return std::string("skip images whose longer side is more than R times the shorter\n"
                                "(default: none)");
           },
           ApplyMaxAspect},
};
// clang-format on

}  // namespace

std::span<const Option> InputOptions() { return kInputOptions; }

}  // namespace fit299::cli
