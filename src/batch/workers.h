// The threads of a run.
#ifndef FIT299_BATCH_WORKERS_H_
#define FIT299_BATCH_WORKERS_H_

#include <functional>
#include <optional>

#include "fit299/exit_status.h"

namespace fit299::batch {

// What the exception that is being handled says to the user. REQUIRES: there is one.
Failure FromException();

// Calls `work` in so many threads, the calling one included, and returns when all have returned.
// What it throws in any of them ends them all: `stop` is called, and the failure is returned.
std::optional<Failure> RunWorkers(int threads, const std::function<void()>& work,
                                  const std::function<void()>& stop);

}  // namespace fit299::batch

#endif  // FIT299_BATCH_WORKERS_H_
