#include "source/find_inputs.h"

#include <gtest/gtest.h>

#include "source/found.h"
#include "source/temp_tree.h"

namespace fit299::source {
namespace {

TEST(FindInputs, OneFolderGivesPathsRelativeToIt) {
  const TempTree tree;
  tree.Write("photos/b.jpg");
  tree.Write("photos/a/c.jpg");
  const WorkIn work(tree.root());
  const FoundInputs found = Find(QueryFor({"photos"}));
  EXPECT_EQ(RecordPaths(found.list), (Paths{"a/c.jpg", "b.jpg"}));
  EXPECT_EQ(OpenPaths(found.list), (Paths{"photos/a/c.jpg", "photos/b.jpg"}));
}

TEST(FindInputs, SlashesAfterAFolderChangeNothing) {
  const TempTree tree;
  tree.Write("photos/a.jpg");
  const WorkIn work(tree.root());
  const FoundInputs found = Find(QueryFor({"photos//"}));
  EXPECT_EQ(RecordPaths(found.list), Paths{"a.jpg"});
  EXPECT_EQ(OpenPaths(found.list), Paths{"photos/a.jpg"});
}

TEST(FindInputs, TheWorkingDirectoryAddsNothingToAPath) {
  const TempTree tree;
  tree.Write("a.jpg");
  const WorkIn work(tree.root());
  EXPECT_EQ(OpenPaths(Find(QueryFor({"."})).list), Paths{"a.jpg"});
}

TEST(FindInputs, SeveralFoldersKeepTheirNames) {
  const TempTree tree;
  tree.Write("data/train/b.jpg");
  tree.Write("test/a.jpg");
  const WorkIn work(tree.root());
  const FoundInputs found = Find(QueryFor({"data/train/", "test"}));
  EXPECT_EQ(RecordPaths(found.list), (Paths{"test/a.jpg", "train/b.jpg"}));
  EXPECT_EQ(OpenPaths(found.list), (Paths{"test/a.jpg", "data/train/b.jpg"}));
}

TEST(FindInputs, WalkedItemsOfSeveralFoldersAreSortedTogether) {
  const TempTree tree;
  tree.Write("x/b/1.jpg");
  tree.Write("x/b/3.jpg");
  tree.Write("y/b/2.jpg");
  tree.Write("b.jpg/0.jpg");
  const WorkIn work(tree.root());
  EXPECT_EQ(FindPaths(QueryFor({"y/b", "x/b", "b.jpg"})),
            (Paths{"b.jpg/0.jpg", "b/1.jpg", "b/2.jpg", "b/3.jpg"}));
}

TEST(FindInputs, FoldersOfTheSameNameBothKeepTheirFiles) {
  const TempTree tree;
  tree.Write("x/train/a.jpg");
  tree.Write("w/train/a.jpg");
  const WorkIn work(tree.root());
  const FoundInputs found = Find(QueryFor({"x/train", "w/train"}));
  EXPECT_EQ(RecordPaths(found.list), (Paths{"train/a.jpg", "train/a.jpg"}));
  EXPECT_EQ(OpenPaths(found.list), (Paths{"x/train/a.jpg", "w/train/a.jpg"}));
}

TEST(FindInputs, DotsGetTheirNameFromTheRealPath) {
  const TempTree tree;
  tree.Write("train/a.jpg");
  tree.Write("train/sub/b.jpg");
  tree.Write("other/c.jpg");
  const WorkIn work(tree.At("train"));
  const FoundInputs found = Find(QueryFor({".", "sub/..", "../other"}));
  EXPECT_EQ(RecordPaths(found.list), (Paths{"other/c.jpg", "train/a.jpg", "train/a.jpg",
                                            "train/sub/b.jpg", "train/sub/b.jpg"}));
  EXPECT_EQ(found.list.OpenPath(1), "a.jpg");
  EXPECT_EQ(found.list.OpenPath(2), "sub/../a.jpg");
}

TEST(FindInputs, ALinkToAFolderIsWalkedUnderTheNameOfTheLink) {
  const TempTree tree;
  tree.Write("real/a.jpg");
  tree.Write("b.jpg");
  tree.Link("real", "link");
  const WorkIn work(tree.root());
  EXPECT_EQ(FindPaths(QueryFor({"link"})), Paths{"a.jpg"});
  EXPECT_EQ(FindPaths(QueryFor({"link/", "b.jpg"})), (Paths{"b.jpg", "link/a.jpg"}));
}

TEST(FindInputs, ANamedFileIsKnownByItsBaseName) {
  const TempTree tree;
  tree.Write("photos/a.jpg");
  const WorkIn work(tree.root());
  const FoundInputs found = Find(QueryFor({"photos/a.jpg"}));
  EXPECT_EQ(RecordPaths(found.list), Paths{"a.jpg"});
  EXPECT_EQ(OpenPaths(found.list), Paths{"photos/a.jpg"});
}

TEST(FindInputs, NamedFilesStandFirstInTheirOrder) {
  const TempTree tree;
  tree.Write("photos/a.jpg");
  tree.Write("z.jpg");
  tree.Write("m.jpg");
  const WorkIn work(tree.root());
  EXPECT_EQ(FindPaths(QueryFor({"z.jpg", "photos", "m.jpg"})),
            (Paths{"z.jpg", "m.jpg", "photos/a.jpg"}));
}

TEST(FindInputs, ANamedFileIsTriedWhateverItIs) {
  const TempTree tree;
  tree.Write("notes.txt");
  tree.Write(".hidden");
  tree.Fifo("pipe");
  tree.Link("nowhere", "broken");
  tree.Link("loop", "loop");
  const WorkIn work(tree.root());
  const Paths named = {"notes.txt", ".hidden", "pipe", "broken", "loop", "missing.jpg", "-rf.jpg"};
  InputQuery query = QueryFor(named);
  query.exclude = {"*"};
  EXPECT_EQ(FindPaths(query), named);
}

TEST(FindInputs, ANamedFileMayBeNamedTwice) {
  const TempTree tree;
  tree.Write("a.jpg");
  const WorkIn work(tree.root());
  EXPECT_EQ(FindPaths(QueryFor({"a.jpg", "a.jpg"})), (Paths{"a.jpg", "a.jpg"}));
}

TEST(FindInputs, AnOperandThatCannotNameAFileIsAUsageError) {
  const TempTree tree;
  const WorkIn work(tree.root());
  EXPECT_EQ(FailureOf(QueryFor({""})).status, ExitStatus::kUsage);
  const Failure failure = FailureOf(QueryFor({"missing/.."}));
  EXPECT_EQ(failure.status, ExitStatus::kUsage);
  EXPECT_NE(failure.message.find("\"missing/..\""), std::string::npos) << failure.message;
}

TEST(FindInputs, LimitTakesTheFirstOfTheFinalOrderAndCountsTheRest) {
  const TempTree tree;
  for (const char* path : {"p/c.jpg", "p/a.jpg", "p/d.jpg", "p/b.jpg"}) tree.Write(path);
  InputQuery query = QueryFor({tree.At("p")});
  query.limit = 3;
  const FoundInputs found = Find(query);
  EXPECT_EQ(RecordPaths(found.list), (Paths{"a.jpg", "b.jpg", "c.jpg"}));
  EXPECT_EQ(found.beyond_limit, 1U);
  query.limit = 4;
  EXPECT_EQ(Find(query).beyond_limit, 0U);
}

TEST(FindInputs, AnEmptyFolderHasNoInputs) {
  const TempTree tree;
  const FoundInputs found = Find(QueryFor({tree.root()}));
  EXPECT_TRUE(found.list.empty());
  EXPECT_EQ(DescribeIgnored(found), "");
}

TEST(FindInputs, AnUnreadableOperandIsAnInputUnderItsName) {
  TempTree tree;
  tree.Folder("data/locked");
  tree.Write("a.jpg");
  tree.Lock(tree.At("data/locked"));
  const WorkIn work(tree.root());
  EXPECT_TRUE(HoldsWithoutPrivileges([] {
    const FoundInputs one = Find(QueryFor({"data/locked/"}));
    const FoundInputs two = Find(QueryFor({"data/locked", "a.jpg"}));
    return RecordPaths(one.list) == Paths{"locked"} &&
           OpenPaths(one.list) == Paths{"data/locked"} &&
           RecordPaths(two.list) == Paths{"a.jpg", "locked"};
  }));
}

TEST(DescribeIgnored, CountsFilesByKind) {
  FoundInputs found;
  found.ignored_by_suffix = {{".txt", 2}};
  found.hidden = 1;
  EXPECT_EQ(DescribeIgnored(found), "3 files were seen: 2 .txt, 1 hidden");
}

TEST(DescribeIgnored, SaysOneFile) {
  FoundInputs found;
  found.ignored_by_suffix = {{"", 1}};
  EXPECT_EQ(DescribeIgnored(found), "1 file was seen: 1 without a suffix");
}

TEST(DescribeIgnored, NamesTheMostFrequentSuffixesAndCountsTheOthers) {
  FoundInputs found;
  found.ignored_by_suffix = {{".a", 1}, {".b", 3}, {".c", 9}, {".d", 3},
                             {".e", 2}, {".f", 1}, {".g", 1}};
  EXPECT_EQ(DescribeIgnored(found),
            "20 files were seen: 9 .c, 3 .b, 3 .d, 2 .e, 1 .a, and 2 more kinds");
}

TEST(DescribeIgnored, NamesAllOtherReasons) {
  FoundInputs found;
  found.excluded = 4;
  found.beyond_limit = 2;
  found.folder_links = 1;
  EXPECT_EQ(DescribeIgnored(found),
            "6 files were seen: 4 excluded, 2 beyond --limit; 1 link to a folder was not followed");
  FoundInputs links;
  links.folder_links = 2;
  EXPECT_EQ(DescribeIgnored(links), "2 links to folders were not followed");
}

TEST(DescribeIgnored, ShowsControlCharactersOfASuffixAsCodes) {
  FoundInputs found;
  found.ignored_by_suffix = {{".\x1b[2J", 1}};
  EXPECT_EQ(DescribeIgnored(found), "1 file was seen: 1 .\\x1b[2J");
}

}  // namespace
}  // namespace fit299::source
