#include "batch/finished.h"

#include <cstdint>
#include <string>
#include <utility>

#include "batch/disk.h"
#include "record/escape.h"
#include "record/manifest.h"

namespace fit299::batch {
namespace {

using record::EscapeForDisplay;
using record::Summary;

Failure Conflict(std::string message) { return {ExitStatus::kConflict, std::move(message)}; }

Failure Damaged(const Plan& plan, const std::string& what) {
  return {ExitStatus::kFailure, EscapeForDisplay(plan.output.manifest_path) +
                                    " says that the output is finished, but " + what +
                                    ". --overwrite makes it anew"};
}

// Every file that the manifest names is there, and together they have the size that it names.
Expected<void, Failure> CheckFiles(const Plan& plan, const Summary& summary) {
  std::uint64_t bytes = 0;
  std::string missing;
  const auto add = [&](const std::string& path) {
    if (const auto size = FileBytes(path)) {
      bytes += *size;
    } else if (missing.empty()) {
      missing = path;
    }
  };
  if (plan.output.shape == Shape::kFolder) {
    auto read = record::ForEachStoredRow(
        plan.output.manifest_path,
        [&](const record::StoredRow& row) { add(plan.output.path + "/" + row.file); });
    if (!read) return Damaged(plan, read.error());
  } else {
    add(plan.output.path);
  }
  if (!missing.empty()) return Damaged(plan, EscapeForDisplay(missing) + " is not there");
  if (bytes != summary.bytes) {
    return Damaged(plan, "its files have " + std::to_string(bytes) + " bytes, not " +
                             std::to_string(summary.bytes));
  }
  return {};
}

Summary AsUpToDate(const Plan& plan, Summary summary) {
  summary.up_to_date = std::exchange(summary.written, 0);
  summary.seconds = 0;
  summary.output = plan.output.path;
  summary.manifest = plan.output.manifest_path;
  summary.ignored = CountIgnored(plan.inputs);
  summary.exit = summary.skipped > 0 && !plan.job.skips_ok ? ExitStatus::kSkipped : ExitStatus::kOk;
  return summary;
}

}  // namespace

Expected<std::optional<Summary>, Failure> FindFinished(const Plan& plan) {
  const std::string& path = plan.output.manifest_path;
  if (path.empty() || !Exists(path)) return std::optional<Summary>();
  auto manifest = record::ReadManifestEnds(path);
  if (!manifest) {
    return Conflict(EscapeForDisplay(path) + " is in the manifest's place: " + manifest.error() +
                    ". Move it away, or choose another place: --manifest FILE");
  }
  if (plan.job.overwrite) return std::optional<Summary>();
  if (plan.output.shape == Shape::kSingle && manifest->plan == plan.digest) {
    // Made anew and compared: a make rule asks because the input has changed, not its path.
    return std::optional<Summary>();
  }
  if (manifest->plan != plan.digest) {
    return Conflict("the output of another plan (other options, or other inputs) is in " +
                    EscapeForDisplay(plan.output.path) +
                    ". Choose another -o, or replace it: --overwrite");
  }
  if (!manifest->summary) return Damaged(plan, "its own last line is missing");
  if (auto checked = CheckFiles(plan, *manifest->summary); !checked) {
    return std::move(checked).error();
  }
  return std::optional(AsUpToDate(plan, *std::move(manifest->summary)));
}

}  // namespace fit299::batch
