#include "cli/plan.h"

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "batch/collisions.h"
#include "batch/disk.h"
#include "batch/finished.h"
#include "batch/machine_memory.h"
#include "batch/plan.h"
#include "batch/survey.h"
#include "cli/console.h"
#include "cli/disk_notice.h"
#include "cli/format.h"
#include "cli/result.h"
#include "cli/stop.h"
#include "record/escape.h"
#include "record/summary.h"

namespace fit299::cli {
namespace {

using nlohmann::ordered_json;
using record::EscapeForDisplay;
using record::Summary;

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
      text += separator + std::to_string(count) + " " + record::EscapeName(what);
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
  const SampleKind kind{plan.recipe.dtype, sink::Row(plan.output.format).is_image};
  if (const auto notice = CacheNotice(space.needed, batch::AvailableMemory(), kind)) {
    text += *notice + "\n";
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

// `fit` would find the output finished.
ExitStatus PrintFinished(const batch::Plan& plan, const Summary& finished, const Request& request,
                         Console& console) {
  const std::string text = "up to date: " + EscapeForDisplay(plan.output.path) + "\n";
  const std::string json = ToResult(finished, std::nullopt).dump() + "\n";
  return PrintResult(request.json ? json : text, finished.exit, console);
}

}  // namespace

Expected<ExitStatus, Failure> RunPlan(const Request& request, Console& console) {
  const auto plan = batch::MakePlan(request.job);
  if (!plan) return plan.error();
  StopSignal();  // from here on, Ctrl-C ends cleanly; until now, it just ends
  auto finished = batch::FindFinished(*plan);
  if (!finished) return std::move(finished).error();
  if (*finished) return PrintFinished(*plan, **finished, request, console);
  batch::Survey survey = batch::SurveyInputs(*plan, console, StopSignal());
  if (const int signal = StopSignal(); signal != 0) {
    survey.failure = Failure{static_cast<ExitStatus>(128 + signal), "ended early by a signal"};
  }
  if (survey.failure) return *std::move(survey.failure);
  if (plan->output.shape == batch::Shape::kStack && survey.mismatch) {
    return batch::ToFailure(*survey.mismatch, *plan);
  }
  if (auto checked = batch::CheckOutput(*plan); !checked) return std::move(checked).error();
  PlannedSpace space{survey.summary.bytes, PlannedSpace::kUnknown};
  if (plan->output.shape != batch::Shape::kStdout) {
    space.free = batch::FreeBytes(plan->output.path).value_or(PlannedSpace::kUnknown);
  }
  survey.summary.exit = PlannedExit(survey.summary, space, request.job);
  if (!request.json) {
    return PrintResult(PlanText(*plan, survey, space), survey.summary.exit, console);
  }
  ordered_json json = ToResult(survey.summary, std::nullopt);
  json["kind"] = "plan";
  if (space.free != PlannedSpace::kUnknown) json["free"] = space.free;
  return PrintResult(json.dump() + "\n", survey.summary.exit, console);
}

}  // namespace fit299::cli
