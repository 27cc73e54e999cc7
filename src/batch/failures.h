// From a failed system call to the failure of a run.
#ifndef FIT299_BATCH_FAILURES_H_
#define FIT299_BATCH_FAILURES_H_

#include "fit299/exit_status.h"
#include "sink/private_file.h"

namespace fit299::batch {

// kResource when every further file would meet the same, else kFailure.
Failure ToFailure(const sink::WriteError& error);

}  // namespace fit299::batch

#endif  // FIT299_BATCH_FAILURES_H_
