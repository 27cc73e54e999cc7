// The state of an unfinished run, on disk: its lock, its plan, its partial files. It lies in
// OUT/.fit299/ or, beside a container, in .x.npy.fit299/, and is gone when the run is finished.
#ifndef FIT299_BATCH_STATE_H_
#define FIT299_BATCH_STATE_H_

#include <optional>
#include <string>
#include <utility>

#include "batch/plan.h"
#include "fit299/exit_status.h"
#include "fit299/expected.h"

namespace fit299::batch {

class State {
 public:
  // Takes hold of the plan's output: makes the folders, locks, leaves the plan's digest. Errors:
  // kConflict (another run holds it, or an unfinished run of another plan is there and the job
  // does not say overwrite), kResource, kFailure.
  static Expected<State, Failure> Enter(const Plan& plan);

  State(State&& other) noexcept;
  State& operator=(State&&) = delete;
  ~State();  // releases the lock; a folder's state stays, unless Remove() was called

  const std::string& folder() const { return folder_; }

  // An unfinished run, of whatever plan, had left its state here.
  bool existed() const { return existed_; }

  // It was a run of the same plan.
  bool restarts() const { return restarts_; }

  // What is there now was written by that run: the files of a folder, a stack only if the run ended
  // while it gave it its name.
  bool may_replace() const { return may_replace_; }

  // From here on the stack may have its name.
  void MarkPublishing() const;

  // Where the manifest of an output that is being replaced is kept until the end.
  std::string OldManifest() const { return folder_ + "/replaced.jsonl"; }

  // Removes the state, and the output folder too when it is empty and was made by this run.
  void Remove();

 private:
  State(std::string folder, int lock) : folder_(std::move(folder)), lock_(lock) {}

  Expected<void, Failure> ClaimPlan(const Plan& plan);
  void RemoveLeftovers() const;

  std::string folder_;
  int lock_ = -1;
  bool existed_ = false;
  bool restarts_ = false;
  bool may_replace_ = false;
  std::string made_folder_;  // the output folder, if it was not there before
  bool keep_ = false;
};

// The digest of the plan whose unfinished run has left its state at the plan's output. nullopt:
// there is none.
std::optional<std::string> FindUnfinishedPlan(const Plan& plan);

// Why it is in the way of another plan.
Failure UnfinishedPlanFailure(const Plan& plan);

}  // namespace fit299::batch

#endif  // FIT299_BATCH_STATE_H_
