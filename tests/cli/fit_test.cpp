// The main job, black box.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "cli/program.h"

namespace fit299 {
namespace {

using nlohmann::json;
using Strings = std::vector<std::string>;

// Three photos in two folders, and a text file.
class Fit : public testing::Test {
 protected:
  Fit() {
    WriteImage(folder_ / "photos/a.jpg", 60, 40, 1);
    WriteImage(folder_ / "photos/cats/b.png", 31, 77, 2);
    WriteImage(folder_ / "photos/cats/C.WEBP", 20, 20, 3);
    WriteFile(folder_ / "photos/notes.txt", "notes");
  }

  Ended Run(Strings arguments) { return Fit299(folder_.path(), std::move(arguments)); }

  TemporaryFolder folder_;
};

TEST_F(Fit, AFolderBecomesAMirroredFolderOfTensors) {
  const Ended ended = Run({"fit", "photos", "-o", "out"});
  EXPECT_EQ(ended.exit, 0) << ended.err;
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(FilesBelow(folder_ / "out"),
            (Strings{"a.jpg.npy", "cats/C.WEBP.npy", "cats/b.png.npy", "manifest.jsonl"}));
  const NpyFile tensor = ReadNpy(ReadFile(folder_ / "out/a.jpg.npy"));
  EXPECT_EQ(tensor.descr, "<f4");
  EXPECT_EQ(tensor.shape, "(299, 299, 3)");
  const auto [low, high] = std::ranges::minmax(tensor.values);
  EXPECT_GE(low, -1.0F);
  EXPECT_LE(high, 1.0F);
  EXPECT_LT(low, high);
  EXPECT_NE(ended.err.find("ignored: 1 .txt"), std::string::npos) << ended.err;
}

TEST_F(Fit, WhatIsOfNoUseIsSkippedByItsHeader) {
  const Ended ended = Run({"fit", "photos", "-o", "out", "--min-side", "31", "--max-aspect", "2"});
  EXPECT_EQ(ended.exit, 3) << ended.err;
  EXPECT_NE(ended.err.find("C.WEBP: too-small: 20x20 has a side below 31 pixels (--min-side)"),
            std::string::npos)
      << ended.err;
  EXPECT_NE(ended.err.find("b.png: odd-aspect: 31x77 is more than 2 to 1 (--max-aspect)"),
            std::string::npos)
      << ended.err;
  EXPECT_EQ(FilesBelow(folder_ / "out"), (Strings{"a.jpg.npy", "manifest.jsonl"}));
  EXPECT_EQ(Run({"fit", "photos", "-o", "out", "--min-side", "31"}).exit, 6) << "another plan";
  EXPECT_EQ(Run({"plan", "photos", "-o", "p", "--min-side", "31"}).exit, 3);
  EXPECT_EQ(Run({"fit", "photos", "-o", "q", "--max-aspect", "0.5"}).exit, 2);
}

TEST_F(Fit, AStackHoldsTheTensorsInTheOrderOfTheirPaths) {
  ASSERT_EQ(Run({"fit", "photos", "-o", "x.npy"}).exit, 0);
  ASSERT_EQ(Run({"fit", "photos", "-o", "out"}).exit, 0);
  const NpyFile stack = ReadNpy(ReadFile(folder_ / "x.npy"));
  EXPECT_EQ(stack.shape, "(3, 299, 299, 3)");
  std::vector<float> joined;
  for (const char* name : {"a.jpg.npy", "cats/C.WEBP.npy", "cats/b.png.npy"}) {
    const NpyFile one = ReadNpy(ReadFile(folder_ / ("out/" + std::string(name))));
    joined.insert(joined.end(), one.values.begin(), one.values.end());
  }
  EXPECT_EQ(stack.values, joined);
  EXPECT_EQ(FilesBelow(folder_.path()).size(), 4U + 4U + 2U) << "no state is left";

  // The same samples have the same checksums and the same digest in either shape.
  const auto rows = ManifestRows(folder_ / "x.npy.manifest.jsonl");
  const auto mirrored = ManifestRows(folder_ / "out/manifest.jsonl");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i]["row"], i);
    EXPECT_EQ(rows[i]["file"], "x.npy");
    EXPECT_EQ(rows[i]["checksum"], mirrored[i]["checksum"]);
  }
  EXPECT_EQ(ManifestLines(folder_ / "x.npy.manifest.jsonl").back()["digest"],
            ManifestLines(folder_ / "out/manifest.jsonl").back()["digest"]);
}

