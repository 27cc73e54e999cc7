#include "cli/cli.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <limits>
#include <new>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "batch/collisions.h"
#include "batch/disk.h"
#include "batch/finished.h"
#include "batch/plan.h"
#include "batch/run.h"
#include "batch/survey.h"
#include "cli/console.h"
#include "cli/environment.h"
#include "cli/format.h"
#include "cli/help.h"
#include "cli/job.h"
#include "cli/parse.h"
#include "cli/stop.h"
#include "record/escape.h"
#include "record/summary.h"
#include "sink/private_file.h"

namespace fit299::cli {
namespace {

using nlohmann::ordered_json;
using record::EscapeForDisplay;
using record::Summary;

// Data on standard output counts as written only when the system has taken all of it.
bool Print(const std::string& text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
         std::fflush(stdout) == 0;
}

ExitStatus PrintResult(const std::string& text, ExitStatus status, Console& console) {
  if (Print(text)) return status;
  const int code = errno;
  console.Error(sink::MakeWriteError(code, "write", "standard output").what);
  if (status != ExitStatus::kOk && status != ExitStatus::kSkipped) return status;
  return sink::IsResourceError(code) ? ExitStatus::kResource : ExitStatus::kFailure;
}

// The object that --json always prints; `error` says why a run ended early.
ordered_json ToResult(const Summary& summary, const std::optional<Failure>& failure) {
  ordered_json json = record::ToJson(summary);
  if (failure) json["error"] = record::EscapeForJson(failure->message);
  return json;
}

ExitStatus Fail(const Failure& failure, const Request& request, Console& console) {
  console.Error(failure.message);
  if (!request.json) return failure.status;
  Summary summary;
  summary.output = request.job.output;
  summary.exit = failure.status;
  return PrintResult(ToResult(summary, failure).dump() + "\n", failure.status, console);
}

void NoteWhatReadersMustKnow(const batch::Plan& plan, const Summary& summary, Console& console) {
  if (summary.written == 0) return;
  if (sink::Row(plan.output.format).is_image) return;  // nobody expects otherwise of an image
  if (plan.recipe.dtype == Dtype::kUint8 && plan.recipe.normalize != NormalizeMode::kNone) {
    console.Notice(
        "the values are pixels before normalization; whoever reads them still has to "
        "apply --normalize " +
        std::string(Name(plan.recipe.normalize)));
  }
}

ExitStatus Fit(const batch::Plan& plan, const Request& request, Console& console) {
  const batch::Outcome outcome = batch::RunPlan(plan, console, StopSignal());
  if (outcome.failure) console.Error(outcome.failure->message);
  // Of one input, the lines above have said it all.
  if (!outcome.failure || plan.size() > 1) console.PrintSummary(outcome.summary);
  NoteWhatReadersMustKnow(plan, outcome.summary, console);
  if (!request.json) return outcome.summary.exit;
  return PrintResult(ToResult(outcome.summary, outcome.failure).dump() + "\n", outcome.summary.exit,
                     console);
}

// What `plan` says of the disk: the exact bytes, and whether there is room.
struct PlannedSpace {
  static constexpr std::uint64_t kUnknown = std::numeric_limits<std::uint64_t>::max();

  std::uint64_t needed;  // 0: only encoding tells
  std::uint64_t free;    // kUnknown: the system does not say

