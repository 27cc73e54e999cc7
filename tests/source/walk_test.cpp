#include "source/walk.h"

#include <gtest/gtest.h>

#include <map>

#include "source/found.h"
#include "source/temp_tree.h"

namespace fit299::source {
namespace {

using Counts = std::map<std::string, std::uint64_t>;

TEST(Walk, TakesImageSuffixesAndCountsTheRestInLowerCase) {
  const TempTree tree;
  for (const char* path : {"a.jpg", "b.JPG", "c.png", "d.TXT", "e.txt", "f", "g.jpg.part", "h."}) {
    tree.Write(path);
  }
  const FoundInputs found = Find(QueryFor({tree.root()}));
  EXPECT_EQ(RecordPaths(found.list), (Paths{"a.jpg", "b.JPG", "c.png"}));
  EXPECT_EQ(found.ignored_by_suffix, (Counts{{"", 1}, {".", 1}, {".part", 1}, {".txt", 2}}));
}

TEST(Walk, ADotInFrontBeginsNoSuffix) {
  const TempTree tree;
  tree.Write(".jpg");
  InputQuery query = QueryFor({tree.root()});
  query.hidden = true;
  const FoundInputs found = Find(query);
  EXPECT_TRUE(found.list.empty());
  EXPECT_EQ(found.ignored_by_suffix, (Counts{{"", 1}}));
}

TEST(Walk, OrderIsByBytesOfThePath) {
  const TempTree tree;
  for (const char* path : {"b.jpg", "a/z.jpg", "a.jpg", "a-b/c.jpg", "B.jpg", "10.jpg", "9.jpg"}) {
    tree.Write(path);
  }
  EXPECT_EQ(FindPaths(QueryFor({tree.root()})),
            (Paths{"10.jpg", "9.jpg", "B.jpg", "a-b/c.jpg", "a.jpg", "a/z.jpg", "b.jpg"}));
}

TEST(Walk, NamesMayHaveAnyBytes) {
  const TempTree tree;
  const std::string longest = std::string(251, 'n') + ".jpg";
  const Paths names = {"\n.jpg",  "\x1b[31m.jpg", " .jpg", "%s%n.jpg",
                       "-rf.jpg", "a\\b.jpg",     longest, "\xe9\xff.jpg"};
  for (const std::string& name : names) tree.Write(name);
  EXPECT_EQ(FindPaths(QueryFor({tree.root()})), names);
}

TEST(Walk, AFolderWithAnImageSuffixIsDescendedInto) {
  const TempTree tree;
  tree.Write("x.jpg/a.jpg");
  EXPECT_EQ(FindPaths(QueryFor({tree.root()})), Paths{"x.jpg/a.jpg"});
}

TEST(Walk, HiddenAndJunkNamesAreSkippedAndCounted) {
  const TempTree tree;
  for (const char* path :
       {"a.jpg", ".b.jpg", "._a.jpg", ".git/c.jpg", ".x.npz.fit299/d.jpg", "__MACOSX/e.jpg",
        "@eaDir/f.jpg", "$RECYCLE.BIN/g.jpg", "System Volume Information/h.jpg", "Thumbs.db",
        "ehthumbs.db", "Desktop.ini"}) {
    tree.Write(path);
  }
  const FoundInputs found = Find(QueryFor({tree.root()}));
  EXPECT_EQ(RecordPaths(found.list), Paths{"a.jpg"});
  EXPECT_EQ(found.hidden, 11U);
  EXPECT_TRUE(found.ignored_by_suffix.empty());
}

TEST(Walk, HiddenAsksForHiddenAndJunkNamesToo) {
  const TempTree tree;
  for (const char* path : {".b.jpg", ".git/c.jpg", "__MACOSX/e.jpg", "Thumbs.db"}) tree.Write(path);
  InputQuery query = QueryFor({tree.root()});
  query.hidden = true;
  const FoundInputs found = Find(query);
  EXPECT_EQ(RecordPaths(found.list), (Paths{".b.jpg", ".git/c.jpg", "__MACOSX/e.jpg"}));
  EXPECT_EQ(found.hidden, 0U);
  EXPECT_EQ(found.ignored_by_suffix, (Counts{{".db", 1}}));
}

TEST(Walk, AHiddenOperandIsWalkedAllTheSame) {
  const TempTree tree;
  tree.Write(".photos/a.jpg");
  EXPECT_EQ(FindPaths(QueryFor({tree.At(".photos")})), Paths{"a.jpg"});
}

TEST(Walk, IncludeDecidesInsteadOfTheSuffix) {
  const TempTree tree;
  for (const char* path : {"a.jpg", "b.bin", "sub/c.bin", "sub/d"}) tree.Write(path);
  InputQuery query = QueryFor({tree.root()});
  query.include = {"*.bin"};
  const FoundInputs found = Find(query);
  EXPECT_EQ(RecordPaths(found.list), (Paths{"b.bin", "sub/c.bin"}));
  EXPECT_EQ(found.excluded, 2U);
  query.include = {"*"};
  EXPECT_EQ(FindPaths(query), (Paths{"a.jpg", "b.bin", "sub/c.bin", "sub/d"}));
}

TEST(Walk, OneOfSeveralIncludesIsEnough) {
  const TempTree tree;
  for (const char* path : {"a.jpg", "sub/b.jpg", "c.png"}) tree.Write(path);
  InputQuery query = QueryFor({tree.root()});
  query.include = {"sub/*", "?.png"};
  EXPECT_EQ(FindPaths(query), (Paths{"c.png", "sub/b.jpg"}));
}

TEST(Walk, GlobsAreRelativeToTheOperandAlsoAmongSeveral) {
  const TempTree tree;
  for (const char* path : {"train/a.jpg", "train/b.jpg", "test/a.jpg"}) tree.Write(path);
  InputQuery query = QueryFor({tree.At("train"), tree.At("test")});
  query.include = {"a.jpg"};
  EXPECT_EQ(FindPaths(query), (Paths{"test/a.jpg", "train/a.jpg"}));
}

TEST(Walk, ExcludeBeatsIncludeAndSuffix) {
  const TempTree tree;
  for (const char* path : {"a.jpg", "a_mask.jpg", "sub/b_mask.jpg", "n_mask.txt"}) tree.Write(path);
  InputQuery query = QueryFor({tree.root()});
  query.exclude = {"*_mask.*"};
  const FoundInputs found = Find(query);
  EXPECT_EQ(RecordPaths(found.list), Paths{"a.jpg"});
  EXPECT_EQ(found.excluded, 3U);
  query.include = {"*.jpg"};
  EXPECT_EQ(FindPaths(query), Paths{"a.jpg"});
}

TEST(Walk, ExcludePrunesWholeFolders) {
  const TempTree tree;
  for (const char* path : {"a.jpg", "old/b.jpg", "old/c.jpg", "x/old/d.jpg", "cache"}) {
    tree.Write(path);
  }
  for (const char* glob : {"old", "old/"}) {
    InputQuery query = QueryFor({tree.root()});
    query.exclude = {glob};
    const FoundInputs found = Find(query);
    EXPECT_EQ(RecordPaths(found.list), (Paths{"a.jpg", "x/old/d.jpg"})) << glob;
    EXPECT_EQ(found.excluded, 1U) << glob;
  }
  InputQuery query = QueryFor({tree.root()});
  query.exclude = {"*/old", "cache/"};
  const FoundInputs found = Find(query);
  EXPECT_EQ(RecordPaths(found.list), (Paths{"a.jpg", "old/b.jpg", "old/c.jpg"}));
  EXPECT_EQ(found.ignored_by_suffix, (Counts{{"", 1}}));
}

TEST(Walk, LinksToFilesAreInputsWhereverTheyLead) {
  const TempTree tree;
  tree.Write("elsewhere/real.bin");
  tree.Folder("photos");
  tree.Link("../elsewhere/real.bin", "photos/good.jpg");
  tree.Link("nowhere", "photos/dangling.jpg");
  tree.Link("loop.jpg", "photos/loop.jpg");
  tree.Link("nowhere", "photos/dangling.txt");
  const FoundInputs found = Find(QueryFor({tree.At("photos")}));
  EXPECT_EQ(RecordPaths(found.list), (Paths{"dangling.jpg", "good.jpg", "loop.jpg"}));
  EXPECT_EQ(found.ignored_by_suffix, (Counts{{".txt", 1}}));
}

TEST(Walk, WhatIsNeitherFileNorFolderGoesByItsSuffix) {
  const TempTree tree;
  tree.Fifo("pipe.jpg");
  tree.Fifo("pipe");
  tree.Link("/dev/zero", "zero.png");
  EXPECT_EQ(FindPaths(QueryFor({tree.root()})), (Paths{"pipe.jpg", "zero.png"}));
}

TEST(Walk, LinksToFoldersAreCountedAndNotFollowed) {
  const TempTree tree;
  tree.Write("photos/a.jpg");
  tree.Write("other/b.jpg");
  tree.Link("../other", "photos/link");
  tree.Link("../other", "photos/link.jpg");
  tree.Link(".", "photos/self");
  const FoundInputs found = Find(QueryFor({tree.At("photos")}));
  EXPECT_EQ(RecordPaths(found.list), Paths{"a.jpg"});
  EXPECT_EQ(found.folder_links, 3U);
}

TEST(Walk, FollowedLinksToFoldersAreWalkedUnderTheirNames) {
  const TempTree tree;
  tree.Write("photos/a.jpg");
  tree.Write("other/sub/b.jpg");
  tree.Link("../other", "photos/link");
  InputQuery query = QueryFor({tree.At("photos")});
  query.follow_links = true;
  const FoundInputs found = Find(query);
  EXPECT_EQ(RecordPaths(found.list), (Paths{"a.jpg", "link/sub/b.jpg"}));
  EXPECT_EQ(found.folder_links, 0U);
}

TEST(Walk, LoopsOfFollowedLinksEnd) {
  const TempTree tree;
  tree.Write("photos/a.jpg");
  tree.Write("photos/sub/b.jpg");
  tree.Link(".", "photos/self");
  tree.Link("..", "photos/sub/up");
  tree.Link("../..", "photos/sub/above");
  InputQuery query = QueryFor({tree.At("photos")});
  query.follow_links = true;
  EXPECT_EQ(FindPaths(query), (Paths{"a.jpg", "sub/b.jpg"}));
}

TEST(Walk, AFolderBehindSeveralLinksIsWalkedOnceUnderItsOwnOrTheFirstName) {
  const TempTree tree;
  tree.Write("photos/m/a.jpg");
  tree.Write("other/b.jpg");
  for (const char* link : {"z", "k", "c"}) {
    tree.Link("m", std::string("photos/") + link + "_own");
    tree.Link("../other", std::string("photos/") + link + "_other");
  }
  InputQuery query = QueryFor({tree.At("photos")});
  query.follow_links = true;
  EXPECT_EQ(FindPaths(query), (Paths{"c_other/b.jpg", "m/a.jpg"}));
}

TEST(Walk, TheOutputFolderInsideOfTheInputIsLeftAlone) {
  const TempTree tree;
  tree.Write("a.jpg");
  tree.Write("out/b.jpg");
  tree.Write(".hidden_out/c.jpg");
  InputQuery query = QueryFor({tree.root()});
  query.own_folders = {tree.At("./out/")};
  const FoundInputs found = Find(query);
  EXPECT_EQ(RecordPaths(found.list), Paths{"a.jpg"});
  EXPECT_EQ(found.hidden, 1U);
  EXPECT_EQ(found.excluded, 0U);
  query.own_folders = {tree.At(".hidden_out")};
  EXPECT_EQ(Find(query).hidden, 0U);
  query.own_folders = {tree.At("out"), tree.At(".hidden_out")};
  EXPECT_EQ(RecordPaths(Find(query).list), Paths{"a.jpg"});
  EXPECT_EQ(Find(query).hidden, 0U);
}

TEST(Walk, AnOutputFolderThatIsTheInputItselfIsWalked) {
  const TempTree tree;
  tree.Write("a.jpg");
  InputQuery query = QueryFor({tree.root()});
  query.own_folders = {tree.root()};
  EXPECT_EQ(FindPaths(query), Paths{"a.jpg"});
  query.own_folders = {tree.At("not-yet-there")};
  EXPECT_EQ(FindPaths(query), Paths{"a.jpg"});
}

TEST(Walk, AnUnreadableFolderIsAnInput) {
  TempTree tree;
  tree.Write("a.jpg");
  tree.Folder("sub/locked");
  tree.Write("sub/z.jpg");
  tree.Lock(tree.At("sub/locked"));
  EXPECT_TRUE(HoldsWithoutPrivileges([&tree] {
    return FindPaths(QueryFor({tree.root()})) == Paths{"a.jpg", "sub/locked", "sub/z.jpg"};
  }));
}

TEST(Walk, DepthCostsNoFileDescriptors) {
  const TempTree tree;
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += "d/";
  tree.Write(deep + "a.jpg");
  const FewFileDescriptors few(64);
  EXPECT_EQ(FindPaths(QueryFor({tree.root()})), Paths{deep + "a.jpg"});
}

TEST(Walk, NoFileDescriptorLeftIsAResourceFailure) {
  const TempTree tree;
  tree.Write("sub/a.jpg");
  const FewFileDescriptors none(0);
  EXPECT_EQ(FailureOf(QueryFor({tree.root()})).status, ExitStatus::kResource);
}

}  // namespace
}  // namespace fit299::source