TEST_F(Fit, OneFileBecomesOneTensorAndNothingElse) {
  ASSERT_EQ(Run({"fit", "photos/a.jpg", "-o", "sub/a.npy"}).exit, 0);
  EXPECT_EQ(ReadNpy(ReadFile(folder_ / "sub/a.npy")).shape, "(299, 299, 3)");
  EXPECT_EQ(FilesBelow(folder_ / "sub"), Strings{"a.npy"});
  ASSERT_EQ(Run({"fit", "photos/a.jpg", "-o", "b.npy", "--manifest", "b.jsonl"}).exit, 0);
  EXPECT_EQ(ManifestRows(folder_ / "b.jsonl").at(0)["path"], "a.jpg");
}

TEST_F(Fit, ATensorGoesThroughPipes) {
  ASSERT_EQ(Run({"fit", "photos/a.jpg", "-o", "a.npy"}).exit, 0);
  Invocation piped;
  piped.folder = folder_.path();
  piped.arguments = {"fit", "-", "-o", "-", "-q"};
  piped.input = ReadFile(folder_ / "photos/a.jpg");
  const Ended ended = RunProgram(piped);
  EXPECT_EQ(ended.exit, 0) << ended.err;
  EXPECT_EQ(ended.err, "");
  EXPECT_EQ(ended.out, ReadFile(folder_ / "a.npy"));

  piped.stdout_path = "/dev/full";
  EXPECT_EQ(RunProgram(piped).exit, 7) << "a full disk at the other end is no success";
}

TEST_F(Fit, ImagesAre8BitAndNeverNormalized) {
  WritePlainImage(folder_ / "red.png", 50, 50, 255, 0, 0);
  for (const char* format : {"png", "jpeg", "webp"}) {
    const std::string out = "out-" + std::string(format);
    const Ended ended = Run({"fit", "red.png", "-o", out + "/", "-f", format, "--size", "32"});
    ASSERT_EQ(ended.exit, 0) << ended.err;
    const auto rows = ManifestRows(folder_ / (out + "/manifest.jsonl"));
    const std::string file = folder_ / (out + "/" + rows.at(0)["file"].get<std::string>());
    ASSERT_EQ(Run({"fit", file, "-o", out + ".npy", "--policy", "native", "--dtype", "uint8"}).exit,
              0);
    const NpyFile back = ReadNpy(ReadFile(folder_ / (out + ".npy")));
    ASSERT_EQ(back.shape, "(32, 32, 3)");
    EXPECT_NEAR(back.values[0], 255, 3) << format;
    EXPECT_NEAR(back.values[1], 0, 3) << format;
    EXPECT_NEAR(back.values[2], 0, 3) << format;
  }
}

TEST_F(Fit, RedIsTheFirstChannelOnEveryPath) {
  for (const char* suffix : {".png", ".jpg", ".webp"}) {
    const std::string input = "red" + std::string(suffix);
    WritePlainImage(folder_ / input, 40, 30, 254, 0, 0);
    for (const char* resample :
         {"pillow:bilinear", "pillow:nearest", "opencv:linear", "opencv:area"}) {
      for (const char* policy : {"resize", "center-crop", "pad", "native"}) {
        Strings arguments = {"fit",   input,        "-o",     "x.npy",    "--overwrite", "--dtype",
                             "uint8", "--resample", resample, "--policy", policy};
        if (std::string(policy) == "pad")
          arguments.insert(arguments.end(), {"--pad-color", "#fe0000"});
        ASSERT_EQ(Run(arguments).exit, 0);
        const NpyFile tensor = ReadNpy(ReadFile(folder_ / "x.npy"));
        for (std::size_t i = 0; i < tensor.values.size(); ++i) {
          ASSERT_NEAR(tensor.values[i], i % 3 == 0 ? 254 : 0, 4)
              << input << " " << resample << " " << policy << " value " << i;
        }
      }
    }
  }
}

