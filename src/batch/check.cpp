#include "batch/check.h"

#include <chrono>
#include <cmath>
#include <limits>
#include <mutex>
#include <nlohmann/json.hpp>
#include <utility>

#include "batch/disk.h"
#include "batch/input_finder.h"
#include "batch/input_reader.h"
#include "batch/manifest_file.h"
#include "batch/memory_budget.h"
#include "batch/process.h"
#include "batch/quarantine.h"
#include "batch/settle.h"
#include "batch/workers.h"
#include "record/escape.h"

namespace fit299::batch {
namespace {

// Reports alone are small.
constexpr std::uint64_t kWindowPerThread = 256;

class Checker {
 public:
  Checker(const Plan& plan, Listener& listener, const std::atomic<int>& stop)
      : plan_(plan), listener_(listener), stop_(stop) {
    checked_.summary.inputs = plan.size();
    checked_.summary.manifest = plan.output.manifest_path;
    checked_.summary.normalized = IsNormalized(plan.recipe);
    checked_.summary.ignored = CountIgnored(plan.inputs);
  }

  Checked Run();

 private:
  Expected<void, Failure> Open();
  Expected<void, Failure> CheckManifestPlace() const;
  void Work();
  bool Settle(Finished& finished);
  Expected<void, Failure> Note(const record::ItemReport& report);
  void Fail(Failure failure);
  ExitStatus Exit() const;
  Expected<void, Failure> Close();

