#include "batch/workers.h"

#include <exception>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <vector>

namespace fit299::batch {

namespace {

Failure FromException() {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return {ExitStatus::kResource, "out of memory; fewer threads need less: -j 1"};
  } catch (const std::exception& error) {
    return {ExitStatus::kFailure, error.what()};
  }
}

}  // namespace

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