TEST_F(Fit, ASkippedInputHasARowInTheManifestAndNoneInTheTensors) {
  WriteFile(folder_ / "photos/b-broken.jpg", "this is no image");
  WriteFile(folder_ / "photos/empty.png", "");
  const Ended ended = Run({"fit", "photos", "-o", "x.npy"});
  EXPECT_EQ(ended.exit, 3);
  EXPECT_NE(ended.err.find("skipped photos/b-broken.jpg: not-an-image: "), std::string::npos)
      << ended.err;
  EXPECT_EQ(ReadNpy(ReadFile(folder_ / "x.npy")).shape, "(3, 299, 299, 3)");
  const auto rows = ManifestRows(folder_ / "x.npy.manifest.jsonl");
  ASSERT_EQ(rows.size(), 5U);
  EXPECT_EQ(rows[1]["path"], "b-broken.jpg");
  EXPECT_EQ(rows[1]["status"], "skipped");
  EXPECT_EQ(rows[1]["reason"], "not-an-image");
  EXPECT_FALSE(rows[1].contains("row"));
  EXPECT_EQ(rows[2]["row"], 1) << "rows are numbered over the accepted inputs";
  EXPECT_EQ(rows[4]["reason"], "empty-file");
  EXPECT_EQ(Run({"fit", "photos", "-o", "y.npy", "--skips-ok"}).exit, 0);
}

