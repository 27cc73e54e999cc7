#include "batch/process.h"

#include <exception>
#include <new>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "audit/look.h"
#include "batch/pixel_hash.h"
#include "codec/codec.h"
#include "geometry/orientation.h"
#include "record/digest.h"

namespace fit299::batch {
namespace {

// Holds the header of nearly every photo, EXIF thumbnail included.
constexpr std::size_t kHeadBytes = 64 * 1024;

// A suffix that promises another format than the content has. One that promises none at all
// (".dat") is no lie.
bool SuffixLies(std::string_view path, std::string_view format) {
  const codec::Codec* promised = codec::FindCodecBySuffix(SuffixOf(path));
  return promised != nullptr && promised->format != format;
}

// Some formats have their header at the end; those that this process decodes do not.
bool HeadMayDo(std::span<const std::byte> head) {
  const auto codec = codec::FindCodec(head);
  return !codec || (*codec)->in_process();
}

Limits LimitsOf(const Job& job) {
  Limits limits = job.limits;
  limits.max_memory = job.max_memory.value_or(0);
  return limits;
}

record::SourceFile ToRecord(const source::FileStamp& stamp) {
  return {stamp.bytes, stamp.mtime_ns};
}

// Looks at a picture's rows as they come.
class Onlooker : public RowTaker {
 public:
  void Begin(cv::Size stored, int orientation) override {
    const bool is_turned = TurnOf(orientation).transposes;
    size_ = is_turned ? cv::Size(stored.height, stored.width) : stored;
    hash_.emplace(stored, orientation);
    look_.emplace(stored, orientation);
  }

  void Take(const cv::Mat& rows) override {
    hash_->Add(rows);
    look_->Add(rows);
  }

  // REQUIRES: it has seen all of the picture.
  audit::Picture Describe(std::uint64_t index, std::span<const std::byte> file) const {
    return {record::HashOf(file),
            hash_->Value(),
            look_->Make(),
            static_cast<std::uint32_t>(index),
            static_cast<std::uint32_t>(size_.width),
            static_cast<std::uint32_t>(size_.height)};
  }

