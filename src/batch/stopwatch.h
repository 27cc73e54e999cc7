// A thread's time, divided among the stages of its work.
#ifndef FIT299_BATCH_STOPWATCH_H_
#define FIT299_BATCH_STOPWATCH_H_

#include <array>
#include <chrono>

#include "fit299/stage.h"

namespace fit299::batch {

// Seconds by stage. They add up to the time from the first moment to the last: a thread is always
// in exactly one stage.
using StageSeconds = std::array<double, kStages>;

// Begins in kOther. Not thread-safe: one for each thread.
class Stopwatch : public StageListener {
 public:
  using Clock = std::chrono::steady_clock;

  // Without `every_stage` only kWrite is told from the rest, which is kOther then: so the clock is
  // read no more than twice an image.
  explicit Stopwatch(bool every_stage, Clock::time_point (*now)() = Clock::now)
      : every_stage_(every_stage), now_(now), since_(now()) {}

  void Enter(Stage stage) override {
    if (!every_stage_ && stage != Stage::kWrite) stage = Stage::kOther;
    if (stage != stage_) Switch(stage);
  }

  // Up to now.
  StageSeconds Read() {
    Switch(stage_);
    StageSeconds seconds{};
    for (std::size_t i = 0; i < kStages; ++i) {
      seconds[i] = std::chrono::duration<double>(spent_[i]).count();
    }
    return seconds;
  }

 private:
  void Switch(Stage stage) {
    const Clock::time_point now = now_();
    spent_[static_cast<std::size_t>(stage_)] += now - since_;
    since_ = now;
    stage_ = stage;
  }

  const bool every_stage_;
  Clock::time_point (*const now_)();
  Clock::time_point since_;
  Stage stage_ = Stage::kOther;
  std::array<Clock::duration, kStages> spent_{};
};

}  // namespace fit299::batch

#endif  // FIT299_BATCH_STOPWATCH_H_
