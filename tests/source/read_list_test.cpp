#include "source/read_list.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <thread>

#include "source/found.h"
#include "source/temp_tree.h"

namespace fit299::source {
namespace {

using namespace std::literals;  // NOLINT: for texts with NUL

bool Contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// The list's text as a query.
InputQuery ListOf(const TempTree& tree, std::string_view text) {
  return QueryForList(tree.Write("list.txt", text));
}

TEST(ReadList, KeepsOrderAndDuplicates) {
  const TempTree tree;
  EXPECT_EQ(FindPaths(ListOf(tree, "b.jpg\na.jpg\nb.jpg\n")), (Paths{"b.jpg", "a.jpg", "b.jpg"}));
}

TEST(ReadList, TheLastEntryNeedsNoNewline) {
  const TempTree tree;
  EXPECT_EQ(FindPaths(ListOf(tree, "a.jpg\nb.jpg")), (Paths{"a.jpg", "b.jpg"}));
}

TEST(ReadList, AnEmptyListHasNoInputs) {
  const TempTree tree;
  EXPECT_TRUE(Find(ListOf(tree, "")).list.empty());
}

TEST(ReadList, SkipsEmptyLines) {
  const TempTree tree;
  EXPECT_EQ(FindPaths(ListOf(tree, "\n\na.jpg\n\r\n\nb.jpg\n\n")), (Paths{"a.jpg", "b.jpg"}));
}

TEST(ReadList, DropsOneCarriageReturnBeforeANewline) {
  const TempTree tree;
  EXPECT_EQ(FindPaths(ListOf(tree, "a.jpg\r\nb\r.jpg\r\nc.jpg\r\r\nd.jpg\r")),
            (Paths{"a.jpg", "b\r.jpg", "c.jpg\r", "d.jpg"}));
}

TEST(ReadList, EntriesThatEndInNulMayHoldNewlines) {
  const TempTree tree;
  InputQuery query = ListOf(tree, "a\nb.jpg\0\0c.jpg\r\0d.jpg"s);
  query.null_separated = true;
  EXPECT_EQ(FindPaths(query), (Paths{"a\nb.jpg", "c.jpg\r", "d.jpg"}));
}

TEST(ReadList, AForgottenNullOptionIsAUsageError) {
  const TempTree tree;
  const Failure failure = FailureOf(ListOf(tree, "a.jpg\0b.jpg\0"s));
  EXPECT_EQ(failure.status, ExitStatus::kUsage);
  EXPECT_TRUE(Contains(failure.message, "--null")) << failure.message;
}

TEST(ReadList, EntriesAreTriedWhateverTheirNames) {
  const TempTree tree;
  const Paths names = {"notes.txt", ".hidden", "missing", "-rf", "--help", "\xe9\xff", "* ?"};
  std::string text;
  for (const std::string& name : names) text += name + '\n';
  InputQuery query = ListOf(tree, text);
  query.exclude = {"*"};
  EXPECT_EQ(FindPaths(query), names);
}

TEST(ReadList, NormalizesEntriesByTheirText) {
  const TempTree tree;
  EXPECT_EQ(FindPaths(ListOf(tree, "./a/../b.jpg\na//b/./c.jpg\nx/y/../../d.jpg\ne.jpg/\n")),
            (Paths{"b.jpg", "a/b/c.jpg", "d.jpg", "e.jpg"}));
}

TEST(ReadList, WithoutARootEntriesAreOpenedFromTheWorkingDirectory) {
  const TempTree tree;
  EXPECT_EQ(OpenPaths(Find(ListOf(tree, "sub/a.jpg\n")).list), Paths{"sub/a.jpg"});
}

TEST(ReadList, WithoutARootAnAbsoluteEntryIsAUsageError) {
  const TempTree tree;
  const Failure failure = FailureOf(ListOf(tree, "a.jpg\n\n/data/b.jpg\n"));
  EXPECT_EQ(failure.status, ExitStatus::kUsage);
  for (const char* part : {"line 3", "\"/data/b.jpg\"", "absolute", "--root"}) {
    EXPECT_TRUE(Contains(failure.message, part)) << failure.message;
  }
}

TEST(ReadList, WithoutARootAnEntryThatLeavesTheWorkingDirectoryIsAUsageError) {
  const TempTree tree;
  for (const char* entry : {"../a.jpg", "a/../../b.jpg", ".."}) {
    const Failure failure = FailureOf(ListOf(tree, entry));
    EXPECT_EQ(failure.status, ExitStatus::kUsage) << entry;
    for (const char* part : {"line 1", entry, "--root"}) {
      EXPECT_TRUE(Contains(failure.message, part)) << failure.message;
    }
  }
}

TEST(ReadList, CountsEntriesWhenTheyEndInNul) {
  const TempTree tree;
  InputQuery query = ListOf(tree, "a\0/b\0"s);
  query.null_separated = true;
  EXPECT_TRUE(Contains(FailureOf(query).message, "entry 2"));
}

TEST(ReadList, EntriesAreOpenedBelowTheRoot) {
  const TempTree tree;
  InputQuery query = ListOf(tree, "sub/a.jpg\n./b.jpg\n");
  query.root = "photos/";
  const FoundInputs found = Find(query);
  EXPECT_EQ(RecordPaths(found.list), (Paths{"sub/a.jpg", "b.jpg"}));
  EXPECT_EQ(OpenPaths(found.list), (Paths{"photos/sub/a.jpg", "photos/b.jpg"}));
}

TEST(ReadList, AbsoluteEntriesBelowTheRootBecomeRelative) {
  const TempTree tree;
  InputQuery query = ListOf(tree, "/data/photos/sub/a.jpg\n/data/./x/../photos//b.jpg\n");
  query.root = "/data/photos";
  const FoundInputs found = Find(query);
  EXPECT_EQ(RecordPaths(found.list), (Paths{"sub/a.jpg", "b.jpg"}));
  EXPECT_EQ(found.list.OpenPath(0), "/data/photos/sub/a.jpg");
  query.root = "/";
  EXPECT_EQ(RecordPaths(Find(query).list), (Paths{"data/photos/sub/a.jpg", "data/photos/b.jpg"}));
}

TEST(ReadList, ARelativeRootCountsFromTheWorkingDirectory) {
  const TempTree tree;
  tree.Folder("photos/work");
  const WorkIn work(tree.At("photos/work"));
  const std::string here = std::filesystem::current_path();
  InputQuery query = ListOf(tree, here + "/../a.jpg\n../photos/b.jpg\n");
  query.root = "..";
  const FoundInputs found = Find(query);
  EXPECT_EQ(RecordPaths(found.list), (Paths{"a.jpg", "b.jpg"}));
  EXPECT_EQ(OpenPaths(found.list), (Paths{"../a.jpg", "../b.jpg"}));
}

TEST(ReadList, EntriesOutsideOfTheRootAreUsageErrors) {
  const TempTree tree;
  for (const char* entry : {"/data/other/a.jpg", "/data/photos2/a.jpg", "/data/photos", "../a.jpg",
                            "/data/photos/../a.jpg", "/../data/photos/a.jpg", ".", "a/.."}) {
    InputQuery query = ListOf(tree, entry);
    query.root = "/data/photos";
    const Failure failure = FailureOf(query);
    EXPECT_EQ(failure.status, ExitStatus::kUsage) << entry;
    EXPECT_TRUE(Contains(failure.message, entry)) << failure.message;
  }
}

TEST(ReadList, AnEmptyRootIsAUsageError) {
  const TempTree tree;
  InputQuery query = ListOf(tree, "a.jpg\n");
  query.root = "";
  EXPECT_EQ(FailureOf(query).status, ExitStatus::kUsage);
}

TEST(ReadList, MessagesShowControlCharactersAsCodes) {
  const TempTree tree;
  EXPECT_TRUE(Contains(FailureOf(ListOf(tree, "/\x1b[31m\n")).message, "\"/\\x1b[31m\""));
}

TEST(ReadList, DashIsStandardInput) {
  const TempTree tree;
  const StandardInputFrom input(tree.Write("list.txt", "b.jpg\na.jpg\n"));
  EXPECT_EQ(FindPaths(QueryForList("-")), (Paths{"b.jpg", "a.jpg"}));
}

TEST(ReadList, AListMayBeAPipe) {
  const TempTree tree;
  const std::string pipe = tree.Fifo("pipe");
  std::thread writer([&pipe] { std::ofstream(pipe) << "a.jpg\nb.jpg\n"; });
  EXPECT_EQ(FindPaths(QueryForList(pipe)), (Paths{"a.jpg", "b.jpg"}));
  writer.join();
}

TEST(ReadList, EntriesMayLieAcrossTheBlocksThatAreRead) {
  const TempTree tree;
  Paths names;
  std::string text;
  for (int i = 0; i < 50000; ++i) {
    names.push_back("folder/" + std::string(static_cast<std::size_t>(i % 97), 'n') +
                    std::to_string(i));
    text += names.back() + "\r\n";
  }
  EXPECT_EQ(FindPaths(ListOf(tree, text)), names);
}

TEST(ReadList, WhatIsNoListIsToldSoAtOnce) {
  const TempTree tree;
  const Failure failure = FailureOf(ListOf(tree, "a\n" + std::string(1 << 20, 'x')));
  EXPECT_EQ(failure.status, ExitStatus::kUsage);
  EXPECT_TRUE(Contains(failure.message, "line 2")) << failure.message;
}

TEST(ReadList, AListThatCannotBeReadIsAFailure) {
  const TempTree tree;
  for (const std::string& list : {tree.At("missing.txt"), tree.root()}) {
    const Failure failure = FailureOf(QueryForList(list));
    EXPECT_EQ(failure.status, ExitStatus::kFailure);
    EXPECT_TRUE(Contains(failure.message, list)) << failure.message;
  }
}

TEST(ReadList, LimitCountsTheRestOfAList) {
  const TempTree tree;
  InputQuery query = ListOf(tree, "c\nb\na\n");
  query.limit = 2;
  const FoundInputs found = Find(query);
  EXPECT_EQ(RecordPaths(found.list), (Paths{"c", "b"}));
  EXPECT_EQ(found.beyond_limit, 1U);
}

// What may not stand in a path of the record, whatever the list says.
bool IsPlain(std::string_view path) {
  const std::string framed = "/" + std::string(path) + "/";
  return !path.empty() && path.find('\0') == path.npos && framed.find("//") == framed.npos &&
         framed.find("/./") == framed.npos && framed.find("/../") == framed.npos;
}

TEST(ReadList, WhateverBytesItHasPathsStayBelowTheRoot) {
  const TempTree tree;
  std::mt19937 random(299);
  constexpr std::string_view kBytes = "//....ab\n\n\r\0\xff"sv;
  int accepted = 0;
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (std::size_t i = random() % 40; i > 0; --i) text += kBytes[random() % kBytes.size()];
    InputQuery query = ListOf(tree, text);
    query.null_separated = round % 2 == 0;
    if (round % 3 == 0) query.root = tree.root();
    const Expected<FoundInputs, Failure> found = FindInputs(query);
    if (!found) {
      EXPECT_EQ(found.error().status, ExitStatus::kUsage) << text;
      continue;
    }
    ++accepted;
    const Paths paths = RecordPaths(found->list);
    std::string again;
    for (const std::string& path : paths) {
      EXPECT_TRUE(IsPlain(path)) << path;
      again.append(path).append(1, '\0');
    }
    InputQuery same = ListOf(tree, again);
    same.null_separated = true;
    EXPECT_EQ(FindPaths(same), paths) << "a path is itself as an entry";
  }
  EXPECT_GT(accepted, 30) << "or this test has tested nothing";
}

}  // namespace
}  // namespace fit299::source
