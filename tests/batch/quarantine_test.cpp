#include "batch/quarantine.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "temporary_folder.h"

namespace fit299::batch {
namespace {

namespace fs = std::filesystem;

class QuarantineTest : public testing::Test {
 protected:
  record::ItemReport Rejected(std::uint64_t index, const std::string& path) {
    WriteFile(folder_ / path, "bad");
    record::ItemReport report;
    report.index = index;
    report.path = path;
    report.open_path = folder_ / path;
    report.rejection = Rejection{Reason::kCorrupt, "bad"};
    return report;
  }

  std::string At(const std::string& name) { return folder_ / ("q/" + name); }

  TemporaryFolder folder_;
};

TEST_F(QuarantineTest, LinksCarryTheIndexAndListTheReason) {
  {
    const auto quarantine = Quarantine::Open(folder_ / "q", 100);
    ASSERT_TRUE(quarantine.ok());
    ASSERT_TRUE(quarantine->Add(Rejected(3, "x/a.jpg")).ok());
    ASSERT_TRUE(quarantine->Add(Rejected(14, "y/a.jpg")).ok());
  }
  EXPECT_EQ(fs::read_symlink(At("03-a.jpg")), folder_ / "x/a.jpg");
  EXPECT_EQ(fs::read_symlink(At("14-a.jpg")), folder_ / "y/a.jpg");
  EXPECT_NE(ReadFile(At("quarantine.jsonl"))
                .find(R"({"link":"03-a.jpg","index":3,"path":"x/a.jpg","reason":"corrupt",)"),
            std::string::npos);
}

TEST_F(QuarantineTest, ASecondRunRemovesTheLinksOfTheFirstAndNothingElse) {
  {
    const auto quarantine = Quarantine::Open(folder_ / "q", 10);
    ASSERT_TRUE(quarantine->Add(Rejected(3, "a.jpg")).ok());
    ASSERT_TRUE(quarantine->Add(Rejected(4, "b.jpg")).ok());
  }
  WriteFile(At("mine.txt"), "mine");
  fs::create_symlink("somewhere", At("5-mine"));
  fs::remove(At("4-b.jpg"));
  WriteFile(At("4-b.jpg"), "a file by now");
  {
    const auto quarantine = Quarantine::Open(folder_ / "q", 10);
    ASSERT_TRUE(quarantine.ok());
    ASSERT_TRUE(quarantine->Add(Rejected(7, "c.jpg")).ok());
    EXPECT_FALSE(quarantine->Add(Rejected(4, "b.jpg")).ok()) << "files are never replaced";
  }
  EXPECT_FALSE(fs::is_symlink(At("3-a.jpg")));
  EXPECT_TRUE(fs::is_symlink(At("5-mine")));
  EXPECT_TRUE(fs::is_symlink(At("7-c.jpg")));
  EXPECT_TRUE(fs::is_regular_file(At("4-b.jpg")));
  EXPECT_EQ(ReadFile(At("mine.txt")), "mine");
}

TEST_F(QuarantineTest, NamesOfAnyBytesAndAnyLengthAreLinked) {
  const std::string strange = "\xff\n--\x1b.jpg";
  std::string longest(251, 'x');
  longest += ".jpg";
  {
    const auto quarantine = Quarantine::Open(folder_ / "q", 10);
    ASSERT_TRUE(quarantine->Add(Rejected(0, strange)).ok());
    ASSERT_TRUE(quarantine->Add(Rejected(1, longest)).ok());
  }
  EXPECT_EQ(fs::read_symlink(At("0-" + strange)), folder_ / strange);
  EXPECT_EQ(fs::read_symlink(At("1-" + longest.substr(2))), folder_ / longest);
  const auto again = Quarantine::Open(folder_ / "q", 10);
  ASSERT_TRUE(again.ok());
  EXPECT_FALSE(fs::is_symlink(At("0-" + strange)));
}

TEST_F(QuarantineTest, WhatIsNotThereIsOnlyListed) {
  record::ItemReport report = Rejected(0, "gone.jpg");
  fs::remove(report.open_path);
  const auto quarantine = Quarantine::Open(folder_ / "q", 1);
  EXPECT_TRUE(quarantine->Add(report).ok());
  EXPECT_FALSE(fs::is_symlink(At("0-gone.jpg")));
  EXPECT_NE(ReadFile(At("quarantine.jsonl")).find("gone.jpg"), std::string::npos);
}

TEST_F(QuarantineTest, AForeignListAndAnotherRunAreLeftAlone) {
  WriteFile(folder_ / "foreign/quarantine.jsonl", "my notes\n");
  const auto foreign = Quarantine::Open(folder_ / "foreign", 1);
  ASSERT_FALSE(foreign.ok());
  EXPECT_EQ(foreign.error().status, ExitStatus::kConflict);
  EXPECT_EQ(ReadFile(folder_ / "foreign/quarantine.jsonl"), "my notes\n");
  const auto first = Quarantine::Open(folder_ / "q", 1);
  ASSERT_TRUE(first.ok());
  const auto second = Quarantine::Open(folder_ / "q", 1);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().status, ExitStatus::kConflict);
}

TEST_F(QuarantineTest, AListThatWasCutIsReadAsFarAsItGoes) {
  {
    const auto quarantine = Quarantine::Open(folder_ / "q", 10);
    ASSERT_TRUE(quarantine->Add(Rejected(3, "a.jpg")).ok());
    ASSERT_TRUE(quarantine->Add(Rejected(4, "b.jpg")).ok());
  }
  const std::string list = ReadFile(At("quarantine.jsonl"));
  WriteFile(At("quarantine.jsonl"), list.substr(0, list.size() - 20));
  const auto again = Quarantine::Open(folder_ / "q", 10);
  ASSERT_TRUE(again.ok());
  EXPECT_FALSE(fs::is_symlink(At("3-a.jpg")));
}

}  // namespace
}  // namespace fit299::batch
