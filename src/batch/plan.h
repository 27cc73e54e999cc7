// A Plan: a job held against the disk, with every check done that can be done before the first
// image is opened. Making one writes nothing.
#ifndef FIT299_BATCH_PLAN_H_
#define FIT299_BATCH_PLAN_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "batch/file_name.h"
#include "batch/job.h"
#include "batch/output.h"
#include "fit299/exit_status.h"
#include "fit299/expected.h"
#include "source/find_inputs.h"

namespace fit299::batch {

struct Plan {
  Job job;
  Recipe recipe;  // the job's, adapted to the output
  Output output;
  FileName file_name;  // kFolder only
  source::FoundInputs inputs;
  std::string inputs_digest;
  std::string digest;  // of all that decides the output's bytes and names

  std::uint64_t size() const { return inputs.list.size(); }

  // Where the sample of an input is stored: below the output folder, or the container's base name.
  std::string FileOf(std::uint64_t index) const;

  // The same as a path to open.
  std::string OpenFileOf(std::uint64_t index) const;

  int threads() const;

  // The memory that the threads share.
  std::uint64_t memory() const;
};

// Finds the inputs, decides the output, refuses name collisions. Errors: kUsage, kNoInput,
// kConflict, kFailure.
Expected<Plan, Failure> MakePlan(Job job);

// The same for a run that only looks at the inputs: there is no output but the manifest, if one is
// asked for. Errors: kUsage, kNoInput, kConflict, kFailure.
Expected<Plan, Failure> MakeCheckPlan(Job job);

// What a walk saw besides the inputs: by suffix (".txt"), and "hidden", "excluded", "no-suffix",
// "folder-links", "beyond-limit".
std::map<std::string, std::uint64_t, std::less<>> CountIgnored(const source::FoundInputs& found);

}  // namespace fit299::batch

#endif  // FIT299_BATCH_PLAN_H_