  const Plan& plan_;
  Listener& listener_;
  const std::atomic<int>& stop_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  Checked checked_;
  std::optional<ManifestFile> manifest_;
  std::optional<Quarantine> quarantine_;
  std::mutex mutex_;  // guards checked_.failure while threads are at work
};

Checked Checker::Run() {
  if (auto opened = Open(); !opened) {
    Fail(std::move(opened).error());
    checked_.summary.not_reached = plan_.size();
  } else {
    Work();
    checked_.duplicates = audit::FindDuplicates(checked_.pictures);
    checked_.odd = audit::FindOddShapes(checked_.pictures);
  }
  if (checked_.failure) {
    manifest_.reset();
    checked_.summary.manifest.clear();
  }
  checked_.summary.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  checked_.summary.exit = Exit();
  if (auto closed = Close(); !closed) {
    checked_.failure = std::move(closed).error();
    checked_.summary.exit = checked_.failure->status;
  }
  return std::move(checked_);
}

// What can refuse the run comes before the first input is opened.
Expected<void, Failure> Checker::Open() {
  if (plan_.size() > std::numeric_limits<std::uint32_t>::max()) {
    return Failure{ExitStatus::kResource, "more than 4294967295 inputs: check them in parts"};
  }
  if (!plan_.output.manifest_path.empty()) {
    if (auto checked = CheckManifestPlace(); !checked) return checked;
    auto manifest = ManifestFile::Create(plan_, "");
    if (!manifest) return std::move(manifest).error();
    manifest_.emplace(*std::move(manifest));
  }
  if (plan_.job.quarantine) {
    auto quarantine = Quarantine::Open(*plan_.job.quarantine, plan_.size());
    if (!quarantine) return std::move(quarantine).error();
    quarantine_.emplace(*std::move(quarantine));
  }
  return {};
}

Expected<void, Failure> Checker::CheckManifestPlace() const {
  const std::string& path = plan_.output.manifest_path;
  if (!Exists(path)) return {};
  const std::string shown = "--manifest " + record::EscapeForDisplay(path);
  if (IsFolder(path)) return Failure{ExitStatus::kConflict, shown + " is a folder"};
  InputFinder inputs(plan_);
  if (inputs.Find(path) != nullptr) {
    return Failure{ExitStatus::kConflict, shown + " is an input. Inputs are never replaced"};
  }
  if (plan_.job.overwrite) return {};
  return Failure{ExitStatus::kConflict, shown + " is there already. --overwrite replaces it"};
}

void Checker::Work() {
  const auto threads = static_cast<std::uint64_t>(plan_.threads());
  Settler settler(plan_.size(), kWindowPerThread * threads,
                  [&](Finished& finished) { return Settle(finished); });
  InputReader reader(plan_);
  MemoryBudget budget(DivideMemory(plan_.memory(), plan_.threads()), stop_);
  checked_.pictures.reserve(plan_.size());
  listener_.OnBegin(plan_.size());
  const auto work = [&] {
    Processor processor(plan_, reader, budget);
    while (stop_ == 0) {
      const auto index = settler.Claim();
      if (!index) return;
      std::optional<Finished> checked = processor.Check(*index);
      if (!checked) break;  // stopped
      settler.HandIn(*std::move(checked));
    }
    settler.Stop();
  };
  if (auto failure = RunWorkers(plan_.threads(), work, [&] { settler.Stop(); })) {
    Fail(*std::move(failure));
  }
  listener_.OnEnd();
  checked_.summary.not_reached = plan_.size() - settler.settled();
  if (const int signal = stop_; signal != 0 && checked_.summary.not_reached > 0) {
    Fail({static_cast<ExitStatus>(128 + signal),
          "ended early by a signal, " + std::to_string(checked_.summary.not_reached) + " of " +
              std::to_string(plan_.size()) + " inputs were not reached"});
  }
}

// In input order, one at a time.
bool Checker::Settle(Finished& finished) {
  const record::ItemReport& report = finished.report;
  checked_.summary.Count(report);
  listener_.OnSettled(report, checked_.summary);
  const auto index = static_cast<std::uint32_t>(report.index);
  if (report.rejection) {
    const std::string& detail = report.rejection->detail;
    checked_.rejected.push_back({index, report.rejection->reason,
                                 static_cast<std::uint32_t>(detail.size()),
                                 checked_.details.size()});
    checked_.details += detail;
  } else {
    checked_.pictures.push_back(*finished.picture);
    if (!report.warnings.empty()) {
      checked_.warned.push_back({index, report.warnings, report.header->format});
    }
  }
  auto noted = Note(report);
  if (noted) return true;
  Fail(std::move(noted).error());
  return false;
}

Expected<void, Failure> Checker::Note(const record::ItemReport& report) {
  if (manifest_) {
    if (auto added = manifest_->Add(report); !added) return added;
  }
  if (quarantine_ && report.rejection) return quarantine_->Add(report);
  return {};
}

void Checker::Fail(Failure failure) {
  const std::lock_guard lock(mutex_);
  if (!checked_.failure) checked_.failure = std::move(failure);
}

ExitStatus Checker::Exit() const {
  if (checked_.failure) return checked_.failure->status;
  const bool minded = checked_.summary.skipped > 0 || (plan_.job.strict && checked_.is_odd());
  return minded ? ExitStatus::kDifference : ExitStatus::kOk;
}

Expected<void, Failure> Checker::Close() {
  if (!manifest_) return {};
  return manifest_->Publish(CountsJson(checked_, "summary").dump() + "\n");
}

}  // namespace

std::string_view Checked::DetailOf(const RejectedInput& input) const {
  return std::string_view(details).substr(input.detail_begin, input.detail_size);
}

bool Checked::is_odd() const {
  return !warned.empty() || !duplicates.same_bytes.empty() || !duplicates.same_pixels.empty() ||
         !duplicates.alike.empty() || !odd.pixels.positions.empty() ||
         !odd.aspects.positions.empty();
}

Checked CheckInputs(const Plan& plan, Listener& listener, const std::atomic<int>& stop) {
  return Checker(plan, listener, stop).Run();
}

nlohmann::ordered_json CountsJson(const Checked& checked, std::string_view kind) {
  const record::Summary& summary = checked.summary;
  nlohmann::ordered_json json;
  json["kind"] = kind;
  json["inputs"] = summary.inputs;
  json["accepted"] = summary.written;
  json["rejected"] = summary.skipped;
  json["not_reached"] = summary.not_reached;
  json["reasons"] = summary.reasons;
  json["changes"] = summary.changes;
  json["warned"] = checked.warned.size();
  json["warnings"] = summary.warnings;
  json["duplicates"] = {{"same_bytes", checked.duplicates.same_bytes.surplus()},
                        {"same_pixels", checked.duplicates.same_pixels.surplus()},
                        {"alike", checked.duplicates.alike.surplus()}};
  json["odd_sizes"] = checked.odd.pixels.positions.size();
  json["odd_aspects"] = checked.odd.aspects.positions.size();
  json["ignored"] = nlohmann::ordered_json::object();
  for (const auto& [what, count] : summary.ignored) {
    json["ignored"][record::EscapeForJson(what)] = count;
  }
  if (!summary.manifest.empty()) json["manifest"] = record::EscapeForJson(summary.manifest);
  json["seconds"] = std::round(summary.seconds * 1000) / 1000;
  json["exit"] = static_cast<int>(summary.exit);
  return json;
}

}  // namespace fit299::batch
