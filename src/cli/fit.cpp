#include "cli/fit.h"

#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "batch/plan.h"
#include "batch/run.h"
#include "cli/console.h"
#include "cli/disk_notice.h"
#include "cli/plan.h"
#include "cli/profile.h"
#include "cli/result.h"
#include "cli/stop.h"
#include "record/escape.h"

namespace fit299::cli {
namespace {

using record::Summary;

Failure Usage(std::string message) { return {ExitStatus::kUsage, std::move(message)}; }

Expected<void, Failure> CheckOperands(const std::vector<std::string>& operands, batch::Job& job) {
  const bool list = job.query.files_from.has_value();
  if (operands.empty() && !list) {
    return Usage(
        "INPUT is missing: name files, folders or archives, a list (-T LIST), or - for one image "
        "on standard input");
  }
  if (!operands.empty() && list) return Usage("choose one of INPUT and -T LIST");
  if (!list && job.query.null_separated) return Usage("-0 goes with -T LIST");
  if (!list && job.query.root) return Usage("--root goes with -T LIST");
  const bool walks = !job.query.include.empty() || !job.query.exclude.empty();
  if (list && walks) return Usage("--include and --exclude go with folders, not with -T LIST");
  job.standard_input = std::ranges::find(operands, "-") != operands.end();
  if (job.standard_input && operands.size() > 1) {
    return Usage("- is one image on standard input, and goes with no other INPUT");
  }
  job.query.operands = operands;
  return {};
}

Expected<void, Failure> CheckOutput(const Request& request) {
  if (request.job.output.empty()) {
    return Usage(
        "OUTPUT is missing: -o tensors/ (a file per image) or -o x.npy (one array of all)");
  }
  if (request.job.output == "-" && request.json) {
    return Usage("-o - and --json both want standard output: choose one");
  }
  if (request.job.output == "-" && isatty(STDOUT_FILENO) == 1) {
    return Usage("-o - would write binary data to the terminal: redirect it, or name a file");
  }
  return {};
}

// A recipe of which something was overridden is not that recipe any more. (Size, type and layout
// are nobody's but the network's.)
void NoteOverrides(const batch::Job& job, Console& console) {
  std::string overrides;
  for (const std::string& name : job.recipe_overrides) {
    if (name == "size" || name == "dtype" || name == "layout") continue;
    overrides += (overrides.empty() ? "--" : ", --") + name;
  }
  if (overrides.empty()) return;
  console.Notice("recipe: " + record::EscapeForDisplay(job.recipe_name) + ", but for " + overrides);
}

void NoteWhatReadersMustKnow(const batch::Plan& plan, const Summary& summary, Console& console) {
  if (summary.written == 0) return;
  NoteOverrides(plan.job, console);
  if (plan.recipe.dtype == Dtype::kUint8 && HasFloatPixels(plan.recipe)) {
    console.Notice("the pixels of " + std::string(Name(plan.recipe.engine, plan.recipe.filter)) +
                   " have fractions; here they are rounded to 8 bits");
  }
  if (sink::Row(plan.output.format).is_image) return;  // nobody expects otherwise of an image
  if (plan.recipe.dtype == Dtype::kUint8 && plan.recipe.normalize != NormalizeMode::kNone) {
    console.Notice(
        "the values are pixels before normalization; whoever reads them still has to "
        "apply --normalize " +
        std::string(Name(plan.recipe.normalize)));
  }
}

void NoteDisk(const batch::Plan& plan, const batch::Outcome& outcome, Console& console) {
  const SampleKind kind{plan.recipe.dtype, sink::Row(plan.output.format).is_image};
  const double stalled = outcome.profile.StalledShare();
  if (auto notice = StallNotice(stalled, outcome.summary.seconds, kind)) console.Notice(*notice);
}

}  // namespace

Expected<void, Failure> CheckReading(const Settings& settings, Request& request) {
  if (auto checked = CheckOperands(request.operands, request.job); !checked) return checked;
  if (request.verbose && request.quiet &&
      settings.LevelOf("verbose") == settings.LevelOf("quiet")) {
    return Usage("choose one of --verbose and --quiet");
  }
  return {};
}

Expected<void, Failure> CheckFit(const Settings& settings, Request& request) {
  if (auto checked = CheckReading(settings, request); !checked) return checked;
  if (request.job.profile && request.dry_run &&
      settings.LevelOf("profile") == settings.LevelOf("dry-run")) {
    return Usage("--profile goes with a run that does the work, not with --dry-run");
  }
  return CheckOutput(request);
}

Expected<ExitStatus, Failure> RunFit(const Request& request, Console& console) {
  if (request.dry_run) return RunPlan(request, console);
  const auto plan = batch::MakePlan(request.job);
  if (!plan) return plan.error();
  StopSignal();  // from here on, Ctrl-C ends cleanly; until now, it just ends
  const batch::Outcome outcome = batch::RunPlan(*plan, console, StopSignal());
  if (outcome.failure) console.Error(outcome.failure->message);
  // Of one input, the lines above have said it all.
  if (!outcome.failure || plan->size() > 1) console.PrintSummary(outcome.summary);
  NoteWhatReadersMustKnow(*plan, outcome.summary, console);
  NoteDisk(*plan, outcome, console);
  if (request.job.profile) PrintProfile(outcome.profile, console);
  if (!request.json) return outcome.summary.exit;
  auto result = ToResult(outcome.summary, outcome.failure);
  if (request.job.profile) result["profile"] = batch::ToJson(outcome.profile);
  return PrintResult(result.dump() + "\n", outcome.summary.exit, console);
}

}  // namespace fit299::cli
