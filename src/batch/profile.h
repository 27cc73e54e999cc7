// Where a run's time went.
#ifndef FIT299_BATCH_PROFILE_H_
#define FIT299_BATCH_PROFILE_H_

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "batch/stopwatch.h"

namespace fit299::batch {

std::string_view Name(Stage stage);

// Of all threads together.
struct Profile {
  int threads = 0;
  std::uint64_t images = 0;
  StageSeconds seconds{};  // without --profile: kWrite, and kOther for all else
  double cpu_seconds = 0;

  // Adds a thread's.
  void Add(const StageSeconds& thread, double thread_cpu_seconds);

  double Of(Stage stage) const { return seconds[static_cast<std::size_t>(stage)]; }
  double total() const;  // threads times the time that they ran

  // What no program could save: reading, decoding, encoding and writing.
  double floor() const;

  // How much of the time, 0 to 1, threads stood still while they wrote. Copying into the page cache
  // does not count, nor does waiting of other kinds: it is at most what they wrote, and at most
  // what they stood still.
  double StalledShare() const;
};

// {"threads": ..., "seconds": ..., "stages": {"read": seconds, ...}, "times_floor": ...}
nlohmann::ordered_json ToJson(const Profile& profile);

// CPU time of the calling thread.
double ThreadCpuSeconds();

}  // namespace fit299::batch

#endif  // FIT299_BATCH_PROFILE_H_
