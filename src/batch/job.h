// Everything that a run is asked to do: the command line, checked but not yet held against the
// disk.
#ifndef FIT299_BATCH_JOB_H_
#define FIT299_BATCH_JOB_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fit299/preprocess.h"
#include "fit299/recipe.h"
#include "sink/format.h"
#include "source/find_inputs.h"

namespace fit299::batch {

// How many skipped inputs end a run: more than `count`, or more than `count` percent of all.
struct ErrorBudget {
  double count = 0;
  bool percent = false;
};

struct Job {
  // What comes in.
  source::InputQuery query;
  bool standard_input = false;  // one image's bytes, instead of all that

  // What goes out.
  std::string output;                     // a path, or "-" for standard output
  std::optional<sink::Format> format;     // absent: by the output's suffix
  int quality = 95;                       // of JPEG and WebP, 1..100
  std::string name = "{path}";            // of the files in an output folder
  std::optional<std::string> manifest;    // absent: beside the output
  bool overwrite = false;                 // replace what is there
  std::optional<std::string> quarantine;  // a folder that gets links to the rejected files

  Recipe recipe;
  std::string recipe_name;                    // of --recipe; "": none
  std::vector<std::string> recipe_overrides;  // the options that change it
  bool dtype_given = false;   // the user named the recipe's dtype, rather than leaving the default
  bool layout_given = false;  // likewise
  bool quality_given = false;
  bool name_given = false;
  Limits limits;
  std::uint64_t max_file_bytes = 256ULL << 20;

  // The bytes of memory that all threads together may take for images, files and tensors; an image
  // that needs more alone is skipped. Absent: half of what is available, and none is skipped.
  std::optional<std::uint64_t> max_memory;

  // When it ends.
  bool stop_on_error = false;
  std::optional<ErrorBudget> max_errors;
  bool skips_ok = false;  // skipped inputs do not change the exit code

  bool strict = false;  // of a check: what is odd counts as what is rejected

  bool profile = false;  // tell where the time went

  int jobs = 0;  // threads; 0: all usable cores
};

// True when a run of so many inputs has to end at so many skipped ones.
bool IsOverBudget(const Job& job, std::uint64_t skipped, std::uint64_t inputs);

}  // namespace fit299::batch

#endif  // FIT299_BATCH_JOB_H_
