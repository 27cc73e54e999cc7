// `fit299 check`, black box.
#include <gtest/gtest.h>

#include <filesystem>

#include "cli/program.h"

namespace fit299 {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Strings = std::vector<std::string>;

class Check : public testing::Test {
 protected:
  Check() {
    WriteImage(folder_ / "photos/a.png", 60, 40, 1);
    WriteImage(folder_ / "photos/b.png", 31, 77, 2);
    WriteFile(folder_ / "photos/notes.txt", "notes");
  }

  Ended Run(Strings arguments) { return Fit299(folder_.path(), std::move(arguments)); }

  // The paths of each group of a list.
  static std::vector<Strings> GroupsOf(const json& result, const std::string& list) {
    std::vector<Strings> groups;
    for (const json& group : result["lists"][list]) {
      groups.emplace_back();
      for (const json& member : group) groups.back().push_back(member["path"]);
    }
    return groups;
  }

  void Copy(const std::string& from, const std::string& to) {
    WriteFile(folder_ / to, ReadFile(folder_ / from));
  }

  TemporaryFolder folder_;
};

TEST_F(Check, OfGoodInputsEndsWellAndWritesNothing) {
  const Ended ended = Run({"check", "photos", "--strict"});
  EXPECT_EQ(ended.exit, 0) << ended.err << ended.out;
  EXPECT_EQ(ended.err, "");
  EXPECT_TRUE(ended.out.starts_with("2 inputs: 2 can be fitted, 0 cannot; ")) << ended.out;
  EXPECT_TRUE(ended.out.ends_with("ignored: 1 .txt\n")) << ended.out;
  EXPECT_EQ(FilesBelow(folder_.path()).size(), 3U);
}

TEST_F(Check, FindsWhatFitWouldRejectInTheSameWords) {
  const std::string png = ReadFile(folder_ / "photos/a.png");
  WriteFile(folder_ / "photos/cut.png", png.substr(0, png.size() / 2));
  WriteFile(folder_ / "photos/empty.jpg", "");
  const Ended check = Run({"check", "photos"});
  EXPECT_EQ(check.exit, 8);
  EXPECT_NE(check.out.find("rejected: 1 empty-file, 1 truncated\n"), std::string::npos)
      << check.out;
  const Ended fit = Run({"fit", "photos", "-o", "out", "-q"});
  EXPECT_EQ(fit.exit, 3);
  EXPECT_EQ(check.err, fit.err);
}

TEST_F(Check, TakesTheOptionsOfFitForWhatItWouldReject) {
  EXPECT_EQ(Run({"check", "photos", "--min-side", "32"}).exit, 8);
  EXPECT_EQ(Run({"check", "photos", "--max-aspect", "2"}).exit, 8);
  EXPECT_EQ(Run({"check", "photos", "--policy", "center-crop", "--small", "reject"}).exit, 8);
  EXPECT_EQ(Run({"check", "photos", "-o", "x"}).exit, 2) << "it writes no output";
}

TEST_F(Check, FindsTheSameBytesTheSamePixelsAndTheSameLook) {
  Copy("photos/a.png", "photos/copy.png");
  ASSERT_EQ(
      Run({"fit", "photos/a.png", "-o", "photos/z.webp", "--policy", "native", "--quality", "95"})
          .exit,
      0);
  ASSERT_EQ(Run({"fit", "photos/z.webp", "-o", "photos/y.png", "--policy", "native"}).exit, 0);
  const json result = Run({"check", "photos", "--json"}).Json();
  EXPECT_EQ(GroupsOf(result, "same_bytes"), (std::vector<Strings>{{"a.png", "copy.png"}}));
  EXPECT_EQ(GroupsOf(result, "same_pixels"), (std::vector<Strings>{{"y.png", "z.webp"}}));
  EXPECT_EQ(GroupsOf(result, "alike"), (std::vector<Strings>{{"a.png", "y.png"}}));
  EXPECT_EQ(result["duplicates"], json::parse(R"({"same_bytes":1,"same_pixels":1,"alike":1})"));
  EXPECT_EQ(result["exit"], 0);
  EXPECT_EQ(Run({"check", "photos", "--strict"}).exit, 8);
  EXPECT_NE(Run({"check", "photos"}).out.find("  photos/a.png = photos/copy.png\n"),
            std::string::npos);
}

TEST_F(Check, NamesSuffixesThatLie) {
  fs::rename(folder_ / "photos/a.png", folder_ / "photos/a.jpg");
  const Ended text = Run({"check", "photos"});
  EXPECT_EQ(text.exit, 0);
  EXPECT_NE(text.out.find("  photos/a.jpg: extension-mismatch (it is png)\n"), std::string::npos)
      << text.out;
  const Ended strict = Run({"check", "photos", "--strict", "--json"});
  EXPECT_EQ(strict.exit, 8);
  EXPECT_EQ(strict.Json()["lists"]["warned"][0]["warnings"], json({"extension-mismatch"}));
}

TEST_F(Check, NamesOddShapes) {
  for (int i = 0; i < 30; ++i) {
    WriteImage(folder_ / ("many/" + std::to_string(i) + ".png"), 64, 48, 10 + i);
  }
  WriteImage(folder_ / "many/icon.png", 16, 16, 1);
  WriteImage(folder_ / "many/strip.png", 200, 10, 2);
  const json result = Run({"check", "many", "--json"}).Json();
  ASSERT_EQ(result["odd_sizes"], 1);
  EXPECT_EQ(result["lists"]["odd_sizes"][0]["path"], "icon.png");
  ASSERT_EQ(result["odd_aspects"], 1);
  EXPECT_EQ(result["lists"]["odd_aspects"][0]["path"], "strip.png");
}

TEST_F(Check, LongListsAreCutForPeopleAndWholeInJson) {
  for (int i = 0; i < 12; ++i) {
    Copy("photos/a.png", "lies/" + std::string(1, static_cast<char>('a' + i)) + ".jpg");
  }
  const Ended text = Run({"check", "lies"});
  EXPECT_NE(text.out.find("  and 2 more (--json has all)\n"), std::string::npos) << text.out;
  EXPECT_NE(text.out.find("a.jpg = lies/b.jpg = lies/c.jpg = lies/d.jpg and 8 more\n"),
            std::string::npos)
      << text.out;
  EXPECT_EQ(Run({"check", "lies", "--json"}).Json()["lists"]["warned"].size(), 12U);
}

TEST_F(Check, TheManifestHasARowForEachInputAndNeverReplacesUnasked) {
  WriteFile(folder_ / "photos/empty.jpg", "");
  EXPECT_EQ(Run({"check", "photos", "--manifest", "m.jsonl"}).exit, 8);
  const auto rows = ManifestRows(folder_ / "m.jsonl");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0]["status"], "ok");
  EXPECT_EQ(rows[2]["reason"], "empty-file");
  EXPECT_EQ(ManifestLines(folder_ / "m.jsonl").back()["rejected"], 1);
  EXPECT_EQ(Run({"check", "photos", "--manifest", "m.jsonl"}).exit, 6);
  EXPECT_EQ(Run({"check", "photos", "--manifest", "m.jsonl", "--overwrite"}).exit, 8);
  EXPECT_EQ(Run({"check", "photos", "--manifest", "photos/a.png", "--overwrite"}).exit, 6);
}

