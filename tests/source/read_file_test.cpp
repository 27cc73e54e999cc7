#include "source/read_file.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <thread>

#include "source/temp_tree.h"

namespace fit299::source {
namespace {

constexpr std::uint64_t kNoLimit = UINT64_MAX;

std::string Text(const std::vector<std::byte>& buffer) {
  std::string text(buffer.size(), '\0');
  std::transform(buffer.begin(), buffer.end(), text.begin(),
                 [](std::byte byte) { return static_cast<char>(byte); });
  return text;
}

// What a read is rejected for; its detail goes to `detail`.
Reason ReasonFor(const std::string& path, std::string& detail, std::uint64_t max_bytes = kNoLimit) {
  std::vector<std::byte> buffer(3);
  const Expected<FileStamp, Rejection> read = ReadFile(path, max_bytes, buffer);
  EXPECT_TRUE(buffer.empty());
  EXPECT_FALSE(read.ok());
  if (read.ok()) return Reason::kInternalError;
  detail = read.error().detail;
  return read.error().reason;
}

TEST(ReadFile, GivesTheBytesTheSizeAndTheTime) {
  const TempTree tree;
  const std::string path = tree.Write("a.jpg", "some bytes");
  const timespec times[] = {{1, 0}, {1'700'000'000, 123'456'789}};
  ASSERT_EQ(utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  std::vector<std::byte> buffer;
  const Expected<FileStamp, Rejection> read = ReadFile(path, kNoLimit, buffer);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(Text(buffer), "some bytes");
  EXPECT_EQ(read->bytes, 10U);
  EXPECT_EQ(read->mtime_ns, 1'700'000'000'123'456'789);
}

TEST(ReadFile, ReusesTheMemoryOfTheBuffer) {
  const TempTree tree;
  const std::string big = tree.Write("big", std::string(100000, 'b'));
  const std::string small = tree.Write("small", "tiny");
  std::vector<std::byte> buffer;
  ASSERT_TRUE(ReadFile(big, kNoLimit, buffer).ok());
  const std::byte* memory = buffer.data();
  ASSERT_TRUE(ReadFile(small, kNoLimit, buffer).ok());
  EXPECT_EQ(Text(buffer), "tiny");
  ASSERT_TRUE(ReadFile(big, kNoLimit, buffer).ok());
  EXPECT_EQ(buffer.data(), memory);
  EXPECT_EQ(Text(buffer), std::string(100000, 'b'));
}

TEST(ReadFile, FollowsLinks) {
  const TempTree tree;
  tree.Write("a", "x");
  std::vector<std::byte> buffer;
  EXPECT_TRUE(ReadFile(tree.Link("a", "link"), kNoLimit, buffer).ok());
}

TEST(ReadFile, PathsMayHaveAnyBytes) {
  const TempTree tree;
  std::vector<std::byte> buffer;
  for (const std::string& name : {std::string("\xe9\n\xff"), std::string(255, 'n')}) {
    EXPECT_TRUE(ReadFile(tree.Write(name), kNoLimit, buffer).ok());
  }
}

TEST(ReadFile, WhatDoesNotExistHasVanished) {
  const TempTree tree;
  std::string detail;
  EXPECT_EQ(ReasonFor(tree.At("missing.jpg"), detail), Reason::kVanished);
  EXPECT_EQ(detail, "no such file");
  EXPECT_EQ(ReasonFor(tree.Write("file") + "/a.jpg", detail), Reason::kVanished);
}

TEST(ReadFile, LinksThatLeadNowhereOrInACircleAreBroken) {
  const TempTree tree;
  std::string detail;
  EXPECT_EQ(ReasonFor(tree.Link("nowhere", "a"), detail), Reason::kBrokenLink);
  EXPECT_EQ(detail, "it leads nowhere");
  EXPECT_EQ(ReasonFor(tree.Link("loop", "loop"), detail), Reason::kBrokenLink);
  EXPECT_EQ(detail, "it leads in a circle");
}

TEST(ReadFile, OnlyRegularFilesAreRead) {
  const TempTree tree;
  std::string detail;
  EXPECT_EQ(ReasonFor(tree.Folder("x.jpg"), detail), Reason::kNotRegularFile);
  EXPECT_EQ(detail, "is a folder");
  EXPECT_EQ(ReasonFor("/dev/zero", detail), Reason::kNotRegularFile);
  EXPECT_EQ(detail, "is a device");
  EXPECT_EQ(ReasonFor(tree.Link("/dev/zero", "zero.jpg"), detail), Reason::kNotRegularFile);
}

TEST(ReadFile, AFifoIsRefusedWithoutBlocking) {
  const TempTree tree;
  std::string detail;
  EXPECT_EQ(ReasonFor(tree.Fifo("pipe.jpg"), detail), Reason::kNotRegularFile);
  EXPECT_EQ(detail, "is a FIFO");
}

TEST(ReadFile, ASocketIsRefused) {
  const TempTree tree;
  const WorkIn work(tree.root());
  const int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::strcpy(address.sun_path, "s.jpg");
  ASSERT_EQ(bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  std::string detail;
  EXPECT_EQ(ReasonFor("s.jpg", detail), Reason::kNotRegularFile);
  EXPECT_EQ(detail, "is a socket");
  close(descriptor);
}

TEST(ReadFile, WhatMayNotBeReadIsUnreadable) {
  TempTree tree;
  const std::string file = tree.Write("a.jpg");
  const std::string folder = tree.Folder("locked");
  tree.Lock(file);
  tree.Lock(folder);
  EXPECT_TRUE(HoldsWithoutPrivileges([&] {
    std::string detail;
    for (const std::string& path : {file, folder, folder + "/b.jpg"}) {
      if (ReasonFor(path, detail) != Reason::kUnreadable) return false;
      if (detail != "Permission denied") return false;
    }
    return true;
  }));
}

TEST(ReadFile, ANameTooLongForTheSystemIsUnreadable) {
  const TempTree tree;
  std::string detail;
  EXPECT_EQ(ReasonFor(tree.At(std::string(256, 'n')), detail), Reason::kUnreadable);
  EXPECT_EQ(detail, "File name too long");
}

TEST(ReadFile, AnEmptyFileIsRejected) {
  const TempTree tree;
  std::string detail;
  EXPECT_EQ(ReasonFor(tree.Write("a.jpg", ""), detail), Reason::kEmptyFile);
}

TEST(ReadFile, AFileAboveTheLimitIsRejectedUnread) {
  const TempTree tree;
  const std::string path = tree.Write("a.jpg", "1234567890");
  std::vector<std::byte> buffer;
  EXPECT_TRUE(ReadFile(path, 10, buffer).ok());
  std::string detail;
  EXPECT_EQ(ReasonFor(path, detail, 9), Reason::kTooLarge);
  EXPECT_EQ(detail, "10 bytes, more than the limit of 9 (--max-file-bytes)");
  std::filesystem::resize_file(path, std::uintmax_t{1} << 40);  // sparse
  EXPECT_EQ(ReasonFor(path, detail, 1 << 28), Reason::kTooLarge);
}

TEST(ReadFile, AFileThatChangesItsSizeWhileItIsReadHasVanished) {
  const TempTree tree;
  const std::string path = tree.Write("a.jpg", std::string(64 << 20, 'x'));
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (std::uintmax_t size = 64 << 20; !done; size ^= 4096) {
      std::filesystem::resize_file(path, size);
    }
  });
  std::vector<std::byte> buffer;
  std::string detail;
  for (int i = 0; i < 200 && detail.empty(); ++i) {
    const Expected<FileStamp, Rejection> read = ReadFile(path, kNoLimit, buffer);
    if (read.ok()) continue;
    EXPECT_EQ(read.error().reason, Reason::kVanished);
    detail = read.error().detail;
  }
  done = true;
  writer.join();
  EXPECT_EQ(detail, "its size changed while it was read");
}

TEST(ReadFileHead, GivesTheFirstBytesAndTheWholeSize) {
  const TempTree tree;
  const std::string path = tree.Write("a.jpg", "1234567890");
  std::vector<std::byte> buffer;
  const Expected<FileStamp, Rejection> read = ReadFileHead(path, kNoLimit, 4, buffer);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(Text(buffer), "1234");
  EXPECT_EQ(read->bytes, 10U);
  ASSERT_TRUE(ReadFileHead(path, kNoLimit, 99, buffer).ok());
  EXPECT_EQ(Text(buffer), "1234567890");
}

TEST(ReadFileHead, TheLimitIsOnTheWholeFile) {
  const TempTree tree;
  std::vector<std::byte> buffer;
  const auto read = ReadFileHead(tree.Write("a.jpg", "1234567890"), 9, 4, buffer);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().reason, Reason::kTooLarge);
}

TEST(ReadStandardInput, ReadsToTheEnd) {
  const TempTree tree;
  for (const std::size_t size : {std::size_t{1}, std::size_t{65536}, std::size_t{1'000'000}}) {
    const std::string text(size, 'x');
    const StandardInputFrom input(tree.Write("in", text));
    std::vector<std::byte> buffer;
    const Expected<FileStamp, Rejection> read = ReadStandardInput(size, buffer);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(Text(buffer), text);
    EXPECT_EQ(read->bytes, size);
    EXPECT_EQ(read->mtime_ns, 0);
  }
}

TEST(ReadStandardInput, NothingIsAnEmptyFile) {
  const StandardInputFrom input("/dev/null");
  std::vector<std::byte> buffer;
  const auto read = ReadStandardInput(kNoLimit, buffer);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().reason, Reason::kEmptyFile);
}

TEST(ReadStandardInput, TheLimitAlsoEndsAStreamWithoutEnd) {
  const StandardInputFrom input("/dev/zero");
  std::vector<std::byte> buffer;
  const auto read = ReadStandardInput(100'000, buffer);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().reason, Reason::kTooLarge);
  EXPECT_TRUE(buffer.empty());
}

TEST(ReadStandardInput, WhatCannotBeReadIsUnreadable) {
  const TempTree tree;
  const StandardInputFrom input(tree.root());
  std::vector<std::byte> buffer;
  const auto read = ReadStandardInput(kNoLimit, buffer);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().reason, Reason::kUnreadable);
}

}  // namespace
}  // namespace fit299::source
