#include "batch/run.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "batch/collisions.h"
#include "batch/disk.h"
#include "batch/failures.h"
#include "batch/finished.h"
#include "batch/input_reader.h"
#include "batch/manifest_file.h"
#include "batch/memory_budget.h"
#include "batch/process.h"
#include "batch/quarantine.h"
#include "batch/run_start.h"
#include "batch/settle.h"
#include "batch/state.h"
#include "batch/store.h"
#include "batch/survey.h"
#include "batch/workers.h"
#include "record/digest.h"
#include "record/escape.h"

namespace fit299::batch {
namespace {

using record::EscapeForDisplay;
using record::Summary;

// How far work may run ahead of the slowest input. A waiting row of a stack holds its tensor, a
// file's report is small.
constexpr std::uint64_t kRowsPerThread = 4;
constexpr std::uint64_t kReportsPerThread = 256;

// How many rows may be on their way: fewer than usual where they are so large that those that wait
// would fill half of the memory, but one for each thread.
std::uint64_t RowWindow(std::uint64_t threads, std::uint64_t row_bytes, std::uint64_t memory) {
  const std::uint64_t room = memory / 2 / std::max<std::uint64_t>(1, row_bytes);
  return std::clamp(room, threads, threads * kRowsPerThread);
}

class Silence : public Listener {
  void OnBegin(std::uint64_t) override {}
  void OnSettled(const record::ItemReport&, const Summary&) override {}
  void OnEnd() override {}
};

class Runner {
 public:
  Runner(const Plan& plan, Listener& listener, const std::atomic<int>& stop)
      : plan_(plan), listener_(listener), stop_(stop) {
    summary_.inputs = plan.size();
    summary_.output = plan.output.path;
    summary_.manifest = plan.output.manifest_path;
    summary_.normalized = IsNormalized(plan.recipe);
    summary_.ignored = CountIgnored(plan.inputs);
  }

  Outcome Run();

 private:
  Expected<std::optional<Summary>, Failure> Begin();
  Expected<cv::Size, Failure> FindRowCanvas();
  Expected<void, Failure> CheckSpace() const;
  Expected<void, Failure> OpenOutput();

  void Work();
  void WorkOnOne(Settler& settler, Processor& processor, std::uint64_t index);
  void CheckRowCanvas(record::ItemReport& report) const;
  void NoteEndOf(Processor& processor, double cpu_seconds);
  bool Settle(Finished& finished);
  std::vector<std::byte> TakeBuffer();
  void GiveBuffer(std::vector<std::byte> buffer);
  void Fail(Failure failure);

  std::optional<Failure> FindEarlyEnd() const;
  Expected<void, Failure> Commit();
  void CloseSummary();
  Outcome End();

  const Plan& plan_;
  Listener& listener_;
  const std::atomic<int>& stop_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();

  cv::Size row_canvas_;   // of all tensors; empty when they may differ
  bool replace_ = false;  // files that are there may be replaced
  std::optional<State> state_;
  std::optional<RunStart> start_;  // where files are replaced one by one
  std::optional<Store> store_;
  std::optional<ManifestFile> manifest_;
  std::optional<Quarantine> quarantine_;
  record::Digest digest_;
  std::uint64_t rows_ = 0;
  std::vector<std::uint64_t> skipped_;  // while replacing: what may have left a file before
  Summary summary_;
  std::atomic<bool> has_stored_files_ = false;