TEST_F(Check, EndsWith5WhereThereIsNothingToLookAt) {
  fs::create_directory(folder_ / "none");
  EXPECT_EQ(Run({"check", "none"}).exit, 5);
  const Ended ended = Run({"check", "none", "--json"});
  EXPECT_EQ(ended.Json()["kind"], "check");
  EXPECT_EQ(ended.Json()["exit"], 5);
}

TEST_F(Check, OneImageMayComeFromStandardInput) {
  Invocation invocation;
  invocation.arguments = {"check", "-", "--json"};
  invocation.folder = folder_.path();
  invocation.input = ReadFile(folder_ / "photos/a.png");
  EXPECT_EQ(RunProgram(invocation).exit, 0);
  invocation.input = "text";
  EXPECT_EQ(RunProgram(invocation).exit, 8);
}

TEST_F(Check, TheResultDoesNotDependOnTheNumberOfThreads) {
  for (int i = 0; i < 40; ++i) {
    WriteImage(folder_ / ("photos/" + std::to_string(i) + ".png"), 64, 48, i % 13);
  }
  const auto result = [&](const std::string& jobs) {
    json all = Run({"check", "photos", "--json", "-j", jobs}).Json();
    all.erase("seconds");
    return all;
  };
  EXPECT_EQ(result("1"), result("4"));
}

TEST_F(Check, QuarantineBelowTheInputIsNoInput) {
  WriteFile(folder_ / "photos/empty.jpg", "");
  for (int run = 0; run < 2; ++run) {
    const Ended check = Run({"check", "photos", "--quarantine", "photos/bad", "--json"});
    EXPECT_EQ(check.Json()["inputs"], 3);
    EXPECT_EQ(check.Json()["rejected"], 1);
    EXPECT_TRUE(fs::is_symlink(folder_ / "photos/bad/2-empty.jpg"));
  }
  fs::remove(folder_ / "photos/empty.jpg");
  EXPECT_EQ(Run({"check", "photos", "--quarantine", "photos/bad"}).exit, 0);
  EXPECT_EQ(FilesBelow(folder_ / "photos/bad"), Strings{"quarantine.jsonl"});
  EXPECT_EQ(Run({"check", "photos", "--quarantine", "photos"}).exit, 6);
}

TEST_F(Check, FitQuarantinesToo) {
  WriteFile(folder_ / "photos/empty.jpg", "");
  EXPECT_EQ(Run({"fit", "photos", "-o", "out", "--quarantine", "bad"}).exit, 3);
  EXPECT_EQ(ReadFile(folder_ / "bad/2-empty.jpg"), "");
  EXPECT_EQ(Run({"fit", "photos", "-o", "x.npy", "--quarantine", "bad"}).exit, 3);
  EXPECT_EQ(Run({"fit", "photos", "-o", "out", "--overwrite", "--quarantine", "out/"}).exit, 6);
}

}  // namespace
}  // namespace fit299
