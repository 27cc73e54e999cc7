#include "batch/workers.h"

#include <opencv2/core/utility.hpp>
#include <system_error>
#include <thread>
#include <vector>

namespace fit299::batch {

void RunWorkers(int threads, const std::function<void()>& work) {
  cv::setNumThreads(1);
  std::vector<std::jthread> others;
  try {
    for (int i = 1; i < threads; ++i) others.emplace_back(work);
  } catch (const std::system_error&) {
    // The system gives no more threads: those that there are do all the work.
  }
  work();
}

}  // namespace fit299::batch
