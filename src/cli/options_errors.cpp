// What becomes of inputs that cannot be used.
#include <array>

#include "cli/option_effects.h"
#include "cli/option_groups.h"

namespace fit299::cli {
namespace {

Outcome ApplyOnError(Request& request, const std::string& text) {
  const std::string plain = Plain(text);
  if (plain != "skip" && plain != "stop") return UnknownName(text, {"skip", "stop"});
  request.job.stop_on_error = plain == "stop";
  return {};
}

Outcome ApplyMaxErrors(Request& request, const std::string& text) {
  batch::ErrorBudget budget;
  std::string number = text;
  if (!number.empty() && number.back() == '%') {
    budget.percent = true;
    number.pop_back();
    const auto percent = ParseNumber(number);
    if (!percent || *percent < 0 || *percent > 100) {
      return "'" + text + "' is not a share from 0% to 100%";
    }
    budget.count = *percent;
  } else {
    const auto count = ParseInteger(number, 0, kUnlimited);
    if (!count) return "'" + text + "' is neither a number like 100 nor a share like 1%";
    budget.count = static_cast<double>(*count);
  }
  request.job.max_errors = budget;
  return {};
}

// An option is easier to read in few lines.
// clang-format off
constexpr std::array kErrorsOptions = {
    Option{"on-error", 0, "HOW", Arity::kValue, Group::kErrors, kFitting, false, {},
           [] {
             return std::string("an input that cannot be used: skip it, or stop (default: skip)");
           },
           ApplyOnError},
    Option{"fail-on", 0, "WHAT", Arity::kValue, Group::kErrors, kImages, false, {},
           [] { return "what makes an image unusable (default: truncated)" + Lines(FailOns()); },
           [](Request& r, const std::string& v) {
             return PutChoice(v, FailOns(), r.job.limits.fail_on);
           }},
    Option{"max-errors", 0, "N|P%", Arity::kValue, Group::kErrors, kFitting, false, {},
           [] { return std::string("stop when more inputs than this were skipped"); },
           ApplyMaxErrors},
    Option{"skips-ok", 0, "", Arity::kFlag, Group::kErrors, kFitting, false, {},
           [] { return std::string("exit 0 though inputs were skipped, not 3"); },
           [](Request& r, const std::string& v) { return Put(ParseBool(v), r.job.skips_ok); }},
    Option{"quarantine", 0, "FOLDER", Arity::kValue, Group::kErrors, kReading, false, {},
           [] {
             return std::string("a folder that gets links to the rejected files, and a list of why:\n"
                                "FOLDER/quarantine.jsonl");
           },
           [](Request& r, const std::string& v) -> Outcome {
             if (v.empty()) return std::string("is empty");
             r.job.quarantine = v;
             return {};
           }},
    Option{"strict", 0, "", Arity::kFlag, Group::kErrors, kCheck, false, {},
           [] { return std::string("exit 8 also for warnings, duplicates and odd shapes"); },
           [](Request& r, const std::string& v) { return Put(ParseBool(v), r.job.strict); }},
};
// clang-format on

}  // namespace

std::span<const Option> ErrorsOptions() { return kErrorsOptions; }

}  // namespace fit299::cli
