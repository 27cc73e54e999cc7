// What happens to what is there already, and how runs end early.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "cli/program.h"
#include "decoder/sanitized.h"

namespace fit299 {
namespace {

using nlohmann::json;
using Strings = std::vector<std::string>;
namespace fs = std::filesystem;

class Existing : public testing::Test {
 protected:
  Existing() {
    WriteImage(folder_ / "photos/a.jpg", 30, 20, 1);
    WriteImage(folder_ / "photos/b.jpg", 20, 30, 2);
  }

  Ended Run(Strings arguments) { return Fit299(folder_.path(), std::move(arguments)); }

  TemporaryFolder folder_;
};

TEST_F(Existing, AFinishedOutputOfTheSamePlanIsLeftAlone) {
  for (const char* out : {"out", "x.npy"}) {
    ASSERT_EQ(Run({"fit", "photos", "-o", out}).exit, 0);
    const auto before = fs::last_write_time(folder_ / out);
    const Ended again = Run({"fit", "photos", "-o", out, "--json"});
    EXPECT_EQ(again.exit, 0) << again.err;
    EXPECT_EQ(again.Json()["up_to_date"], 2);
    EXPECT_EQ(again.Json()["written"], 0);
    EXPECT_EQ(fs::last_write_time(folder_ / out), before);
  }
}

TEST_F(Existing, ARunThatEndedWith3EndsWith3Again) {
  WriteFile(folder_ / "photos/c.jpg", "broken");
  EXPECT_EQ(Run({"fit", "photos", "-o", "out"}).exit, 3);
  EXPECT_EQ(Run({"fit", "photos", "-o", "out"}).exit, 3);
  EXPECT_EQ(Run({"fit", "photos", "-o", "out", "--skips-ok"}).exit, 0);
}

TEST_F(Existing, AnotherPlanIsRefusedUnlessItMayReplace) {
  for (const char* out : {"out", "x.npy"}) {
    ASSERT_EQ(Run({"fit", "photos", "-o", out}).exit, 0);
    const Ended refused = Run({"fit", "photos", "-o", out, "--size", "32"});
    EXPECT_EQ(refused.exit, 6);
    EXPECT_NE(refused.err.find("--overwrite"), std::string::npos) << refused.err;
    EXPECT_EQ(Run({"fit", "photos", "-o", out, "--size", "32", "--overwrite"}).exit, 0);
    EXPECT_EQ(Run({"fit", "photos", "-o", out, "--size", "32"}).exit, 0) << "now it is that plan's";
  }
}

TEST_F(Existing, MoreThreadsAreNoOtherPlan) {
  ASSERT_EQ(Run({"fit", "photos", "-o", "out", "-j", "1"}).exit, 0);
  EXPECT_EQ(Run({"fit", "photos", "-o", "out", "-j", "2"}).exit, 0);
}

TEST_F(Existing, ANewPhotoIsAnotherPlanAndOverwritingRemovesWhatIsGone) {
  ASSERT_EQ(Run({"fit", "photos", "-o", "out"}).exit, 0);
  WriteFile(folder_ / "out/mine.txt", "not made by fit299");
  fs::remove(folder_ / "photos/a.jpg");
  WriteImage(folder_ / "photos/cats/c.jpg", 20, 30, 3);
  EXPECT_EQ(Run({"fit", "photos", "-o", "out"}).exit, 6);
  EXPECT_EQ(Run({"fit", "photos", "-o", "out", "--overwrite"}).exit, 0);
  EXPECT_EQ(FilesBelow(folder_ / "out"),
            (Strings{"b.jpg.npy", "cats/c.jpg.npy", "manifest.jsonl", "mine.txt"}));
}

TEST_F(Existing, AMissingFileOfAFinishedOutputIsNoticed) {
  ASSERT_EQ(Run({"fit", "photos", "-o", "out"}).exit, 0);
  fs::remove(folder_ / "out/a.jpg.npy");
  const Ended ended = Run({"fit", "photos", "-o", "out"});
  EXPECT_EQ(ended.exit, 1);
  EXPECT_NE(ended.err.find("a.jpg.npy is not there"), std::string::npos) << ended.err;
  ASSERT_EQ(Run({"fit", "photos", "-o", "x.npy"}).exit, 0);
  fs::resize_file(folder_ / "x.npy", 1000);
  EXPECT_EQ(Run({"fit", "photos", "-o", "x.npy"}).exit, 1);
}

TEST_F(Existing, ForeignFilesAreNeverReplacedBySilence) {
  WriteFile(folder_ / "out/b.jpg.npy", "precious");
  const Ended refused = Run({"fit", "photos", "-o", "out"});
  EXPECT_EQ(refused.exit, 6);
  EXPECT_NE(refused.err.find("out/b.jpg.npy"), std::string::npos) << refused.err;
  EXPECT_EQ(FilesBelow(folder_ / "out"), Strings{"b.jpg.npy"}) << "no trace is left";
  WriteFile(folder_ / "x.npy", "precious");
  EXPECT_EQ(Run({"fit", "photos", "-o", "x.npy"}).exit, 6);
  EXPECT_EQ(ReadFile(folder_ / "x.npy"), "precious");
  WriteFile(folder_ / "m.jsonl", "precious");
  EXPECT_EQ(Run({"fit", "photos", "-o", "y.npy", "--manifest", "m.jsonl", "--overwrite"}).exit, 6);
  EXPECT_EQ(ReadFile(folder_ / "m.jsonl"), "precious");
}

TEST_F(Existing, ASingleFileWithTheSameBytesIsRenewedForMake) {
  ASSERT_EQ(Run({"fit", "photos/a.jpg", "-o", "a.npy"}).exit, 0);
  const auto old_time = fs::last_write_time(folder_ / "a.npy") - std::chrono::hours(1);
  fs::last_write_time(folder_ / "a.npy", old_time);
  EXPECT_EQ(Run({"fit", "photos/a.jpg", "-o", "a.npy"}).exit, 0);
  EXPECT_GT(fs::last_write_time(folder_ / "a.npy"), old_time);
  EXPECT_EQ(Run({"fit", "photos/b.jpg", "-o", "a.npy"}).exit, 6);
  EXPECT_EQ(Run({"fit", "photos/b.jpg", "-o", "a.npy", "--overwrite"}).exit, 0);
}

TEST_F(Existing, ASingleFileIsMadeAnewWhenItsInputHasChanged) {
  const Strings rule = {"fit", "photos/a.jpg", "-o", "a.npy", "--manifest", "a.jsonl"};
  ASSERT_EQ(Run(rule).exit, 0);
  const std::string before = ReadFile(folder_ / "a.npy");
  WriteImage(folder_ / "photos/a.jpg", 30, 20, 9);
  EXPECT_EQ(Run(rule).exit, 6) << "other bytes are there: --overwrite";
  Strings replacing = rule;
  replacing.push_back("--overwrite");
  EXPECT_EQ(Run(replacing).exit, 0);
  EXPECT_NE(ReadFile(folder_ / "a.npy"), before);
  EXPECT_EQ(Run(rule).exit, 0);
}

TEST_F(Existing, AnInputIsNeverReplaced) {
  const std::string before = ReadFile(folder_ / "photos/a.jpg");
  for (const Strings& arguments :
       {Strings{"fit", "photos", "-o", "photos", "-f", "jpeg", "--overwrite"},
        Strings{"fit", "photos/a.jpg", "-o", "photos/a.jpg", "--overwrite"},
        Strings{"fit", "photos/a.jpg", "-o", "photos/../photos/a.jpg"}}) {
    const Ended ended = Run(arguments);
    EXPECT_EQ(ended.exit, 6) << ended.err;
    EXPECT_NE(ended.err.find("input"), std::string::npos) << ended.err;
    EXPECT_EQ(ReadFile(folder_ / "photos/a.jpg"), before);
  }
  fs::create_hard_link(folder_ / "photos/a.jpg", folder_ / "hard.jpg");
  EXPECT_EQ(Run({"fit", "photos/a.jpg", "-o", "hard.jpg", "--overwrite"}).exit, 6)
      << "the same file by another name";
}

TEST_F(Existing, TwoInputsOfOneNameAreRefusedBeforeAnythingIsWritten) {
  WriteImage(folder_ / "photos/a.png", 5, 5);
  const Ended ended = Run({"fit", "photos", "-o", "out", "--name", "{stem}"});
  EXPECT_EQ(ended.exit, 6);
  EXPECT_NE(ended.err.find("photos/a.jpg and photos/a.png"), std::string::npos) << ended.err;
  EXPECT_FALSE(fs::exists(folder_ / "out"));
}

TEST_F(Existing, TheOutputFolderInsideTheInputIsNoInput) {
  ASSERT_EQ(Run({"fit", ".", "-o", "out", "-f", "png"}).exit, 0);
  const Ended again = Run({"fit", ".", "-o", "out", "-f", "png", "--json"});
  EXPECT_EQ(again.exit, 0) << again.err;
  EXPECT_EQ(again.Json()["up_to_date"], 2);
}

TEST_F(Existing, NoUsableInputLeavesNothing) {
  WriteFile(folder_ / "texts/a.txt", "text");
  const Ended none = Run({"fit", "texts", "-o", "out"});
  EXPECT_EQ(none.exit, 5);
  EXPECT_NE(none.err.find("1 .txt"), std::string::npos) << none.err;
  WriteFile(folder_ / "bad/a.jpg", "text");
  EXPECT_EQ(Run({"fit", "bad", "-o", "new/out"}).exit, 5);
  EXPECT_EQ(Run({"fit", "bad", "-o", "x.npy"}).exit, 5);
  EXPECT_EQ(Run({"fit", "bad/a.jpg", "-o", "a.npy"}).exit, 5);
  EXPECT_FALSE(fs::exists(folder_ / "out"));
  EXPECT_FALSE(fs::exists(folder_ / "new/out"));
  EXPECT_EQ(FilesBelow(folder_.path()),
            (Strings{"bad/a.jpg", "photos/a.jpg", "photos/b.jpg", "texts/a.txt"}));
}

TEST_F(Existing, OverwritingWithoutAUsableInputLeavesTheOldOutputWhole) {
  ASSERT_EQ(Run({"fit", "photos", "-o", "out"}).exit, 0);
  const Strings before = FilesBelow(folder_ / "out");
  WriteFile(folder_ / "photos/a.jpg", "broken");
  WriteFile(folder_ / "photos/b.jpg", "broken");
  EXPECT_EQ(Run({"fit", "photos", "-o", "out", "--overwrite"}).exit, 5);
  EXPECT_EQ(FilesBelow(folder_ / "out"), before) << "manifest included";
}

TEST_F(Existing, AManifestNeverTakesTheOutputsPlace) {
  for (const Strings& arguments :
       {Strings{"fit", "photos", "-o", "x.npy", "--manifest", "./x.npy"},
        Strings{"fit", "photos/a.jpg", "-o", "a.npy", "--manifest", "a.npy"},
        Strings{"fit", "photos", "-o", "out", "--manifest", "./out/../out/a.jpg.npy"},
        Strings{"fit", "photos", "-o", "out", "--manifest", "out/.fit299/m.jsonl"}}) {
    EXPECT_EQ(Run(arguments).exit, 6) << arguments.back();
  }
  EXPECT_EQ(FilesBelow(folder_.path()).size(), 2U) << "nothing was touched";
}

TEST_F(Existing, ARestartNeverReplacesAForeignArray) {
  ASSERT_EQ(Run({"fit", "photos", "-o", "x.npy"}).exit, 0);
  const json plan = ManifestLines(folder_ / "x.npy.manifest.jsonl").front()["plan"];
  fs::remove(folder_ / "x.npy.manifest.jsonl");
  WriteFile(folder_ / ".x.npy.fit299/plan.json", json{{"plan", plan}}.dump());
  WriteFile(folder_ / "x.npy", "precious");
  EXPECT_EQ(Run({"fit", "photos", "-o", "x.npy"}).exit, 6);
  EXPECT_EQ(ReadFile(folder_ / "x.npy"), "precious");
  // A run that was killed while it published has left a mark.
  WriteFile(folder_ / ".x.npy.fit299/plan.json", json{{"plan", plan}}.dump());
  WriteFile(folder_ / ".x.npy.fit299/publishing", "");
  EXPECT_EQ(Run({"fit", "photos", "-o", "x.npy"}).exit, 0);
}

TEST_F(Existing, NoNameLeadsOutOfTheOutputFolder) {
  WriteImage(folder_ / "dots/...png", 5, 5);
  EXPECT_EQ(
      Run({"fit", "dots", "-o", "out", "--hidden", "--include", "*", "--name", "{stem}/{index}"})
          .exit,
      6);
  EXPECT_FALSE(fs::exists(folder_ / "00000000.npy"));
}

TEST_F(Existing, AnInputThatIsSkippedThisTimeLeavesNoOldFile) {
  ASSERT_EQ(Run({"fit", "photos", "-o", "out"}).exit, 0);
  WriteFile(folder_ / "photos/a.jpg", "broken");
  EXPECT_EQ(Run({"fit", "photos", "-o", "out", "--overwrite"}).exit, 3);
  EXPECT_EQ(FilesBelow(folder_ / "out"), (Strings{"b.jpg.npy", "manifest.jsonl"}));
}

TEST_F(Existing, ReplacingNeverRemovesAnInput) {
  ASSERT_EQ(Run({"fit", "photos", "-o", "photos", "-f", "png", "--name", "{index}"}).exit, 0);
  EXPECT_EQ(
      Run({"fit", "photos", "-o", "photos", "-f", "webp", "--name", "{index}", "--overwrite"}).exit,
      0);
  EXPECT_TRUE(fs::exists(folder_ / "photos/00000000.png")) << "now it is an input itself";
}

TEST_F(Existing, PlanKnowsWhatStandsInTheWay) {
  WriteFile(folder_ / "out/.fit299/plan.json", json{{"plan", "another"}}.dump());
  EXPECT_EQ(Run({"plan", "photos", "-o", "out"}).exit, 6);
  EXPECT_EQ(Run({"fit", "photos", "-o", "out"}).exit, 6);
  EXPECT_EQ(Run({"fit", "photos", "-o", "out", "--overwrite"}).exit, 0);
  WriteFile(folder_ / "photos/c.jpg", "broken");
  EXPECT_EQ(Run({"plan", "photos", "-o", "new", "--max-errors", "0"}).exit, 4);
}

TEST_F(Existing, ThousandsOfNumberedFilesBesideThePhotosAreNoTrouble) {
  for (int i = 0; i < 4000; ++i) {
    WriteFile(folder_ / ("photos/frame." + std::to_string(10000 + i)), "x");
  }
  EXPECT_EQ(Run({"fit", "photos", "-o", "out"}).exit, 0);
  const Ended again = Run({"fit", "photos", "-o", "out", "--json"});
  EXPECT_EQ(again.exit, 0) << again.err;
  EXPECT_EQ(again.Json()["ignored"]["other-suffix"], 4000);
}

TEST_F(Existing, AFailedArrayReportsNothingAsWritten) {
  WriteFile(folder_ / "photos/c.jpg", "broken");
  const json result = Run({"fit", "photos", "-o", "x.npy", "--on-error", "stop", "--json"}).Json();
  EXPECT_EQ(result["exit"], 4);
  EXPECT_EQ(result["written"], 0);
  EXPECT_EQ(result["bytes"], 0);
  EXPECT_EQ(result["not_reached"], 2);
  EXPECT_FALSE(result.contains("manifest"));
}

TEST_F(Existing, OutputsThatCannotBeWrittenAreNoMissingInput) {
  WriteImage(folder_ / ("long/" + std::string(250, 'n') + ".png"), 5, 5);
  std::string folders;  // longer than a path may be
  for (int i = 0; i < 21; ++i) folders += std::string(200, 'd') + "/";
  const Ended ended = Run({"fit", "long", "-o", "out", "--name", folders + "{path}"});
  EXPECT_EQ(ended.exit, 1) << ended.err;
}

TEST_F(Existing, AnOutputThatIsNoFileAndNoFolderIsRefused) {
  WriteFile(folder_ / "file", "precious");
  EXPECT_EQ(Run({"fit", "photos", "-o", "file"}).exit, 6);
  EXPECT_EQ(Run({"fit", "photos/a.jpg", "-o", "/dev/null", "-f", "npy"}).exit, 2);
  EXPECT_EQ(Run({"fit", "photos", "-o", "out", "--manifest", "-"}).exit, 2);
  EXPECT_EQ(ReadFile(folder_ / "file"), "precious");
}

// Sanitizers need memory of their own.
#if !FIT299_IS_SANITIZED
TEST_F(Existing, ShortMemoryIsNoFaultOfAnImage) {
  // So large that no pixels of that size are too many for it.
  WriteFile(folder_ / "photos/a.jpg",
            ReadFile(folder_ / "photos/a.jpg") + std::string(20'000'000, 'x'));
  Invocation invocation;
  invocation.folder = folder_.path();
  invocation.arguments = {"fit", "photos/a.jpg", "-o", "out/", "--size", "8000", "--json"};
  invocation.memory_limit = 600'000'000;
  const Ended ended = RunProgram(invocation);
  EXPECT_EQ(ended.exit, 7) << ended.err;
  EXPECT_EQ(ended.Json()["skipped"], 0);
  EXPECT_FALSE(fs::exists(folder_ / "out/manifest.jsonl"));
}

TEST_F(Existing, MemoryDoesNotGrowWithWhatWaitsForASlowInput) {
  WriteImage(folder_ / "many/0.png", 3000, 3000);
  for (int i = 1; i < 400; ++i) {
    WriteImage(folder_ / ("many/" + std::to_string(1000 + i) + ".png"), 4, 4, i);
  }
  Invocation invocation;
  invocation.folder = folder_.path();
  invocation.arguments = {"fit", "many", "-o", "out", "-j", "2"};
  const Ended ended = RunProgram(invocation);
  EXPECT_EQ(ended.exit, 0) << ended.err;
  EXPECT_LT(ended.peak_kilobytes, 200'000) << "400 waiting tensors would be 430 MB";
}

#endif

TEST_F(Existing, TheErrorBudgetEndsTheRunWith4) {
  for (int i = 0; i < 10; ++i) {
    WriteFile(folder_ / ("photos/z" + std::to_string(i) + ".jpg"), "broken");
  }
  const Ended stopped = Run({"fit", "photos", "-o", "out", "--on-error", "stop", "--json"});
  EXPECT_EQ(stopped.exit, 4);
  EXPECT_EQ(stopped.Json()["skipped"], 1);
  EXPECT_EQ(stopped.Json()["not_reached"], 9);
  EXPECT_FALSE(fs::exists(folder_ / "out/manifest.jsonl"));
  EXPECT_EQ(Run({"fit", "photos", "-o", "x.npy", "--max-errors", "9"}).exit, 4);
  EXPECT_FALSE(fs::exists(folder_ / "x.npy"));
  EXPECT_EQ(Run({"fit", "photos", "-o", "x.npy", "--max-errors", "10"}).exit, 3);
  EXPECT_EQ(Run({"fit", "photos", "-o", "y.npy", "--max-errors", "80%"}).exit, 4);
  EXPECT_EQ(Run({"fit", "photos", "-o", "y.npy", "--max-errors", "84%"}).exit, 3);
}

TEST_F(Existing, AnInterruptedRunLeavesWholeFilesAndIsDoneByTheSameCommand) {
  for (int i = 0; i < 600; ++i) {
    WriteImage(folder_ / ("many/" + std::to_string(i) + ".png"), 40, 30, i);
  }
  ASSERT_EQ(Run({"fit", "many", "-o", "whole", "-j", "2"}).exit, 0);
  for (const char* out : {"out", "x.npy"}) {
    Invocation invocation;
    invocation.folder = folder_.path();
    invocation.arguments = {"fit", "many", "-o", out, "-j", "2", "--json"};
    const bool is_folder = std::string(out) == "out";
    // With the first tensor in place, or the array begun.
    invocation.interrupt_once = folder_ / (is_folder ? "out/0.png.npy" : ".x.npy.fit299/plan.json");
    const Ended ended = RunProgram(invocation);
    if (ended.exit == 0) GTEST_SKIP() << "this machine was done before the signal came";
    EXPECT_EQ(ended.exit, 130) << ended.err;
    EXPECT_GT(ended.Json()["not_reached"], 0);
    if (is_folder) {
      EXPECT_FALSE(fs::exists(folder_ / "out/manifest.jsonl"));
      for (const std::string& file : FilesBelow(folder_ / "out")) {
        if (!file.ends_with(".npy")) continue;
        EXPECT_EQ(ReadFile(folder_ / ("out/" + file)), ReadFile(folder_ / ("whole/" + file)));
      }
      EXPECT_EQ(Run({"fit", "many", "-o", out, "--size", "32"}).exit, 6) << "another plan";
    } else {
      EXPECT_FALSE(fs::exists(folder_ / "x.npy"));
      EXPECT_FALSE(fs::exists(folder_ / ".x.npy.fit299")) << "a part of one file is of no use";
    }
    EXPECT_EQ(Run({"fit", "many", "-o", out}).exit, 0);
    EXPECT_FALSE(fs::exists(folder_ / "out/.fit299"));
  }
  EXPECT_EQ(ManifestRows(folder_ / "out/manifest.jsonl"),
            ManifestRows(folder_ / "whole/manifest.jsonl"));
}

TEST_F(Existing, AKilledRunCostsNothing) {
  for (int i = 0; i < 300; ++i) {
    WriteImage(folder_ / ("many/" + std::to_string(i) + ".png"), 40, 30, i);
  }
  // What a kill leaves: state with the plan, whole files, private files.
  ASSERT_EQ(Run({"fit", "many", "-o", "out"}).exit, 0);
  const json plan = ManifestLines(folder_ / "out/manifest.jsonl").front()["plan"];
  fs::remove(folder_ / "out/manifest.jsonl");
  WriteFile(folder_ / "out/.fit299/plan.json", json{{"plan", plan}}.dump());
  WriteFile(folder_ / "out/.fit299/.fit299-1-7", "half a tensor");
  fs::remove(folder_ / "out/7.png.npy");
  EXPECT_EQ(Run({"fit", "many", "-o", "out"}).exit, 0);
  EXPECT_EQ(FilesBelow(folder_ / "out").size(), 301U);
}

TEST_F(Existing, ASecondRunOnTheSameOutputIsRefused) {
  for (int i = 0; i < 600; ++i) {
    WriteImage(folder_ / ("many/" + std::to_string(i) + ".png"), 40, 30, i);
  }
  Ended first;
  {
    const std::jthread other([&] { first = Run({"fit", "many", "-o", "out"}); });
    for (int i = 0; i < 2000 && !fs::exists(folder_ / "out/.fit299/plan.json"); ++i) usleep(1000);
    const Ended second = Run({"fit", "many", "-o", "out"});
    EXPECT_TRUE(second.exit == 6 || second.exit == 0) << second.exit << second.err;
    if (second.exit == 6) {
      EXPECT_NE(second.err.find("another run"), std::string::npos) << second.err;
    }
  }
  EXPECT_EQ(first.exit, 0) << first.err;
}

TEST_F(Existing, AFullDiskIsExit7AndLeavesNoHalfFile) {
  // A file size limit stands for a full disk: both end a write early.
  WriteImage(folder_ / "photos/c.jpg", 20, 30, 3);
  const Ended ended = [&] {
    Invocation invocation;
    invocation.folder = folder_.path();
    invocation.arguments = {"fit", "photos", "-o", "x.npy"};
    invocation.file_size_limit = 1'000'000;
    return RunProgram(invocation);
  }();
  EXPECT_EQ(ended.exit, 7) << ended.err;
  EXPECT_NE(ended.err.find("File too large"), std::string::npos) << ended.err;
  EXPECT_EQ(FilesBelow(folder_.path()), (Strings{"photos/a.jpg", "photos/b.jpg", "photos/c.jpg"}));
}

}  // namespace
}  // namespace fit299
