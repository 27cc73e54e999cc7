#include "batch/store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>
#include <vector>

#include "batch/disk.h"
#include "batch/failures.h"
#include "record/digest.h"
#include "record/escape.h"
#include "sink/encode.h"

namespace fit299::batch {
namespace {

using record::EscapeForDisplay;

bool FileHolds(const std::string& path, std::span<const std::byte> head,
               std::span<const std::byte> body) {
  const std::size_t size = head.size() + body.size();
  if (FileBytes(path) != size) return false;
  std::vector<char> there(size);
  std::ifstream file(path, std::ios::binary);
  return file.read(there.data(), static_cast<std::streamsize>(size)) &&
         std::memcmp(there.data(), head.data(), head.size()) == 0 &&
         std::memcmp(there.data() + head.size(), body.data(), body.size()) == 0;
}

}  // namespace

Expected<Store, Failure> Store::Open(const Plan& plan, std::string folder, bool replace,
                                     const RunStart* start, cv::Size canvas) {
  Store store(plan, std::move(folder), replace, start);
  if (plan.output.shape != Shape::kStack) return store;
  auto stack = sink::Stack::Create(store.folder_, plan.recipe, canvas);
  if (!stack) return ToFailure(stack.error());
  store.stack_.emplace(*std::move(stack));
  return store;
}

Expected<void, sink::WriteError> Store::WriteFile(const std::string& path,
                                                  std::span<const std::byte> head,
                                                  std::span<const std::byte> body) const {
  auto file = sink::PrivateFile::Create(folder_);
  if (!file) return std::move(file).error();
  if (auto done = file->WriteWhole(head, body); !done) return done;
  return start_ != nullptr ? start_->Publish(*file, path) : file->Publish(path, replace_);
}

Expected<void, Failure> Store::PutFile(Finished& finished, Stopwatch& stopwatch) {
  record::ItemReport& report = finished.report;
  if (sink::Row(plan_->output.format).is_image) stopwatch.Enter(Stage::kEncode);
  auto encoded = sink::EncodeFile(plan_->output.format, plan_->job.quality, plan_->recipe,
                                  finished.tensor, report.geometry->canvas);
  if (!encoded) {
    report.rejection = Rejection{Reason::kOutputFailed, std::move(encoded).error()};
    return {};
  }
  const auto head = std::as_bytes(std::span(encoded->head));
  stopwatch.Enter(Stage::kWrite);
  auto done = WriteSample(report, head, encoded->body);
  stopwatch.Enter(Stage::kRecord);
  if (!done) {
    if (auto* failure = std::get_if<Failure>(&done.error())) return std::move(*failure);
    report.rejection = std::get<Rejection>(std::move(done).error());
    return {};
  }
  report.stored =
      record::StoredSample{plan_->FileOf(report.index), std::nullopt,
                           record::Checksum(encoded->body), head.size() + encoded->body.size()};
  return {};
}

Expected<void, std::variant<Failure, Rejection>> Store::WriteSample(
    const record::ItemReport& report, std::span<const std::byte> head,
    std::span<const std::byte> body) {
  using Error = std::variant<Failure, Rejection>;
  const std::string path = plan_->OpenFileOf(report.index);
  if (plan_->output.shape == Shape::kStdout) {
    for (const auto part : {head, body}) {
      if (auto done = sink::WriteAll(STDOUT_FILENO, part, "standard output"); !done) {
        return Error(ToFailure(done.error()));
      }
    }
    return {};
  }
  if (plan_->output.shape == Shape::kSingle && !replace_ && Exists(path)) {
    if (FileHolds(path, head, body)) {
      // A make rule asks because the target looks old; now it does not.
      utimensat(AT_FDCWD, path.c_str(), nullptr, 0);
      was_up_to_date_ = true;
      return {};
    }
    return Error(Failure{ExitStatus::kConflict, EscapeForDisplay(path) +
                                                    " is there already, with other content. "
                                                    "--overwrite replaces it"});
  }
  const auto written = WriteFile(path, head, body);
  if (written) return {};
  if (plan_->output.shape == Shape::kSingle && written.error().code == EEXIST) {
    return Error(Failure{ExitStatus::kConflict, EscapeForDisplay(written.error().what)});
  }
  if (plan_->output.shape == Shape::kSingle || sink::IsResourceError(written.error().code)) {
    return Error(ToFailure(written.error()));
  }
  if (written.error().code == EEXIST) {
    // What is there is of this run, and no two inputs have the same name: this file system takes
    // different names for one.
    return Error(Rejection{Reason::kDuplicateOutput, written.error().what});
  }
  return Error(Rejection{Reason::kOutputFailed, written.error().what});
}

void Store::DescribeRow(Finished& finished) const {
  finished.report.stored =
      record::StoredSample{plan_->FileOf(finished.report.index), std::nullopt,
                           record::Checksum(finished.tensor), finished.tensor.size()};
}

Expected<void, Failure> Store::PutRow(const Finished& finished) const {
  const auto done = stack_->Put(*finished.report.stored->row, finished.tensor);
  if (!done) return ToFailure(done.error());
  return {};
}

Expected<void, Failure> Store::Publish(std::uint64_t rows) {
  if (!stack_) return {};
  const auto done = stack_->Publish(rows, plan_->output.path, replace_);
  if (!done) return ToFailure(done.error());
  return {};
}

}  // namespace fit299::batch
