// What one thread does with one input.
#ifndef FIT299_BATCH_PROCESS_H_
#define FIT299_BATCH_PROCESS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "batch/input_reader.h"
#include "batch/memory_budget.h"
#include "batch/plan.h"
#include "batch/settle.h"
#include "batch/stopwatch.h"
#include "fit299/preprocess.h"
#include "record/item_report.h"

namespace fit299::batch {

// Keeps its scratch memory between inputs. Not thread-safe: one for each thread.
class Processor {
 public:
  // REQUIRES: plan, reader and budget outlive it; the reader is of the same plan.
  Processor(const Plan& plan, InputReader& reader, MemoryBudget& budget);
  Processor(const Processor&) = delete;
  Processor& operator=(const Processor&) = delete;

  // Reads the header only: what would be done with the input.
  record::ItemReport Survey(std::uint64_t index);

  // Reads and fits the input. The tensor is made in `buffer`'s memory; it is empty when the input
  // was rejected. Waits for its share of the memory. Whatever goes wrong with one input is its
  // rejection; throws nothing but std::bad_alloc. nullopt: the run was stopped while it waited.
  std::optional<Finished> Fit(std::uint64_t index, std::vector<std::byte> buffer);

  // Reads and decodes the input, and describes the picture; nothing is fitted. Otherwise as Fit.
  std::optional<Finished> Check(std::uint64_t index);

  // Of fit299-decode, for the formats that were met so far.
  std::vector<DecoderVersion> UsedDecoders() const { return preprocessor_.UsedDecoders(); }

  // The thread's, from when this was made. Whoever works between inputs enters stages, too.
  Stopwatch& stopwatch() { return stopwatch_; }

 private:
  record::ItemReport Begin(std::uint64_t index) const;
  Expected<Prepared, Rejection> ReadAndPrepareHead(record::ItemReport& report);
  Expected<Prepared, Rejection> Prepare(record::ItemReport& report);

  // Ends an input's use of memory.
  void ReleaseMemory(std::optional<MemoryBudget::Lease> lease);

  template <class Work>
  void Guard(record::ItemReport& report, Work work);

  const Plan& plan_;
  InputReader& reader_;
  MemoryBudget& budget_;
  Stopwatch stopwatch_;
  Preprocessor preprocessor_;
  std::vector<std::byte> bytes_;
};

}  // namespace fit299::batch

#endif  // FIT299_BATCH_PROCESS_H_
