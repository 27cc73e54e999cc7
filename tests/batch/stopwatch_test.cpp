#include "batch/stopwatch.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <numeric>

#include "batch/profile.h"

namespace fit299::batch {
namespace {

using namespace std::chrono_literals;

// A clock that a test sets, and that counts who asks.
Stopwatch::Clock::time_point time_now;
int questions = 0;
Stopwatch::Clock::time_point Now() {
  ++questions;
  return time_now;
}

class StopwatchTest : public testing::Test {
 protected:
  StopwatchTest() {
    time_now = {};
    questions = 0;
  }
};

double Of(const StageSeconds& seconds, Stage stage) {
  return seconds[static_cast<std::size_t>(stage)];
}

TEST_F(StopwatchTest, GivesEachStageItsTime) {
  Stopwatch stopwatch(true, Now);
  time_now += 1s;
  stopwatch.Enter(Stage::kDecode);
  time_now += 2s;
  stopwatch.Enter(Stage::kResample);  // a band in the midst of decoding
  time_now += 4s;
  stopwatch.Enter(Stage::kDecode);
  time_now += 8s;
  stopwatch.Enter(Stage::kWrite);
  time_now += 16s;
  const StageSeconds seconds = stopwatch.Read();
  EXPECT_EQ(Of(seconds, Stage::kOther), 1);
  EXPECT_EQ(Of(seconds, Stage::kDecode), 10);
  EXPECT_EQ(Of(seconds, Stage::kResample), 4);
  EXPECT_EQ(Of(seconds, Stage::kWrite), 16);
  EXPECT_EQ(std::accumulate(seconds.begin(), seconds.end(), 0.0), 31) << "all time, and no more";
}

TEST_F(StopwatchTest, OtherwiseTellsWritingFromTheRestAndSeldomReadsTheClock) {
  Stopwatch stopwatch(false, Now);
  const int before = questions;
  for (const Stage stage : {Stage::kWait, Stage::kRead, Stage::kDecode, Stage::kResample,
                            Stage::kNormalize, Stage::kEncode}) {
    stopwatch.Enter(stage);
    time_now += 1s;
  }
  EXPECT_EQ(questions, before);
  stopwatch.Enter(Stage::kWrite);
  time_now += 3s;
  stopwatch.Enter(Stage::kRecord);
  stopwatch.Enter(Stage::kWait);
  EXPECT_EQ(questions, before + 2);
  EXPECT_EQ(Of(stopwatch.Read(), Stage::kWrite), 3);
  EXPECT_EQ(Of(stopwatch.Read(), Stage::kOther), 6);
}

StageSeconds Seconds(double decode, double write, double other) {
  StageSeconds seconds{};
  seconds[static_cast<std::size_t>(Stage::kDecode)] = decode;
  seconds[static_cast<std::size_t>(Stage::kWrite)] = write;
  seconds[static_cast<std::size_t>(Stage::kOther)] = other;
  return seconds;
}

TEST(Profile, AddsUpThreads) {
  Profile profile;
  profile.images = 4;
  profile.Add(Seconds(4, 1, 1), 6);
  profile.Add(Seconds(5, 0, 1), 6);
  EXPECT_EQ(profile.threads, 2);
  EXPECT_EQ(profile.total(), 12);
  EXPECT_EQ(profile.floor(), 10);
  EXPECT_EQ(ToJson(profile).dump(),
            R"({"threads":2,"images":4,"seconds":12.0,"cpu_seconds":12.0,"stages":{"read":0.0,)"
            R"("decode":9.0,"resample":0.0,"normalize":0.0,"encode":0.0,"write":1.0,"record":0.0,)"
            R"("wait":0.0,"other":2.0},"times_floor":1.2})");
}

TEST(Profile, AThreadStallsWhileItWritesAndHasNoProcessor) {
  const auto stalled = [](double write, double other, double cpu) {
    Profile profile;
    profile.Add(Seconds(0, write, other), cpu);
    return profile.StalledShare();
  };
  EXPECT_EQ(stalled(6, 4, 5), 0.5) << "copying took the rest";
  EXPECT_EQ(stalled(6, 4, 10), 0) << "all of it was copying";
  EXPECT_EQ(stalled(1, 9, 2), 0.1) << "it waited elsewhere: for a file to read, or its turn";
  EXPECT_EQ(stalled(5, 5, 11), 0) << "clocks differ";
  EXPECT_EQ(Profile().StalledShare(), 0);
}

}  // namespace
}  // namespace fit299::batch