  std::mutex mutex_;  // guards what follows while threads are at work
  std::optional<Failure> failure_;
  std::vector<std::vector<std::byte>> buffers_;
  std::map<std::string, std::string, std::less<>> decoders_;
  Profile profile_;
};

Outcome Runner::Run() {
  auto finished = Begin();
  if (!finished) {
    failure_ = std::move(finished).error();
    summary_.not_reached = plan_.size();
    return End();
  }
  if (*finished) return {**std::move(finished), std::nullopt, {}};

  Work();
  if (!failure_) failure_ = FindEarlyEnd();
  if (!failure_) {
    if (auto committed = Commit(); !committed) failure_ = std::move(committed).error();
  }
  return End();
}

// Everything that can refuse the run comes here, before the first input is opened.
Expected<std::optional<Summary>, Failure> Runner::Begin() {
  auto finished = FindFinished(plan_);
  if (!finished || *finished) return finished;
  auto canvas = FindRowCanvas();
  if (!canvas) return std::move(canvas).error();
  row_canvas_ = *canvas;
  if (auto opened = OpenOutput(); !opened) {
    // Nothing has been written, so no trace is left either.
    manifest_.reset();
    store_.reset();
    if (state_ && !state_->existed()) state_->Remove();
    return std::move(opened).error();
  }
  return finished;
}

// Only native images differ in size, and only a stack minds.
Expected<cv::Size, Failure> Runner::FindRowCanvas() {
  if (plan_.recipe.policy != Policy::kNative) return plan_.recipe.size;
  if (plan_.output.shape != Shape::kStack) return cv::Size();
  Silence silence;
  Survey survey = SurveyInputs(plan_, silence, stop_);
  if (survey.failure) return *std::move(survey.failure);
  if (survey.mismatch) return ToFailure(*survey.mismatch, plan_);
  return survey.canvas.value_or(cv::Size(1, 1));
}

Expected<void, Failure> Runner::CheckSpace() const {
  if (plan_.output.shape == Shape::kStdout || row_canvas_.empty()) return {};
  const std::uint64_t needed = plan_.size() * SampleBytes(plan_, row_canvas_);
  const auto free = FreeBytes(plan_.output.path);
  if (!free || needed <= *free) return {};
  return Failure{ExitStatus::kResource,
                 EscapeForDisplay(plan_.output.path) + " needs " + std::to_string(needed) +
                     " bytes, and " + std::to_string(*free) +
                     " are free there. --dtype uint8 takes a quarter of float32"};
}

Expected<void, Failure> Runner::OpenOutput() {
  if (!plan_.output.state_folder.empty()) {
    auto state = State::Enter(plan_);
    if (!state) return std::move(state).error();
    state_.emplace(*std::move(state));
  }
  replace_ = plan_.job.overwrite || (state_ && state_->may_replace());
  if (!replace_) {
    if (auto checked = CheckSpace(); !checked) return checked;
  }
  // A single file that is there may hold the very bytes that are to be written.
  const bool may_be_there = replace_ || plan_.output.shape == Shape::kSingle;
  if (auto checked = CheckExisting(plan_, may_be_there); !checked) return checked;

  if (replace_ && plan_.output.shape == Shape::kFolder) {
    auto start = RunStart::Mark(state_->folder());
    if (!start) return ToFailure(start.error());
    start_.emplace(*std::move(start));
  }
  const std::string partial = state_ ? state_->folder() : sink::ParentFolder(plan_.output.path);
  auto store = Store::Open(plan_, partial, replace_, start_ ? &*start_ : nullptr, row_canvas_);
  if (!store) return std::move(store).error();
  store_.emplace(*std::move(store));
  if (!plan_.output.manifest_path.empty()) {
    auto manifest = ManifestFile::Create(plan_, state_ ? state_->folder() : "");
    if (!manifest) return std::move(manifest).error();
    manifest_.emplace(*std::move(manifest));
  }
  if (plan_.job.quarantine) {
    auto quarantine = Quarantine::Open(*plan_.job.quarantine, plan_.size());
    if (!quarantine) return std::move(quarantine).error();
    quarantine_.emplace(*std::move(quarantine));
  }
  return state_ ? SetReplacedManifestAside(plan_, *state_) : Expected<void, Failure>();
}

void Runner::Work() {
  const auto threads = static_cast<std::uint64_t>(plan_.threads());
  const MemoryShares memory = DivideMemory(plan_.memory(), plan_.threads());
  const std::uint64_t window =
      store_->by_row() ? RowWindow(threads, SampleBytes(plan_, row_canvas_), memory.shared)
                       : threads * kReportsPerThread;
  Settler settler(plan_.size(), window, [&](Finished& finished) { return Settle(finished); });
  InputReader reader(plan_);
  MemoryBudget budget(memory, stop_);
  listener_.OnBegin(plan_.size());
  const auto work = [&] {
    const double cpu_before = ThreadCpuSeconds();
    Processor processor(plan_, reader, budget);
    bool is_done = false;
    while (!is_done && stop_ == 0) {
      processor.stopwatch().Enter(Stage::kWait);
      const auto index = settler.Claim();
      processor.stopwatch().Enter(Stage::kOther);
      if (index) WorkOnOne(settler, processor, *index);
      is_done = !index;
    }
    NoteEndOf(processor, ThreadCpuSeconds() - cpu_before);
    if (!is_done) settler.Stop();
  };
  if (auto failure = RunWorkers(plan_.threads(), work, [&] { settler.Stop(); })) {
    Fail(*std::move(failure));
  }
  listener_.OnEnd();
  summary_.decoders = std::move(decoders_);
  summary_.not_reached = plan_.size() - settler.settled();
  profile_.images = settler.settled();
}

void Runner::WorkOnOne(Settler& settler, Processor& processor, std::uint64_t index) {
  const auto fail = [&](Failure failure) {
    Fail(std::move(failure));
    settler.Stop();
  };
  std::optional<Finished> fitted = processor.Fit(index, TakeBuffer());
  if (!fitted) return settler.Stop();  // the input stays unsettled
  Finished finished = *std::move(fitted);
  Stopwatch& stopwatch = processor.stopwatch();
  if (finished.report.accepted() && store_->by_row()) {
    stopwatch.Enter(Stage::kRecord);
    CheckRowCanvas(finished.report);
    if (finished.report.accepted()) store_->DescribeRow(finished);
  } else if (finished.report.accepted()) {
    if (auto stored = store_->PutFile(finished, stopwatch); !stored) {
      return fail(std::move(stored).error());  // the input stays unsettled
    }
    if (finished.report.stored) has_stored_files_ = true;
    GiveBuffer(std::exchange(finished.tensor, {}));
  }
  stopwatch.Enter(Stage::kRecord);
  std::vector<Finished> all_settled = settler.HandIn(std::move(finished));
  for (Finished& settled : all_settled) {
    if (store_->by_row() && settled.report.accepted()) {
      stopwatch.Enter(Stage::kWrite);
      if (auto stored = store_->PutRow(settled); !stored) fail(std::move(stored).error());
    }
    GiveBuffer(std::move(settled.tensor));
  }
}

void Runner::NoteEndOf(Processor& processor, double cpu_seconds) {
  const StageSeconds seconds = processor.stopwatch().Read();
  const std::lock_guard lock(mutex_);
  profile_.Add(seconds, cpu_seconds);
  for (const DecoderVersion& decoder : processor.UsedDecoders()) {
    decoders_[std::string(decoder.format)] = decoder.library;
  }
}

// Native rows have the size that a survey of the headers found.
void Runner::CheckRowCanvas(record::ItemReport& report) const {
  if (report.geometry->canvas == row_canvas_) return;
  report.rejection = Rejection{Reason::kVanished,
                               "its size is another than when the headers were "
                               "read, before the run"};
}

// In input order, one at a time.
bool Runner::Settle(Finished& finished) {
  record::ItemReport& report = finished.report;
  if (report.stored) {
    if (store_->by_row()) report.stored->row = rows_;
    ++rows_;
    digest_.Add(report.path);
    digest_.Add("");  // label
    digest_.Add("");  // split
    digest_.Add(report.stored->checksum);
  }
  summary_.Count(report);
  listener_.OnSettled(report, summary_);
  if (manifest_) {
    if (auto added = manifest_->Add(report); !added) {
      Fail(std::move(added).error());
      return false;
    }
  }
  if (report.rejection && quarantine_) {
    if (auto added = quarantine_->Add(report); !added) {
      Fail(std::move(added).error());
      return false;
    }
  }
  if (report.rejection && replace_) skipped_.push_back(report.index);
  if (!report.rejection || !IsOverBudget(plan_.job, summary_.skipped, plan_.size())) return true;
  Fail({ExitStatus::kErrorBudget,
        plan_.job.stop_on_error
            ? "stopped at the first input that had to be skipped (--on-error stop)"
            : "stopped: more inputs had to be skipped than --max-errors allows (" +
                  std::to_string(summary_.skipped) + ")"});
  return false;
}

std::vector<std::byte> Runner::TakeBuffer() {
  const std::lock_guard lock(mutex_);
  if (buffers_.empty()) return {};
  std::vector<std::byte> buffer = std::move(buffers_.back());
  buffers_.pop_back();
  return buffer;
}

void Runner::GiveBuffer(std::vector<std::byte> buffer) {
  constexpr std::size_t kMostKept = 16U << 20;
  if (buffer.capacity() == 0 || buffer.capacity() > kMostKept) return;
  const std::lock_guard lock(mutex_);
  buffers_.push_back(std::move(buffer));
}

void Runner::Fail(Failure failure) {
  const std::lock_guard lock(mutex_);
  if (!failure_) failure_ = std::move(failure);
}

std::optional<Failure> Runner::FindEarlyEnd() const {
  if (const int signal = stop_; signal != 0 && summary_.not_reached > 0) {
    const std::string what = plan_.output.shape == Shape::kStack
                                 ? "nothing is written"
                                 : std::to_string(summary_.not_reached) + " of " +
                                       std::to_string(plan_.size()) + " inputs were not reached";
    return Failure{static_cast<ExitStatus>(128 + signal),
                   "ended early by a signal, " + what + ". The same command does the work again"};
  }
  if (rows_ == 0 && summary_.reasons.contains(std::string(Code(Reason::kOutputFailed)))) {
    return Failure{ExitStatus::kFailure, "no output could be written"};
  }
  if (rows_ == 0) {
    const std::string all =
        plan_.size() == 1 ? "it was" : "all " + std::to_string(plan_.size()) + " inputs were";
    return Failure{ExitStatus::kNoInput,
                   "no usable input: " + all + " skipped, nothing is written"};
  }
  return std::nullopt;
}

// Data first, manifest last.
Expected<void, Failure> Runner::Commit() {
  if (plan_.output.shape == Shape::kStack) {
    unlink(plan_.output.manifest_path.c_str());  // of an output that is being replaced
    state_->MarkPublishing();
    summary_.bytes = sink::Stack::FileBytes(plan_.recipe, row_canvas_, rows_);
  }
  if (auto published = store_->Publish(rows_); !published) return published;
  if (store_->was_up_to_date()) summary_.up_to_date = std::exchange(summary_.written, 0);
  summary_.digest = digest_.Hex();
  summary_.exit =
      summary_.skipped > 0 && !plan_.job.skips_ok ? ExitStatus::kSkipped : ExitStatus::kOk;
  CloseSummary();
  if (manifest_) {
    if (auto published = manifest_->Publish(summary_); !published) return published;
  }
  if (state_) {
    if (start_) RemoveReplacedFiles(plan_, skipped_, *start_, *state_);
    state_->Remove();
  }
  return {};
}

void Runner::CloseSummary() {
  summary_.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
}

Outcome Runner::End() {
  if (!failure_) return {std::move(summary_), std::nullopt, profile_};
  manifest_.reset();
  store_.reset();
  if (state_ && !has_stored_files_ && !state_->restarts()) {
    // Nothing has been touched, so all is left as it was.
    if (RestoreReplacedManifest(plan_, *state_)) state_->Remove();
  }
  summary_.exit = failure_->status;
  summary_.manifest.clear();
  if (plan_.output.shape == Shape::kStack) {
    // Its rows are gone with it.
    summary_.not_reached += std::exchange(summary_.written, 0);
    summary_.bytes = 0;
    summary_.changes.clear();
    summary_.warnings.clear();
  }
  CloseSummary();
  return {std::move(summary_), std::move(failure_), profile_};
}

}  // namespace

Outcome RunPlan(const Plan& plan, Listener& listener, const std::atomic<int>& stop) {
  return Runner(plan, listener, stop).Run();
}

}  // namespace fit299::batch
