// --max-memory: what all threads take together, seen from outside.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "cli/program.h"
#include "decoder/sanitized.h"

namespace fit299 {
namespace {

// The program itself, its libraries and its threads' stacks.
constexpr long kOwnKilobytes = 60'000;

// Sanitizers have memory of their own.
#if FIT299_IS_SANITIZED
constexpr bool kMeasures = false;
#else
constexpr bool kMeasures = true;
#endif

// Six pictures of 24 megapixels: as a whole, 72 MB each, or 96 with a fourth channel.
class MaxMemory : public testing::Test {
 protected:
  MaxMemory() {
    WritePlainImage(folder_ / "0.png", 6000, 4000, 10, 200, 30);
    for (int i = 1; i < 6; ++i) {
      std::filesystem::copy(folder_ / "0.png", folder_ / (std::to_string(i) + ".png"));
    }
  }

  // By an engine that needs its source as a whole.
  Ended Fit(const std::string& memory) const {
    return Fit299(folder_.path(), {"fit", "-j4", ".", "-o", "x.npy", "--overwrite", "--resample",
                                   "pillow:nearest", "--max-memory", memory});
  }

  TemporaryFolder folder_;
};

TEST_F(MaxMemory, MakesThreadsWaitForEachOther) {
  const Ended ended = Fit("130M");
  EXPECT_EQ(ended.exit, 0) << ended.err;
  EXPECT_EQ(ReadNpy(ReadFile(folder_ / "x.npy")).shape, "(6, 299, 299, 3)");
  if (kMeasures) {
    EXPECT_LT(ended.peak_kilobytes, 130 * 1024 + kOwnKilobytes);
  }
}

TEST_F(MaxMemory, SkipsWhatNeedsMoreAlone) {
  const Ended ended = Fit("50M");
  EXPECT_EQ(ended.exit, 5);
  EXPECT_NE(ended.err.find("too-large: takes "), std::string::npos) << ended.err;
  EXPECT_NE(ended.err.find("--max-memory"), std::string::npos) << ended.err;
  if (kMeasures) {
    EXPECT_LT(ended.peak_kilobytes, kOwnKilobytes);
  }
}

// As a whole, four of them would take 288 MB.
TEST_F(MaxMemory, IsNothingToCheckWhichLooksAtBands) {
  const Ended ended = Fit299(folder_.path(), {"check", "-j4", ".", "--max-memory", "150M"});
  EXPECT_EQ(ended.exit, 0) << ended.err;
  if (kMeasures) {
    EXPECT_LT(ended.peak_kilobytes, 40'000 + kOwnKilobytes);
  }
}

TEST_F(MaxMemory, IsNothingToPicturesThatComeInBands) {
  const Ended ended =
      Fit299(folder_.path(), {"fit", "-j4", ".", "-o", "x.npy", "--max-memory", "100M"});
  EXPECT_EQ(ended.exit, 0) << ended.err;
  if (kMeasures) {
    EXPECT_LT(ended.peak_kilobytes, 80'000 + kOwnKilobytes);
  }
}

TEST(MaxMemoryOption, IsMoreThanAFileMayHave) {
  const TemporaryFolder folder;
  WriteFile(folder / "large/0.png", std::string(3 << 20, 'x'));
  const Ended ended = Fit299(folder.path(), {"fit", "large", "-o", "x.npy", "--max-memory", "2M"});
  EXPECT_EQ(ended.exit, 5);
  EXPECT_NE(ended.err.find("too-large: 3145728 bytes"), std::string::npos) << ended.err;
}

TEST(MaxMemoryOption, IsASizeWithASuffix) {
  const TemporaryFolder folder;
  const Ended ended = Fit299(folder.path(), {"fit", ".", "-o", "x.npy", "--max-memory", "lots"});
  EXPECT_EQ(ended.exit, 2);
  EXPECT_NE(ended.err.find("--max-memory"), std::string::npos) << ended.err;
}

}  // namespace
}  // namespace fit299
