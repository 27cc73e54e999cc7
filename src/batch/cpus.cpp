#include "batch/cpus.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <thread>

namespace fit299::batch {
namespace {

// Cores by the quota, or a huge number where none is set.
double QuotaCpus() {
  constexpr double kNoQuota = 1e9;
  double quota = 0;
  double period = 0;
  std::string word;
  if (std::ifstream v2("/sys/fs/cgroup/cpu.max"); v2 >> word >> period) {
    if (word == "max" || period <= 0) return kNoQuota;
    return std::strtod(word.c_str(), nullptr) / period;
  }
  std::ifstream("/sys/fs/cgroup/cpu/cpu.cfs_quota_us") >> quota;
  std::ifstream("/sys/fs/cgroup/cpu/cpu.cfs_period_us") >> period;
  return quota > 0 && period > 0 ? quota / period : kNoQuota;
}

}  // namespace

int UsableCpus() {
  const auto affinity = static_cast<double>(std::max(1U, std::thread::hardware_concurrency()));
  return std::max(1, static_cast<int>(std::ceil(std::min(affinity, QuotaCpus()))));
}

}  // namespace fit299::batch
