#include "batch/run_start.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <span>
#include <string>

#include "temporary_folder.h"

namespace fit299::batch {
namespace {

namespace fs = std::filesystem;

Expected<void, sink::WriteError> Write(const RunStart& start, const TemporaryFolder& folder,
                                       const std::string& name, const std::string& text) {
  auto file = sink::PrivateFile::Create(folder.path());
  if (auto done = file->Append(std::as_bytes(std::span(text))); !done) return done;
  return start.Publish(*file, folder / name);
}

TEST(RunStart, WhatWasThereBeforeIsReplacedAndWhatTheRunWroteIsNot) {
  const TemporaryFolder folder;
  WriteFile(folder / "x", "old");
  const auto start = RunStart::Mark(folder.path());
  ASSERT_TRUE(start.ok());
  EXPECT_FALSE(start->IsBefore(folder / "x"));
  EXPECT_TRUE(Write(*start, folder, "x", "first").ok());
  EXPECT_TRUE(start->IsBefore(folder / "x"));
  const auto refused = Write(*start, folder, "x", "second");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, EEXIST);
  EXPECT_EQ(ReadFile(folder / "x"), "first");
  EXPECT_TRUE(Write(*start, folder, "new/y", "first").ok());
  EXPECT_FALSE(start->IsBefore(folder / "z")) << "is not there";
}

TEST(RunStart, TheNextRunReplacesWhatAnotherHasJustWritten) {
  const TemporaryFolder folder;
  for (int i = 0; i < 20; ++i) {
    const auto start = RunStart::Mark(folder.path());
    ASSERT_TRUE(Write(*start, folder, "x", std::to_string(i)).ok()) << i;
  }
  EXPECT_EQ(ReadFile(folder / "x"), "19");
}

TEST(RunStart, ATimeInTheFutureDoesNotMakeAnOldFileNew) {
  const TemporaryFolder folder;
  WriteFile(folder / "x", "old");
  fs::last_write_time(folder / "x", fs::file_time_type::clock::now() + std::chrono::hours(1));
  const auto start = RunStart::Mark(folder.path());
  EXPECT_TRUE(Write(*start, folder, "x", "new").ok());
}

}  // namespace
}  // namespace fit299::batch
