// Runs a plan: from the list of inputs to the finished output and its manifest.
#ifndef FIT299_BATCH_RUN_H_
#define FIT299_BATCH_RUN_H_

#include <atomic>
#include <optional>

#include "batch/listener.h"
#include "batch/plan.h"
#include "batch/profile.h"
#include "fit299/exit_status.h"
#include "record/summary.h"

namespace fit299::batch {

struct Outcome {
  record::Summary summary;         // summary.exit is how the run ended
  std::optional<Failure> failure;  // why it ended early, or could not begin
  Profile profile;                 // of the threads at work
};

// `stop` becomes the number of a signal when the run shall end early, with what is under way
// finished and nothing half-written. Data appears under its final name only when it is whole, the
// manifest last of all.
Outcome RunPlan(const Plan& plan, Listener& listener, const std::atomic<int>& stop);

}  // namespace fit299::batch

#endif  // FIT299_BATCH_RUN_H_
