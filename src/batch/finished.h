// Is the work done already?
#ifndef FIT299_BATCH_FINISHED_H_
#define FIT299_BATCH_FINISHED_H_

#include <optional>

#include "batch/plan.h"
#include "fit299/exit_status.h"
#include "fit299/expected.h"
#include "record/summary.h"

namespace fit299::batch {

// The summary of a finished output of the same plan, as a run that has nothing left to do: all
// that was written is `up_to_date`. nullopt: there is no finished output, or the job replaces it.
// Errors: kConflict (the output of another plan, or a foreign file, is in its place), kFailure (the
// manifest says finished, but files are missing or of another size).
Expected<std::optional<record::Summary>, Failure> FindFinished(const Plan& plan);

}  // namespace fit299::batch

#endif  // FIT299_BATCH_FINISHED_H_
