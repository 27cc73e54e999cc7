// Ctrl-C and its kin: the first one asks the run to end cleanly, the second one ends the process.
#ifndef FIT299_CLI_STOP_H_
#define FIT299_CLI_STOP_H_

#include <atomic>

namespace fit299::cli {

// The number of the signal that asked to stop, 0 before. SIGHUP, SIGINT and SIGTERM are caught from
// the first call on, unless they are ignored (nohup). SIGPIPE and SIGXFSZ are ignored.
const std::atomic<int>& StopSignal();

}  // namespace fit299::cli

#endif  // FIT299_CLI_STOP_H_
