#include "source/input_list.h"

#include <gtest/gtest.h>

#include "source/found.h"

namespace fit299::source {
namespace {

TEST(InputList, JoinsEachPathWithTheTwoPrefixesOfItsGroup) {
  InputList list;
  list.BeginGroup("data/train/", "train/");
  list.Add("a.jpg");
  list.BeginGroup("", "");
  list.Add("b.jpg");
  EXPECT_EQ(RecordPaths(list), (Paths{"train/a.jpg", "b.jpg"}));
  EXPECT_EQ(OpenPaths(list), (Paths{"data/train/a.jpg", "b.jpg"}));
}

TEST(InputList, SortsByUnsignedBytesOfTheWholePath) {
  InputList list;
  list.BeginGroup("", "");
  for (const char* path : {"b", "a/b", "a.jpg", "\xff", "B", "a-b", "a"}) list.Add(path);
  list.SortFrom(0);
  EXPECT_EQ(RecordPaths(list), (Paths{"B", "a", "a-b", "a.jpg", "a/b", "b", "\xff"}));
}

TEST(InputList, SortsAcrossGroupsAsIfThePathsWereJoined) {
  InputList list;
  list.BeginGroup("1/", "b/");
  list.Add("x");
  list.BeginGroup("2/", "");
  list.Add("b/w");
  list.Add("b/y");
  list.Add("b");
  list.BeginGroup("3/", "b/x/");
  list.Add("");
  list.BeginGroup("4/", "a/");
  list.Add("z");
  list.SortFrom(0);
  EXPECT_EQ(RecordPaths(list), (Paths{"a/z", "b", "b/w", "b/x", "b/x/", "b/y"}));
}

TEST(InputList, EqualPathsKeepTheOrderOfTheirGroups) {
  InputList list;
  for (const char* prefix : {"x/", "w/", "y/"}) {
    list.BeginGroup(prefix, "train/");
    list.Add("a");
  }
  list.SortFrom(0);
  EXPECT_EQ(OpenPaths(list), (Paths{"x/a", "w/a", "y/a"}));
}

TEST(InputList, LeavesWhatStandsBeforeTheSortedPartAlone) {
  InputList list;
  list.BeginGroup("", "");
  for (const char* path : {"z", "y", "b", "a"}) list.Add(path);
  list.SortFrom(2);
  EXPECT_EQ(RecordPaths(list), (Paths{"z", "y", "a", "b"}));
}

TEST(InputList, TruncateDropsTheEndAndNeverAdds) {
  InputList list;
  list.BeginGroup("", "");
  for (const char* path : {"a", "b", "c"}) list.Add(path);
  list.Truncate(5);
  EXPECT_EQ(list.size(), 3U);
  list.Truncate(1);
  EXPECT_EQ(RecordPaths(list), Paths{"a"});
  list.Truncate(0);
  EXPECT_TRUE(list.empty());
}

}  // namespace
}  // namespace fit299::source
