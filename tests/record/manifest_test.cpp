#include "record/manifest.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "temporary_folder.h"

namespace fit299::record {
namespace {

ItemReport Accepted() {
  ItemReport report;
  report.index = 7;
  report.path = "a/b.jpg";
  report.file = SourceFile{1234, 1700000000123456789};
  report.header = Header{"jpeg", {640, 480}, 8, 6, {}};
  report.geometry =
      Geometry{{480, 640}, {0, 0, 480, 640}, {299, 299}, {0, 0, 299, 299}, {0, 0}, {299, 299}};
  report.changes.Add(Change::kRotated);
  report.changes.Add(Change::kAspectChanged);
  report.warnings.Add(Warning::kIccIgnored);
  report.stored = StoredSample{"a/b.jpg.npy", std::nullopt, "00ff", 1072940};
  return report;
}

TEST(RowLine, HoldsTheKeysOfTheDesignInTheirOrder) {
  EXPECT_EQ(
      RowLine(Accepted()),
      R"({"index":7,"path":"a/b.jpg","status":"ok","source":{"format":"jpeg","width":640,)"
      R"("height":480,"depth":8,"orientation":6,"bytes":1234,"mtime_ns":1700000000123456789},)"
      R"("geometry":{"source":[480,640],"crop":[0,0,480,640],"scaled":[299,299],)"
      R"("window":[0,0,299,299],"at":[0,0],"canvas":[299,299]},)"
      R"("changes":["rotated","aspect-changed"],"warnings":["icc-ignored"],)"
      R"("file":"a/b.jpg.npy","checksum":"00ff"})"
      "\n");
}

TEST(RowLine, SaysWhenTheDecoderHasShrunkTheSource) {
  ItemReport report = Accepted();
  report.geometry->shrink = 4;
  EXPECT_NE(RowLine(report).find(R"("source":[480,640],"crop":[0,0,480,640])"), std::string::npos);
  EXPECT_NE(RowLine(report).find(R"("canvas":[299,299],"shrink":4})"), std::string::npos);
}

TEST(RowLine, OfASkippedInputHasAReasonAndNoFile) {
  ItemReport report;
  report.path = "broken.jpg";
  report.rejection = Rejection{Reason::kTruncated, "after row 3"};
  EXPECT_EQ(RowLine(report),
            R"({"index":0,"path":"broken.jpg","status":"skipped","reason":"truncated",)"
            R"("detail":"after row 3"})"
            "\n");
}

TEST(RowLine, KeepsTheBytesOfAPathThatIsNotUtf8) {
  ItemReport report;
  report.path = "\xE9\n.jpg";
  report.rejection = Rejection{Reason::kVanished, ""};
  const auto json = nlohmann::json::parse(RowLine(report));
  EXPECT_EQ(json["path"], "\\xe9\n.jpg");
  EXPECT_EQ(json["path_base64"], "6QouanBn");
}

TEST(ReadManifestEnds, FindsPlanAndSummary) {
  const TemporaryFolder folder;
  Summary summary;
  summary.inputs = 1;
  summary.written = 1;
  summary.exit = ExitStatus::kSkipped;
  const std::string header = HeaderLine({Recipe{}, "npy", 1, "inputs", "the-plan"});
  WriteFile(folder / "m", header + RowLine(Accepted()) + SummaryLine(summary));
  const auto manifest = ReadManifestEnds(folder / "m");
  ASSERT_TRUE(manifest.ok());
  EXPECT_EQ(manifest->plan, "the-plan");
  ASSERT_TRUE(manifest->summary.has_value());
  EXPECT_EQ(manifest->summary->written, 1U);
  EXPECT_EQ(manifest->summary->exit, ExitStatus::kSkipped);

  WriteFile(folder / "cut", header + RowLine(Accepted()));
  EXPECT_FALSE(ReadManifestEnds(folder / "cut")->summary.has_value());
}

TEST(ReadManifestEnds, RefusesOtherFiles) {
  const TemporaryFolder folder;
  for (const char* text : {"", "hello\n", "{}\n", "[1]\n", R"({"plan": 3})"}) {
    WriteFile(folder / "m", text);
    EXPECT_FALSE(ReadManifestEnds(folder / "m").ok()) << text;
  }
  EXPECT_FALSE(ReadManifestEnds(folder / "absent").ok());
}

TEST(ForEachStoredRow, VisitsAcceptedRowsWithTheirExactNames) {
  const TemporaryFolder folder;
  ItemReport odd = Accepted();
  odd.path = "\xFF.jpg";
  odd.stored->file = "\xFF.jpg.npy";
  ItemReport skipped;
  skipped.rejection = Rejection{Reason::kCorrupt, ""};
  WriteFile(folder / "m", HeaderLine({Recipe{}, "npy", 3, "", ""}) + RowLine(Accepted()) +
                              RowLine(skipped) + RowLine(odd) + SummaryLine(Summary{}));
  std::vector<std::string> files;
  ASSERT_TRUE(ForEachStoredRow(folder / "m", [&](const StoredRow& row) {
                files.push_back(row.file);
              }).ok());
  EXPECT_EQ(files, (std::vector<std::string>{"a/b.jpg.npy", "\xFF.jpg.npy"}));
}

}  // namespace
}  // namespace fit299::record
