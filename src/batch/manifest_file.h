// The manifest of a run while it is written, and what becomes of the one that it replaces.
#ifndef FIT299_BATCH_MANIFEST_FILE_H_
#define FIT299_BATCH_MANIFEST_FILE_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "batch/plan.h"
#include "batch/run_start.h"
#include "fit299/exit_status.h"
#include "fit299/expected.h"
#include "record/item_report.h"
#include "record/summary.h"
#include "sink/private_file.h"

namespace fit299::batch {

class State;

class ManifestFile {
 public:
  // Begins a manifest with its header. Until it is published it lies in `state_folder`, or beside
  // its final place when the user chose one (which may be on another file system), or there is no
  // state. REQUIRES: plan.output.manifest_path is not empty.
  static Expected<ManifestFile, Failure> Create(const Plan& plan, const std::string& state_folder);

  Expected<void, Failure> Add(const record::ItemReport& report);

  // Ends it with the summary and gives it its name.
  Expected<void, Failure> Publish(const record::Summary& summary);
  Expected<void, Failure> Publish(const std::string& last_line);

 private:
  ManifestFile(sink::PrivateFile file, std::string path)
      : file_(std::move(file)), path_(std::move(path)) {}
  Expected<void, Failure> Flush();

  sink::PrivateFile file_;
  std::string path_;
  std::string buffer_;
};

// Before a folder's files are replaced one by one: its manifest is no longer true, and moves into
// the state.
Expected<void, Failure> SetReplacedManifestAside(const Plan& plan, const State& state);

// Back again, when nothing has been replaced. False: it had to stay in the state.
bool RestoreReplacedManifest(const Plan& plan, const State& state);

// After that: removes the files that the replaced manifest names and the plan does not write, and
// those of inputs that were skipped this time. Never an input, nor what was written since `start`.
void RemoveReplacedFiles(const Plan& plan, const std::vector<std::uint64_t>& skipped,
                         const RunStart& start, const State& state);

}  // namespace fit299::batch

#endif  // FIT299_BATCH_MANIFEST_FILE_H_
