// From OUTPUT as the user wrote it to where and how the results are stored.
#ifndef FIT299_BATCH_OUTPUT_H_
#define FIT299_BATCH_OUTPUT_H_

#include <cstdint>
#include <string>

#include "batch/job.h"
#include "fit299/exit_status.h"
#include "fit299/expected.h"
#include "sink/format.h"

namespace fit299::batch {

enum class Shape : std::uint8_t {
  kFolder,   // one file per image, the tree mirrored
  kStack,    // one array of all images
  kSingle,   // one file for the one input
  kStdout,   // the same, to standard output
  kNothing,  // the inputs are only looked at
};

struct Output {
  Shape shape = Shape::kFolder;
  sink::Format format = sink::Format::kNpy;
  std::string path;           // without a trailing slash; "-" for kStdout
  std::string manifest_path;  // "" for none
  std::string state_folder;   // while the run is unfinished; "" for kSingle and kStdout
};

// Looks at the disk only to see whether `job.output` is a folder. `one_file`: there is exactly one
// INPUT, and it is a file or standard input. Errors: kUsage, kConflict.
Expected<Output, Failure> DecideOutput(const Job& job, bool one_file);

// The job's recipe, held against what the output can store; images leave no choice in dtype and
// layout (uint8, nhwc). Refuses options that have no effect on this output. Errors: kUsage.
Expected<Recipe, Failure> AdaptRecipe(const Job& job, const Output& output);

}  // namespace fit299::batch

#endif  // FIT299_BATCH_OUTPUT_H_