  bool fits() const { return needed <= free; }
};

std::string PlanText(const batch::Plan& plan, const batch::Survey& survey,
                     const PlannedSpace& space) {
  const Summary& summary = survey.summary;
  std::string text = Count(summary.inputs, "input") + ": " + std::to_string(summary.written) +
                     " to write, " + std::to_string(summary.skipped) +
                     " to skip, by their headers (damaged pixels show only in fit)\n";
  const auto list = [&](const char* title, const auto& counts) {
    if (counts.empty()) return;
    text += title;
    const char* separator = ": ";
    for (const auto& [what, count] : counts) {
      text += separator + std::to_string(count) + " " + EscapeForDisplay(what);
      separator = ", ";
    }
    text += "\n";
  };
  list("skipped", summary.reasons);
  list("warnings", summary.warnings);
  list("ignored", summary.ignored);
  text += "output: " + EscapeForDisplay(plan.output.path) + "\n";
  text += space.needed > 0
              ? "bytes: " + std::to_string(space.needed) + " (" + HumanBytes(space.needed) + ")\n"
              : std::string("bytes: known only after encoding\n");
  if (space.free != PlannedSpace::kUnknown) {
    text += "free: " + std::to_string(space.free) + " (" + HumanBytes(space.free) + ")" +
            (space.fits() ? "" : ", NOT ENOUGH") + "\n";
  }
  return text;
}

// How `fit` would end, as far as headers tell.
ExitStatus PlannedExit(const Summary& summary, const PlannedSpace& space, const batch::Job& job) {
  if (!space.fits() && !job.overwrite) return ExitStatus::kResource;
  if (batch::IsOverBudget(job, summary.skipped, summary.inputs)) return ExitStatus::kErrorBudget;
  if (summary.written == 0) return ExitStatus::kNoInput;
  return summary.skipped > 0 && !job.skips_ok ? ExitStatus::kSkipped : ExitStatus::kOk;
}

ExitStatus Plan(const batch::Plan& plan, const Request& request, Console& console) {
  auto finished = batch::FindFinished(plan);
  if (!finished) return Fail(finished.error(), request, console);
  if (*finished) {
    const std::string text = "up to date: " + EscapeForDisplay(plan.output.path) + "\n";
    const std::string json = ToResult(**finished, std::nullopt).dump() + "\n";
    return PrintResult(request.json ? json : text, (*finished)->exit, console);
  }
  batch::Survey survey = batch::SurveyInputs(plan, console, StopSignal());
  if (const int signal = StopSignal(); signal != 0) {
    survey.failure = Failure{static_cast<ExitStatus>(128 + signal), "ended early by a signal"};
  }
  if (survey.failure) return Fail(*survey.failure, request, console);
  if (plan.output.shape == batch::Shape::kStack && survey.mismatch) {
    return Fail(batch::ToFailure(*survey.mismatch, plan), request, console);
  }
  if (auto checked = batch::CheckOutput(plan); !checked) {
    return Fail(checked.error(), request, console);
  }
  PlannedSpace space{survey.summary.bytes, PlannedSpace::kUnknown};
  if (plan.output.shape != batch::Shape::kStdout) {
    space.free = batch::FreeBytes(plan.output.path).value_or(PlannedSpace::kUnknown);
  }
  survey.summary.exit = PlannedExit(survey.summary, space, request.job);
  if (!request.json) {
    return PrintResult(PlanText(plan, survey, space), survey.summary.exit, console);
  }
  ordered_json json = ToResult(survey.summary, std::nullopt);
  json["kind"] = "plan";
  if (space.free != PlannedSpace::kUnknown) json["free"] = space.free;
  return PrintResult(json.dump() + "\n", survey.summary.exit, console);
}

// Before, or outside of, any request.
ExitStatus FailPlainly(const Failure& failure, bool json) {
  Request plain;
  plain.json = json;
  Console console(plain, isatty(STDERR_FILENO) == 1);
  return Fail(failure, plain, console);
}

// All settings: flags, environment, config file.
Expected<Request, Failure> ReadRequest(CommandLine& line, const char* const* environment,
                                       std::vector<std::string>& unknown_variables) {
  unknown_variables = AddEnvironment(environment, line.settings);
  if (const Setting* config = line.settings.Find("config")) {
    const std::string path = config->values.back();
    if (auto added = AddConfig(path, line.settings); !added) return std::move(added).error();
  }
  return MakeRequest(line);
}

ExitStatus Run(CommandLine line, const char* const* environment) {
  const bool decorated = isatty(STDERR_FILENO) == 1;
  std::vector<std::string> unknown_variables;
  auto request = ReadRequest(line, environment, unknown_variables);
  if (!request) {
    return FailPlainly(request.error(), line.settings.Find("json") != nullptr);
  }
  Console console(*request, decorated);
  for (const std::string& variable : unknown_variables) {
    console.Warn("the environment's " + EscapeForDisplay(variable) + " is no option, ignored");
  }
  const auto plan = batch::MakePlan(request->job);
  if (!plan) return Fail(plan.error(), *request, console);
  StopSignal();  // from here on, Ctrl-C ends cleanly; until now, it just ends
  return request->dry_run ? Plan(*plan, *request, console) : Fit(*plan, *request, console);
}

// What can be said of the wish for JSON when nothing else could be read.
bool AsksForJson(int argc, const char* const* argv) {
  return std::any_of(argv, argv + argc,
                     [](const char* argument) { return std::string_view(argument) == "--json"; });
}

}  // namespace

ExitStatus Main(int argc, const char* const* argv, const char* const* environment) {
  try {
    auto line = ParseArguments(argc, argv);
    if (!line) return FailPlainly(line.error(), AsksForJson(argc, argv));
    Console console(Request{}, false);
    if (line->settings.Find("version") != nullptr) {
      return PrintResult(Version(), ExitStatus::kOk, console);
    }
    if (line->settings.Find("help") != nullptr) {
      return PrintResult(Help(line->command), ExitStatus::kOk, console);
    }
    if (line->command.empty()) {
      std::fputs(Help("").c_str(), stderr);
      return ExitStatus::kUsage;
    }
    return Run(*std::move(line), environment);
  } catch (const std::bad_alloc&) {
    return FailPlainly({ExitStatus::kResource, "out of memory; fewer threads need less: -j 1"},
                       AsksForJson(argc, argv));
  } catch (const std::exception& error) {
    return FailPlainly({ExitStatus::kFailure, error.what()}, AsksForJson(argc, argv));
  }
}

}  // namespace fit299::cli