TEST_F(Fit, ManifestHasTheKeysOfTheDesign) {
  ASSERT_EQ(Run({"fit", "photos", "-o", "out"}).exit, 0);
  const auto lines = ManifestLines(folder_ / "out/manifest.jsonl");
  const json& header = lines.front();
  EXPECT_TRUE(header["fit299"].is_string());
  EXPECT_EQ(header["kind"], "header");
  EXPECT_EQ(header["recipe"]["resample"], "pillow:bilinear");
  EXPECT_EQ(header["inputs"]["count"], 3);
  EXPECT_TRUE(header["decoders"].contains("jpeg"));
  EXPECT_TRUE(header["part"].is_null());
  const json& row = lines[1];
  EXPECT_EQ(row["source"]["format"], "jpeg");
  EXPECT_EQ(row["source"]["width"], 60);
  EXPECT_EQ(row["source"]["bytes"], ReadFile(folder_ / "photos/a.jpg").size());
  EXPECT_GT(row["source"]["mtime_ns"].get<std::int64_t>(), 1'000'000'000);
  EXPECT_EQ(row["geometry"]["canvas"], (json{299, 299}));
  EXPECT_EQ(row["changes"], (json{"enlarged", "aspect-changed"}));
  EXPECT_EQ(row["checksum"].get<std::string>().size(), 32U);
  const json& summary = lines.back();
  EXPECT_EQ(summary["kind"], "summary");
  for (const char* key :
       {"inputs", "written", "up_to_date", "skipped", "not_reached", "reasons", "changes",
        "warnings", "output", "manifest", "bytes", "seconds", "digest", "exit"}) {
    EXPECT_TRUE(summary.contains(key)) << key;
  }
  EXPECT_EQ(summary["changes"]["enlarged"], 3);
}

TEST_F(Fit, JsonPrintsTheSummaryAndNothingElse) {
  const Ended ended = Run({"fit", "photos", "-o", "out", "--json", "-q"});
  EXPECT_EQ(ended.exit, 0);
  EXPECT_EQ(ended.err, "");
  json printed = ended.Json();
  ASSERT_TRUE(printed.is_object()) << ended.out;
  EXPECT_EQ(printed, ManifestLines(folder_ / "out/manifest.jsonl").back());
}

TEST_F(Fit, JsonPrintsAnObjectWhateverHappens) {
  const Ended none = Run({"fit", "absent-folder/", "-o", "out", "--json"});
  EXPECT_EQ(none.Json()["exit"], none.exit);
  EXPECT_TRUE(none.Json()["error"].is_string());
  for (const char* wrong : {"--size=0", "--no-such-option", "--config=absent.toml"}) {
    const Ended usage = Run({"fit", "photos", "-o", "out", "--json", wrong});
    EXPECT_EQ(usage.exit, 2);
    EXPECT_EQ(usage.Json()["exit"], 2) << wrong;
  }
}

TEST_F(Fit, BytesDoNotDependOnThreads) {
  for (int i = 0; i < 40; ++i) {
    WriteImage(folder_ / ("many/" + std::to_string(i * 7919 % 100) + ".jpg"), 20 + i, 30, i);
  }
  WriteFile(folder_ / "many/50.jpg", "broken");
  for (const char* jobs : {"1", "8"}) {
    const std::string out = "x" + std::string(jobs) + ".npy";
    ASSERT_EQ(Run({"fit", "many", "-o", out, "-j", jobs, "--size", "32"}).exit, 3);
    const std::string files = "out" + std::string(jobs);
    ASSERT_EQ(Run({"fit", "many", "-o", files, "-j", jobs, "--size", "32"}).exit, 3);
  }
  EXPECT_EQ(ReadFile(folder_ / "x1.npy"), ReadFile(folder_ / "x8.npy"));
  for (const std::string& file : FilesBelow(folder_ / "out1")) {
    if (file == "manifest.jsonl") continue;
    EXPECT_EQ(ReadFile(folder_ / ("out1/" + file)), ReadFile(folder_ / ("out8/" + file))) << file;
  }
  EXPECT_EQ(ManifestRows(folder_ / "out1/manifest.jsonl"),
            ManifestRows(folder_ / "out8/manifest.jsonl"));
}

TEST_F(Fit, DtypesAndLayouts) {
  struct Row {
    Strings options;
    std::string descr;
    std::string shape;
    std::size_t bytes;
  };
  for (const Row& row :
       std::vector<Row>{{{"--dtype", "float16"}, "<f2", "(3, 10, 20, 3)", 2},
                        {{"--dtype", "bfloat16", "--layout", "nchw"}, "<V2", "(3, 3, 10, 20)", 2},
                        {{"--dtype", "uint8"}, "|u1", "(3, 10, 20, 3)", 1},
                        {{"--layout", "nchw"}, "<f4", "(3, 3, 10, 20)", 4}}) {
    Strings arguments = {"fit", "photos", "-o", "x.npy", "--overwrite", "--size", "20x10"};
    arguments.insert(arguments.end(), row.options.begin(), row.options.end());
    const Ended ended = Run(arguments);
    ASSERT_EQ(ended.exit, 0) << ended.err;
    const std::string bytes = ReadFile(folder_ / "x.npy");
    EXPECT_EQ(ReadNpy(bytes).descr, row.descr);
    EXPECT_EQ(ReadNpy(bytes).shape, row.shape);
    EXPECT_EQ(bytes.size(), 128 + 3 * 600 * row.bytes);
  }
}

TEST_F(Fit, NativeKeepsEachSizeAndRefusesToStackDifferentOnes) {
  ASSERT_EQ(Run({"fit", "photos", "-o", "out", "--policy", "native"}).exit, 0);
  EXPECT_EQ(ReadNpy(ReadFile(folder_ / "out/cats/b.png.npy")).shape, "(77, 31, 3)");
  const Ended refused = Run({"fit", "photos", "-o", "x.npy", "--policy", "native"});
  EXPECT_EQ(refused.exit, 2);
  EXPECT_NE(refused.err.find("60x40"), std::string::npos) << refused.err;
  EXPECT_NE(refused.err.find("--policy pad"), std::string::npos) << refused.err;
  EXPECT_EQ(FilesBelow(folder_.path()).size(), 4U + 4U) << "nothing was touched";
  WriteImage(folder_ / "same/a.png", 9, 8, 1);
  WriteImage(folder_ / "same/b.png", 9, 8, 2);
  ASSERT_EQ(Run({"fit", "same", "-o", "same.npy", "--policy", "native"}).exit, 0);
  EXPECT_EQ(ReadNpy(ReadFile(folder_ / "same.npy")).shape, "(2, 8, 9, 3)");
}

TEST_F(Fit, SmallImagesAreEnlargedPaddedOrRejected) {
  WritePlainImage(folder_ / "small.png", 10, 10, 200, 200, 200);
  const auto run = [&](const char* small) {
    return Run({"fit", "small.png", "-o", "x.npy", "--overwrite", "--policy", "center-crop",
                "--size", "20", "--small", small, "--dtype", "uint8", "--json"});
  };
  EXPECT_EQ(run("enlarge").Json()["changes"]["enlarged"], 1);
  EXPECT_EQ(ReadNpy(ReadFile(folder_ / "x.npy")).values[0], 200);
  EXPECT_EQ(run("pad").Json()["changes"], json::object());
  EXPECT_EQ(ReadNpy(ReadFile(folder_ / "x.npy")).values[0], 0);
  const Ended rejected = run("reject");
  EXPECT_EQ(rejected.exit, 5);
  EXPECT_EQ(rejected.Json()["reasons"]["too-small"], 1);
}

TEST_F(Fit, PadModesFillTheRest) {
  WritePlainImage(folder_ / "gray.png", 20, 10, 100, 100, 100);
  for (const auto& [mode, value] : std::vector<std::pair<std::string, float>>{
           {"constant", 7}, {"edge", 100}, {"reflect", 100}}) {
    Strings arguments = {"fit",      "gray.png", "-o",     "x.npy", "--overwrite",
                         "--policy", "pad",      "--size", "20",    "--pad-mode",
                         mode,       "--dtype",  "uint8"};
    if (mode == "constant") arguments.insert(arguments.end(), {"--pad-color", "7,7,7"});
    ASSERT_EQ(Run(arguments).exit, 0);
    EXPECT_EQ(ReadNpy(ReadFile(folder_ / "x.npy")).values[0], value) << mode;
  }
}

TEST_F(Fit, EveryPolicyWorksForEveryShapeAndSize) {
  int index = 0;
  for (const auto& [width, height] : std::vector<std::pair<int, int>>{
           {1, 1}, {1, 5000}, {5000, 1}, {298, 299}, {300, 299}, {640, 480}}) {
    WriteImage(folder_ / ("shapes/" + std::to_string(index++) + ".png"), width, height);
  }
  const std::vector<Strings> policies = {
      {"--policy", "resize"},
      {"--policy", "center-crop"},
      {"--policy", "center-crop", "--resize-shorter", "333"},
      {"--policy", "center-crop", "--crop-fraction", "0.875"},
      {"--policy", "center-crop", "--small", "pad", "--pad-mode", "reflect"},
      {"--policy", "pad"},
      {"--policy", "pad", "--pad-mode", "reflect", "--anchor", "south-east"},
  };
  for (const Strings& policy : policies) {
    for (const std::string size : {"299", "1", "640x3"}) {
      for (const char* resample : {"pillow:bicubic", "opencv:linear", "opencv:area"}) {
        Strings arguments = {"fit", "shapes", "-o",         "x.npy",  "--overwrite", "--size",
                             size,  "--json", "--resample", resample, "--dtype",     "uint8"};
        arguments.insert(arguments.end(), policy.begin(), policy.end());
        const Ended ended = Run(arguments);
        EXPECT_EQ(ended.exit, 0) << policy.back() << " " << size << " " << ended.err;
        EXPECT_EQ(ended.Json()["written"], 6);
      }
    }
  }
  EXPECT_EQ(Run({"fit", "shapes", "-o", "n", "--policy", "native", "--max-side", "320",
                 "--multiple-of", "32"})
                .exit,
            0);
}

TEST_F(Fit, NamesAreMadeFromTheTemplate) {
  ASSERT_EQ(Run({"fit", "photos", "-o", "out", "--name", "{index}"}).exit, 0);
  EXPECT_EQ(FilesBelow(folder_ / "out"),
            (Strings{"00000000.npy", "00000001.npy", "00000002.npy", "manifest.jsonl"}));
}

TEST_F(Fit, EveryByteButNulWorksInAName) {
  const Strings names = {"new\nline.png",
                         "latin1-\xE9.png",
                         "-rf.png",
                         " .png",
                         "%s%n.png",
                         "esc\x1b[31m.png",
                         std::string(241, 'n') + ".png"};
  for (const std::string& name : names) WriteImage(folder_ / ("odd/" + name), 5, 5);
  const Ended ended = Run({"fit", "odd", "-o", "out", "-v"});
  ASSERT_EQ(ended.exit, 0) << ended.err;
  EXPECT_EQ(ended.err.find('\x1b'), std::string::npos);
  EXPECT_NE(ended.err.find("new\\nline.png"), std::string::npos) << ended.err;
  for (const std::string& name : names) {
    EXPECT_TRUE(std::filesystem::exists(folder_ / ("out/" + name + ".npy"))) << name;
  }
}

TEST_F(Fit, APathThatIsTooLongCostsThatInputAlone) {
  WriteImage(folder_ / ("photos/" + std::string(250, 'n') + ".png"), 5, 5);
  std::string folders;  // nearly as long as a path may be
  for (int i = 0; i < 20; ++i) folders += std::string(200, 'd') + "/";
  const Ended ended =
      Run({"fit", "photos", "-o", "out", "--name", folders + "{path}", "--size", "8", "--json"});
  EXPECT_EQ(ended.exit, 3);
  EXPECT_EQ(ended.Json()["reasons"]["output-failed"], 1);
  EXPECT_EQ(ended.Json()["written"], 3);
}

TEST_F(Fit, ListsKeepTheirOrder) {
  WriteFile(folder_ / "list", "photos/cats/b.png\n./photos/a.jpg\n");
  ASSERT_EQ(Run({"fit", "-T", "list", "-o", "x.npy"}).exit, 0);
  const auto rows = ManifestRows(folder_ / "x.npy.manifest.jsonl");
  EXPECT_EQ(rows.at(0)["path"], "photos/cats/b.png");
  EXPECT_EQ(rows.at(1)["path"], "photos/a.jpg");

  Invocation piped;
  piped.folder = folder_.path();
  piped.arguments = {"fit", "-0", "-T", "-", "--root", "photos", "-o", "y.npy"};
  piped.input = std::string("cats/b.png\0a.jpg\0", 17);
  ASSERT_EQ(RunProgram(piped).exit, 0);
  EXPECT_EQ(ManifestRows(folder_ / "y.npy.manifest.jsonl").at(0)["path"], "cats/b.png");
}

TEST_F(Fit, SeveralFoldersKeepTheirNames) {
  WriteImage(folder_ / "train/a.jpg", 5, 5);
  ASSERT_EQ(Run({"fit", "train", "photos", "-o", "out"}).exit, 0);
  EXPECT_EQ(FilesBelow(folder_ / "out"),
            (Strings{"manifest.jsonl", "photos/a.jpg.npy", "photos/cats/C.WEBP.npy",
                     "photos/cats/b.png.npy", "train/a.jpg.npy"}));
}

}  // namespace
}  // namespace fit299