 private:
  cv::Size size_;  // upright
  std::optional<PixelHash> hash_;
  std::optional<audit::LookMaker> look_;
};

}  // namespace

Processor::Processor(const Plan& plan, InputReader& reader, MemoryBudget& budget)
    : plan_(plan),
      reader_(reader),
      budget_(budget),
      stopwatch_(plan.job.profile),
      preprocessor_(plan.recipe, LimitsOf(plan.job)) {
  if (plan.job.profile) preprocessor_.TellStages(&stopwatch_);
}

record::ItemReport Processor::Begin(std::uint64_t index) const {
  record::ItemReport report;
  report.index = index;
  report.path = plan_.inputs.list.Path(index);
  report.open_path = plan_.inputs.list.ShownPath(index);
  return report;
}

// Whatever an input makes libraries throw is caught here, at the worker's edge; but that memory is
// short must not make a good image a bad one.
template <class Work>
void Processor::Guard(record::ItemReport& report, Work work) {
  try {
    if (std::optional<Rejection> rejection = work()) report.rejection = *std::move(rejection);
  } catch (const std::bad_alloc&) {
    throw;  // the run's trouble, not the image's
  } catch (const std::exception& error) {
    report.rejection = Rejection{Reason::kInternalError, error.what()};
  }
}

Expected<Prepared, Rejection> Processor::Prepare(record::ItemReport& report) {
  auto prepared = preprocessor_.Prepare(bytes_);
  if (!prepared) return prepared;
  report.header = prepared->header;
  report.geometry = prepared->geometry;
  report.warnings.Add(prepared->header.warnings);
  if (SuffixLies(report.path, prepared->header.format)) {
    report.warnings.Add(Warning::kExtensionMismatch);
  }
  return prepared;
}

Expected<Prepared, Rejection> Processor::ReadAndPrepareHead(record::ItemReport& report) {
  auto stamp = reader_.ReadHead(report.index, kHeadBytes, bytes_);
  if (!stamp) return std::move(stamp).error();
  report.file = ToRecord(*stamp);
  const bool is_whole = stamp->bytes == bytes_.size();
  if (is_whole || HeadMayDo(bytes_)) {
    auto prepared = Prepare(report);
    const bool cut = !prepared && prepared.error().reason == Reason::kTruncated;
    if (!cut || is_whole) return prepared;
  }
  stamp = reader_.Read(report.index, bytes_);
  if (!stamp) return std::move(stamp).error();
  report.file = ToRecord(*stamp);
  return Prepare(report);
}

record::ItemReport Processor::Survey(std::uint64_t index) {
  record::ItemReport report = Begin(index);
  Guard(report, [&]() -> std::optional<Rejection> {
    auto prepared = ReadAndPrepareHead(report);
    if (!prepared) return std::move(prepared).error();
    return std::nullopt;
  });
  return report;
}

void Processor::ReleaseMemory(std::optional<MemoryBudget::Lease> lease) {
  const std::uint64_t kept = budget_.shares().kept;
  if (bytes_.capacity() > kept / 4) std::vector<std::byte>().swap(bytes_);
  // What small images leave behind is never worth a look.
  if (lease && lease->bytes() > kept / 2) preprocessor_.ReleaseMemory(kept);
}

std::optional<Finished> Processor::Fit(std::uint64_t index, std::vector<std::byte> buffer) {
  Finished finished{Begin(index), std::move(buffer), {}};
  record::ItemReport& report = finished.report;
  std::optional<MemoryBudget::Lease> lease;
  bool is_stopped = false;
  Guard(report, [&]() -> std::optional<Rejection> {
    stopwatch_.Enter(Stage::kRead);
    auto stamp = reader_.Read(index, bytes_);
    if (!stamp) return std::move(stamp).error();
    report.file = ToRecord(*stamp);
    auto prepared = Prepare(report);
    if (!prepared) return std::move(prepared).error();
    if (auto waste = FindWaste(*prepared, bytes_.size())) return waste;
    stopwatch_.Enter(Stage::kWait);
    lease = budget_.Take(prepared->fit_bytes + bytes_.size());
    stopwatch_.Enter(Stage::kOther);
    is_stopped = !lease;
    if (is_stopped) return std::nullopt;
    finished.tensor.resize(prepared->tensor_bytes);
    auto fitted = preprocessor_.Fit(bytes_, *prepared, finished.tensor);
    if (!fitted) return std::move(fitted).error();
    report.changes.Add(fitted->changes);
    report.warnings.Add(fitted->warnings);
    return std::nullopt;
  });
  stopwatch_.Enter(Stage::kOther);
  ReleaseMemory(std::move(lease));
  if (is_stopped) return std::nullopt;
  if (report.rejection) finished.tensor.clear();
  return finished;
}

std::optional<Finished> Processor::Check(std::uint64_t index) {
  Finished finished{Begin(index), {}, {}};
  record::ItemReport& report = finished.report;
  std::optional<MemoryBudget::Lease> lease;
  bool is_stopped = false;
  Guard(report, [&]() -> std::optional<Rejection> {
    auto stamp = reader_.Read(index, bytes_);
    if (!stamp) return std::move(stamp).error();
    report.file = ToRecord(*stamp);
    auto prepared = Prepare(report);
    if (!prepared) return std::move(prepared).error();
    lease = budget_.Take(prepared->decode_rows_bytes + bytes_.size());
    is_stopped = !lease;
    if (is_stopped) return std::nullopt;
    Onlooker onlooker;
    auto decoded = preprocessor_.DecodeRows(bytes_, *prepared, onlooker);
    if (!decoded) return std::move(decoded).error();
    report.changes.Add(decoded->changes);
    report.warnings.Add(decoded->warnings);
    finished.picture = onlooker.Describe(index, bytes_);
    return std::nullopt;
  });
  ReleaseMemory(std::move(lease));
  if (is_stopped) return std::nullopt;
  return finished;
}

}  // namespace fit299::batch
