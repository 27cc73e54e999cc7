#include "batch/workers.h"

#include <exception>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <vector>

namespace fit299::batch {

// Descriptors are taken for memory: both are the machine's, and say nothing of an image.
Failure FromException() {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return {ExitStatus::kResource,
            "out of memory, or of open files (ulimit -n); fewer threads need fewer of both: -j 1"};
  } catch (const std::exception& error) {
    return {ExitStatus::kFailure, error.what()};
  }
}

std::optional<Failure> RunWorkers(int threads, const std::function<void()>& work,
                                  const std::function<void()>& stop) {
  std::mutex mutex;
  std::optional<Failure> failure;
  const auto guarded = [&] {
    try {
      work();
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!failure) failure = FromException();
      stop();
    }
  };
  {
    std::vector<std::jthread> others;
    try {
      for (int i = 1; i < threads; ++i) others.emplace_back(guarded);
    } catch (const std::system_error&) {
      // The system gives no more threads: those that there are do all the work.
    }
    guarded();
  }
  return failure;
}

}  // namespace fit299::batch
