// Two inputs must not write the same name, and no output may take an input's place.
#ifndef FIT299_BATCH_COLLISIONS_H_
#define FIT299_BATCH_COLLISIONS_H_

#include <string>

#include "fit299/exit_status.h"
#include "fit299/expected.h"

namespace fit299::batch {

struct Plan;

// Holds the names of an output folder against each other: no two equal, none the folder of another,
// none in the run's own state. Needs 16 bytes an input while it works. Errors: kConflict.
Expected<void, Failure> CheckNames(const Plan& plan);

// Holds what is already on the disk against the plan. What is there may be replaced if
// `may_replace`
// (--overwrite, or a run of the same plan left it), but never if it is an input. Errors: kConflict.
Expected<void, Failure> CheckExisting(const Plan& plan, bool may_replace);

// CheckExisting for a run that has not entered its state yet, as `plan` wants it.
Expected<void, Failure> CheckOutput(const Plan& plan);

}  // namespace fit299::batch

#endif  // FIT299_BATCH_COLLISIONS_H_
