// File names of any bytes: kept in outputs, reversible in the record, harmless in messages.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>

#include "cli/program.h"
#include "record/escape.h"

namespace fit299 {
namespace {

using Strings = std::vector<std::string>;
namespace fs = std::filesystem;

const Strings& OddNames() {
  static const Strings kNames = {
      " lead and trail .jpg",
      "%s%n%d.jpg",
      "%2E%2E.jpg",
      "-rf.jpg",
      "--help.jpg",
      "trailing..jpg",
      "A.jpg",
      "a.jpeg",
      "a.jpg",
      "a.jpg.jpg",
      "a.png",
      "back\\slash.jpg",
      "caf\xc3\xa9.jpg",
      "cafe\xcc\x81.jpg",
      "comma,semi;\"csv\".jpg",
      "esc\x1b[31mred.jpg",
      "glob*?[a].jpg",
      "latin1_\xe9\xff.jpg",
      "new\nline.jpg",
      "quote'\"`$(id).jpg",
      "sub/a.jpg",
      "tab\tcr\r.jpg",
      "\xe2\x80\xaegpj.exe.jpg",
      "x.\x01\x7f.jpg",
  };
  return kNames;
}

std::string PathOf(const nlohmann::json& row) {
  return row.contains("path_base64") ? record::FromBase64(row["path_base64"].get<std::string>())
                                     : row["path"].get<std::string>();
}

class Names : public testing::Test {
 protected:
  Names() {
    int seed = 0;
    for (const std::string& name : OddNames()) {
      WriteImage(folder_ / "image.jpg", 9, 7, seed++);
      fs::create_directories(fs::path(folder_ / "in/" + name).parent_path());
      fs::rename(folder_ / "image.jpg", folder_ / "in/" + name);
    }
  }

  TemporaryFolder folder_;
};

// A link to a folder makes two names of one file, as a file system does that takes A for a.
TEST(FoldedNames, NeverOverwriteEachOtherAlsoWhenOldFilesAreReplaced) {
  const TemporaryFolder folder;
  for (const std::string name : {"A", "a"}) WriteImage(folder / "in/" + name + "/x.png", 9, 7);
  fs::create_directories(folder / "out/a");
  fs::create_directory_symlink("a", folder / "out/A");
  WriteFile(folder / "out/a/x.png.npy", "of an earlier run");
  const Ended ended =
      Fit299(folder.path(), {"fit", "in", "-o", "out", "--overwrite", "--size", "8"});
  EXPECT_EQ(ended.exit, 3) << ended.err;
  const auto rows = ManifestRows(folder / "out/manifest.jsonl");
  ASSERT_EQ(rows.size(), 2U);
  const auto& written = rows[rows[0]["status"] == "ok" ? 0 : 1];
  const auto& skipped = rows[rows[0]["status"] == "ok" ? 1 : 0];
  EXPECT_EQ(written["status"], "ok");
  EXPECT_EQ(skipped["reason"], "duplicate-output");
  EXPECT_EQ(ReadNpy(ReadFile(folder / "out/a/x.png.npy")).shape, "(8, 8, 3)");
  EXPECT_EQ(Fit299(folder.path(), {"fit", "in", "-o", "out", "--size", "8"}).exit, 3)
      << "nothing to do";
}

TEST_F(Names, AreKeptInOutputsAndReversibleInTheRecord) {
  const Ended ended = Fit299(folder_.path(), {"fit", "in", "-o", "out", "--size", "8"});
  ASSERT_EQ(ended.exit, 0) << ended.err;
  Strings wanted = OddNames();
  std::ranges::sort(wanted);
  Strings paths;
  for (const auto& row : ManifestRows(folder_ / "out/manifest.jsonl")) paths.push_back(PathOf(row));
  EXPECT_EQ(paths, wanted);
  Strings files = FilesBelow(folder_ / "out");
  for (std::string& name : wanted) name += ".npy";
  wanted.push_back("manifest.jsonl");
  std::ranges::sort(wanted);
  std::ranges::sort(files);
  EXPECT_EQ(files, wanted);
}

TEST_F(Names, AreEscapedInMessages) {
  for (const std::string& name : OddNames()) WriteFile(folder_ / "in/" + name, "no image");
  const Ended ended = Fit299(folder_.path(), {"fit", "in", "-o", "out"});
  EXPECT_EQ(ended.exit, 5);
  for (const char c : ended.err) {
    const auto byte = static_cast<unsigned char>(c);
    EXPECT_TRUE(c == '\n' || (byte >= 0x20 && byte != 0x7f)) << int{byte};
  }
  EXPECT_EQ(ended.err.find("\xe2\x80\xae"), std::string::npos) << "turns the line around";
  EXPECT_EQ(ended.err.find("\xe9\xff"), std::string::npos) << "is not UTF-8";
  EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(ended.err, '\n')), OddNames().size() + 3);
}

TEST_F(Names, GoThroughAListThatEndsInNul) {
  std::string list;
  for (const std::string& name : OddNames()) list.append(name).append(1, '\0');
  Invocation invocation;
  invocation.folder = folder_ / "in";
  invocation.arguments = {"fit", "-0", "-T", "-", "-o", "../x.npy", "--size", "8"};
  invocation.input = list;
  const Ended ended = RunProgram(invocation);
  ASSERT_EQ(ended.exit, 0) << ended.err;
  Strings paths;
  for (const auto& row : ManifestRows(folder_ / "x.npy.manifest.jsonl")) {
    paths.push_back(PathOf(row));
  }
  EXPECT_EQ(paths, OddNames());
}

TEST_F(Names, WithADashInFrontGoBehindADoubleDash) {
  for (const char* name : {"-rf.jpg", "--help.jpg"}) {
    const Ended ended =
        Fit299(folder_ / "in", {"fit", "-o", "../one.npy", "--overwrite", "--", name});
    EXPECT_EQ(ended.exit, 0) << ended.err;
  }
}

TEST(LongNames, LeaveRoomForTheSuffixByAHash) {
  const TemporaryFolder folder;
  WriteImage(folder / "image.jpg", 9, 7);
  std::string umlauts;
  for (int i = 0; i < 125; ++i) umlauts += "\xc3\xbc";
  const Strings names = {std::string(251, 'n') + ".jpg", std::string(250, 'n') + "m.jpg",
                         umlauts + "x.jpg", std::string(247, 'k') + ".jpg"};
  fs::create_directory(folder / "in");
  for (const std::string& name : names) fs::copy_file(folder / "image.jpg", folder / "in/" + name);
  for (const char* format : {"npy", "png", "jpeg"}) {
    const std::string out = std::string("out-") + format;
    const Ended ended = Fit299(folder.path(), {"fit", "in", "-o", out, "-f", format});
    ASSERT_EQ(ended.exit, 0) << ended.err;
    std::map<std::string, std::string> files;
    for (const auto& row : ManifestRows(folder / out + "/manifest.jsonl")) {
      EXPECT_TRUE(fs::exists(folder / out + "/" + row["file"].get<std::string>()));
      files[row["path"]] = row["file"];
    }
    ASSERT_EQ(files.size(), names.size());
    const std::string suffix = format == std::string("jpeg") ? "" : std::string(".") + format;
    EXPECT_EQ(files[names[3]], names[3] + suffix);
    EXPECT_EQ(files[names[0]].size(), 255U);
    // The output is finished, and found so.
    EXPECT_EQ(Fit299(folder.path(), {"fit", "in", "-o", out, "-f", format, "--json"})
                  .Json()["up_to_date"],
              4);
  }
}

}  // namespace
}  // namespace fit299
