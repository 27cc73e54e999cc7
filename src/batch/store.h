// Where finished samples go: a file of their own, standard output, or a row of the stack.
#ifndef FIT299_BATCH_STORE_H_
#define FIT299_BATCH_STORE_H_

#include <cstdint>
#include <opencv2/core/types.hpp>
#include <optional>
#include <span>
#include <string>
#include <variant>

#include "batch/plan.h"
#include "batch/run_start.h"
#include "batch/settle.h"
#include "batch/stopwatch.h"
#include "fit299/exit_status.h"
#include "fit299/expected.h"
#include "sink/private_file.h"
#include "sink/stack.h"

namespace fit299::batch {

class Store {
 public:
  // `folder`: where partial files lie. `replace`: files that are there may be replaced, in a folder
  // those only that are older than `start`, which outlives this. `canvas`: of the rows of a stack,
  // and only used for one.
  static Expected<Store, Failure> Open(const Plan& plan, std::string folder, bool replace,
                                       const RunStart* start, cv::Size canvas);

  // True when a sample needs its row number before it can be stored.
  bool by_row() const { return stack_.has_value(); }

  // Stores a fitted sample in its own place and notes it in its report, in stages kEncode, kWrite
  // and kRecord; a failure that concerns this sample alone becomes its rejection. Thread-safe.
  // Errors: failures that end the run.
  Expected<void, Failure> PutFile(Finished& finished, Stopwatch& stopwatch);

  // The checksum of a sample that will be a row, in its report. Thread-safe.
  void DescribeRow(Finished& finished) const;

  // Writes the row that the report names. Thread-safe. Errors: failures that end the run.
  Expected<void, Failure> PutRow(const Finished& finished) const;

  // Gives the stack its name. Without one there is nothing to do.
  Expected<void, Failure> Publish(std::uint64_t rows);

  // True when the one file of the output was there already, with the very same bytes.
  bool was_up_to_date() const { return was_up_to_date_; }

 private:
  Store(const Plan& plan, std::string folder, bool replace, const RunStart* start)
      : plan_(&plan), folder_(std::move(folder)), replace_(replace), start_(start) {}

  Expected<void, sink::WriteError> WriteFile(const std::string& path,
                                             std::span<const std::byte> head,
                                             std::span<const std::byte> body) const;
  Expected<void, std::variant<Failure, Rejection>> WriteSample(const record::ItemReport& report,
                                                               std::span<const std::byte> head,
                                                               std::span<const std::byte> body);

  const Plan* plan_;
  std::string folder_;
  bool replace_;
  const RunStart* start_;  // null: nothing is replaced one by one
  std::optional<sink::Stack> stack_;
  bool was_up_to_date_ = false;
};

}  // namespace fit299::batch

#endif  // FIT299_BATCH_STORE_H_
