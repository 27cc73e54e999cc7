#include "sink/private_file.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <span>
#include <string>

#include "temporary_folder.h"

namespace fit299::sink {
namespace {

namespace fs = std::filesystem;

std::span<const std::byte> Bytes(const std::string& text) { return std::as_bytes(std::span(text)); }

std::size_t CountFiles(const std::string& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(PrivateFile, AppearsUnderItsNameOnlyWhenPublished) {
  const TemporaryFolder folder;
  auto file = PrivateFile::Create(folder.path());
  ASSERT_TRUE(file.ok());
  ASSERT_TRUE(file->Append(Bytes("hello")).ok());
  EXPECT_FALSE(fs::exists(folder / "a/b.npy"));
  ASSERT_TRUE(file->Publish(folder / "a/b.npy", false).ok()) << "the folder above is made";
  EXPECT_EQ(ReadFile(folder / "a/b.npy"), "hello");
  EXPECT_EQ(CountFiles(folder.path()), 1U) << "no private name is left";
}

// What is longer than a write call takes, or exactly as long, or empty.
TEST(PrivateFile, IsWrittenWholeWhateverItsLength) {
  constexpr std::size_t kPiece = 256 * 1024;
  const TemporaryFolder folder;
  for (const std::size_t head : {0, 1, 128}) {
    for (const std::size_t body :
         {std::size_t{0}, std::size_t{1}, kPiece - 128, kPiece, 3 * kPiece + 5}) {
      std::string text(head + body, '\0');
      for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(i * 7 + i / 251);
      auto file = PrivateFile::Create(folder.path());
      ASSERT_TRUE(file.ok());
      ASSERT_TRUE(file->WriteWhole(Bytes(text).first(head), Bytes(text).subspan(head)).ok());
      ASSERT_TRUE(file->Publish(folder / "x", true).ok());
      EXPECT_EQ(ReadFile(folder / "x"), text) << head << " and " << body << " bytes";
    }
  }
}

TEST(PrivateFile, TakesPartsAtAnyPlace) {
  const TemporaryFolder folder;
  std::string text(700'001, '\0');
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(i * 7 + i / 251);
  auto file = PrivateFile::Create(folder.path());
  ASSERT_TRUE(file.ok());
  for (const std::size_t begin : {std::size_t{300'000}, std::size_t{0}}) {
    const auto part = Bytes(text).subspan(begin, begin == 0 ? 300'000 : text.size() - begin);
    ASSERT_TRUE(file->WriteAt(begin, part).ok());
  }
  ASSERT_TRUE(file->Publish(folder / "x", false).ok());
  EXPECT_EQ(ReadFile(folder / "x"), text);
}

TEST(PrivateFile, IsRemovedWhenItIsNotPublished) {
  const TemporaryFolder folder;
  {
    auto file = PrivateFile::Create(folder.path());
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE(file->Append(Bytes("half")).ok());
    EXPECT_EQ(CountFiles(folder.path()), 1U);
  }
  EXPECT_EQ(CountFiles(folder.path()), 0U);
}

TEST(PrivateFile, ReplacesOnlyWhenToldTo) {
  const TemporaryFolder folder;
  WriteFile(folder / "x", "old");
  auto first = PrivateFile::Create(folder.path());
  ASSERT_TRUE(first->Append(Bytes("new")).ok());
  const auto refused = first->Publish(folder / "x", false);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, EEXIST);
  EXPECT_EQ(ReadFile(folder / "x"), "old");

  auto second = PrivateFile::Create(folder.path());
  ASSERT_TRUE(second->Append(Bytes("new")).ok());
  ASSERT_TRUE(second->Publish(folder / "x", true).ok());
  EXPECT_EQ(ReadFile(folder / "x"), "new");
}

TEST(PrivateFile, WritesAtOffsetsInAnyOrder) {
  const TemporaryFolder folder;
  auto file = PrivateFile::Create(folder.path());
  ASSERT_TRUE(file->WriteAt(4, Bytes("world")).ok());
  ASSERT_TRUE(file->WriteAt(0, Bytes("abcd")).ok());
  ASSERT_TRUE(file->Publish(folder / "x", false).ok());
  EXPECT_EQ(ReadFile(folder / "x"), "abcdworld");
}

TEST(PrivateFile, WritesMoreThanOnePiece) {
  const TemporaryFolder folder;
  const std::string large(700'001, 'x');
  auto file = PrivateFile::Create(folder / "made/on/the/way");
  ASSERT_TRUE(file.ok());
  ASSERT_TRUE(file->Append(Bytes(large)).ok());
  ASSERT_TRUE(file->Publish(folder / "x", false).ok());
  EXPECT_EQ(ReadFile(folder / "x"), large);
}

TEST(PrivateFile, SaysWhatTheSystemRefused) {
  const TemporaryFolder folder;
  auto file = PrivateFile::Create(folder.path());
  const auto done = file->Publish(folder / std::string(300, 'n'), false);
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, ENAMETOOLONG);
  EXPECT_NE(done.error().what.find("File name too long"), std::string::npos);
  EXPECT_FALSE(IsResourceError(done.error().code));
  EXPECT_TRUE(IsResourceError(ENOSPC));
}

TEST(MakeFolders, MakesAllAboveAndAcceptsWhatIsThere) {
  const TemporaryFolder folder;
  EXPECT_TRUE(MakeFolders(folder / "a/b/c").ok());
  EXPECT_TRUE(MakeFolders(folder / "a/b/c").ok());
  WriteFile(folder / "file", "");
  const auto refused = MakeFolders(folder / "file/x");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ENOTDIR);
}

TEST(ParentFolder, IsWhatStandsBeforeTheLastSlash) {
  EXPECT_EQ(ParentFolder("a/b/c"), "a/b");
  EXPECT_EQ(ParentFolder("c"), "");
  EXPECT_EQ(ParentFolder("/c"), "/");
}

}  // namespace
}  // namespace fit299::sink
