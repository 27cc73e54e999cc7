// The threads of a run.
#ifndef FIT299_BATCH_WORKERS_H_
#define FIT299_BATCH_WORKERS_H_

#include <functional>

namespace fit299::batch {

// Calls `work` in so many threads, the calling one included, and returns when all have returned.
// OpenCV's own threads are switched off: they would fight with ours for the same cores.
void RunWorkers(int threads, const std::function<void()>& work);

}  // namespace fit299::batch

#endif  // FIT299_BATCH_WORKERS_H_
