#include "fit299/status.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace fit299 {
namespace {

TEST(StatusTables, CodesAreUniqueAndExplained) {
  std::set<std::string_view> codes;
  for (const auto table : {Reasons(), Changes(), Warnings()}) {
    for (const CodeRow& row : table) {
      EXPECT_TRUE(codes.insert(row.code).second) << row.code;
      EXPECT_FALSE(row.meaning.empty()) << row.code;
    }
  }
}

TEST(StatusTables, RowsStandInTheOrderOfTheEnumerators) {
  EXPECT_EQ(Code(Reason::kEmptyFile), "empty-file");
  EXPECT_EQ(Code(Reason::kTooSmall), "too-small");
  EXPECT_EQ(Code(Reason::kInternalError), "internal-error");
  EXPECT_EQ(Code(Change::kRotated), "rotated");
  EXPECT_EQ(Code(Change::kFirstFrameOnly), "first-frame-only");
  EXPECT_EQ(Code(Warning::kMissingEoi), "missing-eoi");
  EXPECT_EQ(Code(Warning::kDoubleScalingSuspected), "double-scaling-suspected");
}

TEST(CodeSet, VisitsItsCodesInAscendingOrder) {
  CodeSet<Change> set;
  EXPECT_TRUE(set.empty());
  set.Add(Change::kEnlarged);
  set.Add(Change::kRotated);
  set.Add(Change::kEnlarged);
  std::vector<Change> visited;
  set.ForEach([&](Change change) { visited.push_back(change); });
  EXPECT_EQ(visited, (std::vector<Change>{Change::kRotated, Change::kEnlarged}));
  EXPECT_TRUE(set.Contains(Change::kRotated));
  EXPECT_FALSE(set.Contains(Change::kAlphaBlended));
}

}  // namespace
}  // namespace fit299
