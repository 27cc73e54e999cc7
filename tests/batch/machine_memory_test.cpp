#include "batch/machine_memory.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "temporary_folder.h"

namespace fit299::batch {
namespace {

constexpr std::uint64_t kMegabyte = 1 << 20;

class AvailableMemoryTest : public testing::Test {
 protected:
  void Write(const std::string& path, const std::string& text) {
    const std::filesystem::path file = folder_.path() + path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  std::uint64_t Read() const { return AvailableMemory(folder_.path()); }

  TemporaryFolder folder_;
};

TEST_F(AvailableMemoryTest, IsWhatTheKernelSays) {
  Write("/proc/meminfo", "MemTotal: 9000 kB\nMemFree: 10 kB\nMemAvailable:    2048 kB\n");
  EXPECT_EQ(Read(), 2 * kMegabyte);
}

TEST_F(AvailableMemoryTest, IsAGigabyteWhereNothingIsSaid) { EXPECT_EQ(Read(), 1024 * kMegabyte); }

TEST_F(AvailableMemoryTest, HeedsTheSmallestLimitOfItsGroups) {
  Write("/proc/meminfo", "MemAvailable: 8388608 kB\n");
  Write("/proc/self/cgroup", "0::/slurm/job7/task\n");
  Write("/sys/fs/cgroup/slurm/job7/task/memory.max", "max\n");
  Write("/sys/fs/cgroup/slurm/job7/memory.max", std::to_string(512 * kMegabyte) + "\n");
  Write("/sys/fs/cgroup/slurm/memory.max", std::to_string(4096 * kMegabyte) + "\n");
  EXPECT_EQ(Read(), 512 * kMegabyte);
}

TEST_F(AvailableMemoryTest, HeedsAContainersLimitAtTheTop) {
  Write("/proc/meminfo", "MemAvailable: 8388608 kB\n");
  Write("/proc/self/cgroup", "0::/\n");
  Write("/sys/fs/cgroup/memory.max", std::to_string(300 * kMegabyte) + "\n");
  EXPECT_EQ(Read(), 300 * kMegabyte);
}

TEST_F(AvailableMemoryTest, KnowsVersion1) {
  Write("/proc/meminfo", "MemAvailable: 8388608 kB\n");
  Write("/proc/self/cgroup", "5:cpu,memory:/docker/abc\n3:cpuset:/docker/abc\n0::/\n");
  // A container sees its own group at the top.
  Write("/sys/fs/cgroup/memory/memory.limit_in_bytes", std::to_string(700 * kMegabyte) + "\n");
  EXPECT_EQ(Read(), 700 * kMegabyte);
}

TEST_F(AvailableMemoryTest, NoLimitIsAHugeOneInVersion1) {
  Write("/proc/meminfo", "MemAvailable: 2048 kB\n");
  Write("/proc/self/cgroup", "5:memory:/\n");
  Write("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  EXPECT_EQ(Read(), 2 * kMegabyte);
}

}  // namespace
}  // namespace fit299::batch
