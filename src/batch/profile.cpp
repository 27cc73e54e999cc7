#include "batch/profile.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>

namespace fit299::batch {

std::string_view Name(Stage stage) {
  switch (stage) {
    case Stage::kRead: return "read";
    case Stage::kDecode: return "decode";
    case Stage::kResample: return "resample";
    case Stage::kNormalize: return "normalize";
    case Stage::kEncode: return "encode";
    case Stage::kWrite: return "write";
    case Stage::kRecord: return "record";
    case Stage::kWait: return "wait";
    case Stage::kOther: return "other";
  }
  return "";
}

void Profile::Add(const StageSeconds& thread, double thread_cpu_seconds) {
  ++threads;
  for (std::size_t i = 0; i < kStages; ++i) seconds[i] += thread[i];
  cpu_seconds += thread_cpu_seconds;
}

double Profile::total() const { return std::accumulate(seconds.begin(), seconds.end(), 0.0); }

double Profile::floor() const {
  return Of(Stage::kRead) + Of(Stage::kDecode) + Of(Stage::kEncode) + Of(Stage::kWrite);
}

double Profile::StalledShare() const {
  const double all = total();
  if (all <= 0) return 0;
  return std::min(Of(Stage::kWrite), std::max(0.0, all - cpu_seconds)) / all;
}

nlohmann::ordered_json ToJson(const Profile& profile) {
  const auto rounded = [](double value) { return std::round(value * 1e6) / 1e6; };
  nlohmann::ordered_json json;
  json["threads"] = profile.threads;
  json["images"] = profile.images;
  json["seconds"] = rounded(profile.total());
  json["cpu_seconds"] = rounded(profile.cpu_seconds);
  for (std::size_t i = 0; i < kStages; ++i) {
    json["stages"][std::string(Name(static_cast<Stage>(i)))] = rounded(profile.seconds[i]);
  }
  if (profile.floor() > 0) json["times_floor"] = rounded(profile.total() / profile.floor());
  return json;
}

double ThreadCpuSeconds() {
  timespec time = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

}  // namespace fit299::batch
