#include "batch/read_ahead.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <thread>

#include "source/regular_file.h"
#include "source/temp_tree.h"

namespace fit299::batch {
namespace {

// What a file system that can tell says of its first byte.
std::optional<bool> IsCached(const std::string& path) {
  const auto file = source::RegularFile::Open(path);
  std::array<std::byte, 1> first;
  const auto got = file->ReadCached(first);
  if (!got) return std::nullopt;
  return *got == 1;
}

bool WaitUntilCached(const std::string& path) {
  for (int i = 0; i < 1000 && IsCached(path) != true; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return IsCached(path) == true;
}

class ReadAheadTest : public testing::Test {
 protected:
  void SetUp() override {
    list_.BeginGroup(tree_.root() + "/", "");
    for (int i = 0; i < 100; ++i) Add(std::to_string(i));
    if (IsCached(PathOf(1)) != false) GTEST_SKIP() << "the files stay in the page cache here";
  }

  // A file that is on the disk only.
  void Add(const std::string& name) {
    const int file = open(tree_.Write(name, std::string(9000, 'x')).c_str(), O_RDONLY);
    fsync(file);
    posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    close(file);
    list_.Add(name);
  }

  std::string PathOf(int index) const { return tree_.At(std::to_string(index)); }

  const source::TempTree tree_;
  source::InputList list_;
};

TEST_F(ReadAheadTest, ReadsTheNextFilesOnceAThreadHadToWait) {
  ReadAhead ahead(list_);
  ahead.Note(10, true);
  EXPECT_TRUE(WaitUntilCached(PathOf(11)));
  EXPECT_TRUE(WaitUntilCached(PathOf(42)));
  EXPECT_EQ(IsCached(PathOf(43)), false) << "no further than it is worth";
  EXPECT_EQ(IsCached(PathOf(9)), false) << "that has been its turn";
  ahead.Note(20, false);  // thanks to it
  EXPECT_TRUE(WaitUntilCached(PathOf(52)));
}

TEST_F(ReadAheadTest, DoesNothingWhileNobodyWaits) {
  {
    ReadAhead ahead(list_);
    for (std::uint64_t i = 0; i < 50; ++i) ahead.Note(i, false);
  }
  EXPECT_EQ(IsCached(PathOf(51)), false);
}

TEST_F(ReadAheadTest, StepsOverWhatIsNoFile) {
  ASSERT_EQ(mkfifo(tree_.At("fifo").c_str(), 0600), 0);
  list_.Add("fifo");
  list_.Add("missing");
  list_.AddRejected("", "rejected", {Reason::kCorrupt, "an archive"});
  list_.BeginGroup(tree_.root() + "/", "");
  Add("last");
  ReadAhead ahead(list_);
  ahead.Note(99, true);
  EXPECT_TRUE(WaitUntilCached(tree_.At("last")));
}

}  // namespace
}  // namespace fit299::batch
