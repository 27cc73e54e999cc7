// How a run ends: the exit codes of the command line, and the failure that carries one.
#ifndef FIT299_EXIT_STATUS_H_
#define FIT299_EXIT_STATUS_H_

#include <string>

namespace fit299 {

enum class ExitStatus : int {
  kOk = 0,           // every input written, or a finished output of the same plan is there
  kFailure = 1,      // a failure not below
  kUsage = 2,        // usage, configuration or recipe error; nothing was touched
  kSkipped = 3,      // complete and valid, but some inputs were skipped
  kErrorBudget = 4,  // more errors than allowed; can be resumed
  kNoInput = 5,      // no usable input
  kConflict = 6,     // another plan's output is there, names collide, or another run holds it
  kResource = 7,     // out of disk, memory or another resource; can be resumed
  kDifference = 8,   // verify, merge, compare or check found a difference
  kHangup = 129,
  kInterrupted = 130,
  kTerminated = 143,
};

// Why a run cannot begin or go on. `message` is one or more sentences for the user: what is wrong,
// where, and what to do.
struct Failure {
  ExitStatus status;
  std::string message;
};

}  // namespace fit299

#endif  // FIT299_EXIT_STATUS_H_
