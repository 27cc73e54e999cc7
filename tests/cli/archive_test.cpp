// Archives as inputs, from the outside.
#include <gtest/gtest.h>

#include "cli/program.h"
#include "decoder/sanitized.h"
#include "source/archives.h"

namespace fit299 {
namespace {

using Strings = std::vector<std::string>;

class Archives : public testing::Test {
 protected:
  Archives() {
    for (int i = 0; i < 9; ++i) {
      const std::string name = "d" + std::to_string(i % 3) + "/" + std::to_string(i) + ".jpg";
      WriteImage(folder_ / "photos/" + name, 20 + i, 30, i);
      const std::string bytes = ReadFile(folder_ / "photos/" + name);
      tarred_.push_back({name, bytes});
      zipped_.push_back({name, bytes, i % 2 == 0});
    }
    jpeg_ = tarred_[0].content;
  }

  Ended Run(Strings arguments) { return Fit299(folder_.path(), std::move(arguments)); }
  void Write(const std::string& name, const std::string& bytes) {
    WriteFile(folder_ / name, bytes);
  }

  TemporaryFolder folder_;
  std::vector<MadeEntry> tarred_;
  std::vector<ZipEntry> zipped_;
  std::string jpeg_;
};

TEST_F(Archives, GiveTheBytesOfTheSameFilesAtAnyThreadCount) {
  Write("x.tar", TarOf(tarred_));
  Write("x.tgz", TarOf(tarred_, "gzip"));
  Write("x.tar.xz", TarOf(tarred_, "xz"));
  Write("x.tar.zst", TarOf(tarred_, "zstd"));
  Write("x.tar.bz2", TarOf(tarred_, "bzip2"));
  Write("x.zip", ZipOf(zipped_));
  const auto stem = [](const std::string& name) { return name.substr(2); };
  ASSERT_EQ(Run({"fit", "x.tar", "-o", "want.npy", "-j", "1", "--size", "32"}).exit, 0);
  const std::string want = ReadFile(folder_ / "want.npy");
  for (const std::string name : {"x.tar", "x.tgz", "x.tar.xz", "x.tar.zst", "x.tar.bz2", "x.zip"}) {
    for (const char* threads : {"1", "7"}) {
      const std::string out = stem(name) + threads + ".npy";
      const Ended ended = Run({"fit", name, "-o", out, "-j", threads, "--size", "32"});
      EXPECT_EQ(ended.exit, 0) << ended.err;
      EXPECT_EQ(ReadFile(folder_ / out), want) << name << threads;
    }
    EXPECT_EQ(Run({"fit", name, "-o", "out-" + name + "/", "--size", "32"}).exit, 0);
    EXPECT_EQ(FilesBelow(folder_ / ("out-" + name)).size(), 10U);
  }
  ASSERT_EQ(Run({"fit", "photos", "-o", "out-photos", "--size", "32"}).exit, 0);
  for (const MadeEntry& entry : tarred_) {
    EXPECT_EQ(ReadFile(folder_ / "out-x.tgz/" + entry.name + ".npy"),
              ReadFile(folder_ / "out-photos/" + entry.name + ".npy"));
  }
}

TEST_F(Archives, PlanSeesTheSame) {
  for (const std::string& bytes : {TarOf(tarred_), TarOf(tarred_, "gzip"), ZipOf(zipped_)}) {
    Write("x", bytes);
    const Ended ended = Run({"plan", "x", "-o", "x.npy", "--json"});
    EXPECT_EQ(ended.exit, 0) << ended.err;
    EXPECT_EQ(ended.Json()["written"], 9);
  }
}

TEST_F(Archives, TheRecordHasTheEntry) {
  Write("x.tar", TarOf({{"./a.jpg", jpeg_}, {"lat\xe9.jpg", jpeg_}}));
  ASSERT_EQ(Run({"fit", "x.tar", "-o", "x.npy"}).exit, 0);
  const auto rows = ManifestRows(folder_ / "x.npy.manifest.jsonl");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0]["path"], "a.jpg");
  EXPECT_EQ(rows[0]["source"]["bytes"], jpeg_.size());
  EXPECT_EQ(rows[0]["source"]["mtime_ns"], 1'700'000'000'000'000'000);
  EXPECT_EQ(rows[1]["path_base64"], "bGF06S5qcGc=");
}

TEST_F(Archives, NoEntryIsWrittenOutsideOfTheOutput) {
  for (const bool zip : {false, true}) {
    const Strings names = {"../../evil.jpg", "/evil.jpg", "a/../../evil.jpg", "%2E%2E/x.jpg",
                           "back\\slash.jpg"};
    std::vector<MadeEntry> tarred;
    std::vector<ZipEntry> zipped;
    for (const std::string& name : names) {
      tarred.push_back({name, jpeg_});
      zipped.push_back({name, jpeg_});
    }
    Write("x", zip ? ZipOf(zipped) : TarOf(tarred));
    const Ended ended = Run({"fit", "x", "-o", "deep/er/out", "--overwrite"});
    EXPECT_EQ(ended.exit, 0) << ended.err;
    EXPECT_EQ(FilesBelow(folder_ / "deep"),
              (Strings{"er/out/%252E%2E/x.jpg.npy", "er/out/%2E%2E/%2E%2E/evil.jpg.npy",
                       "er/out/%2F/evil.jpg.npy", "er/out/a/%2E%2E/%2E%2E/evil.jpg.npy",
                       "er/out/back\\slash.jpg.npy", "er/out/manifest.jsonl"}));
    const auto rows = ManifestRows(folder_ / "deep/er/out/manifest.jsonl");
    ASSERT_EQ(rows.size(), names.size());
    for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(rows[i]["path"], names[i]);
  }
}

TEST_F(Archives, EqualNamesCollideAsThoseOfFilesDo) {
  Write("x.tar", TarOf({{"a.jpg", jpeg_}, {"./a.jpg", jpeg_}}));
  const Ended ended = Run({"fit", "x.tar", "-o", "out"});
  EXPECT_EQ(ended.exit, 6);
  EXPECT_NE(ended.err.find("x.tar:a.jpg"), std::string::npos) << ended.err;
  EXPECT_EQ(Run({"fit", "x.tar", "-o", "x.npy"}).exit, 0);
  EXPECT_EQ(Run({"fit", "x.tar", "-o", "out", "--name", "{index}"}).exit, 0);
}

TEST_F(Archives, DamageCostsOneLine) {
  const std::string tar = TarOf(tarred_);
  Write("x.tar", tar.substr(0, 4000));
  const Ended ended = Run({"fit", "x.tar", "-o", "x.npy", "--json"});
  EXPECT_EQ(ended.exit, 3) << ended.err;
  EXPECT_NE(ended.err.find("skipped x.tar: truncated: the archive is damaged"), std::string::npos)
      << ended.err;
  Write("none.zip", ZipOf(zipped_).substr(0, 4000));
  EXPECT_EQ(Run({"fit", "none.zip", "-o", "none.npy"}).exit, 5);
}

TEST_F(Archives, AnArchiveIsNeverReplacedByTheOutput) {
  Write("x.npy", TarOf(tarred_));
  const std::string before = ReadFile(folder_ / "x.npy");
  const Ended ended = Run({"fit", "x.npy", "-o", "x.npy", "--overwrite"});
  EXPECT_EQ(ended.exit, 6) << ended.err;
  EXPECT_EQ(ReadFile(folder_ / "x.npy"), before);
}

TEST_F(Archives, AreNotWalkedIntoWhereTheyLieInAFolder) {
  Write("photos/more.tar", TarOf(tarred_));
  const Ended ended = Run({"fit", "photos", "-o", "x.npy", "--json"});
  EXPECT_EQ(ended.exit, 0) << ended.err;
  EXPECT_EQ(ended.Json()["inputs"], 9);
  EXPECT_EQ(ended.Json()["ignored"][".tar"], 1);
}

TEST_F(Archives, LimitTakesTheFirstOnes) {
  Write("x.tgz", TarOf(tarred_, "gzip"));
  const Ended ended = Run({"fit", "x.tgz", "-o", "x.npy", "--limit", "2", "--json"});
  EXPECT_EQ(ended.exit, 0) << ended.err;
  EXPECT_EQ(ended.Json()["written"], 2);
}

TEST_F(Archives, ABombOfManySmallEntriesStaysSmall) {
  const std::string zeros(20 << 20, '\0');
  std::vector<ZipEntry> entries;
  for (int i = 0; i < 8; ++i) entries.push_back({std::to_string(i) + ".jpg", zeros, true});
  Write("bomb.zip", ZipOf(entries));
  const Ended ended = Run({"fit", "bomb.zip", "-o", "x.npy", "-j", "1"});
  EXPECT_EQ(ended.exit, 5);
#if !FIT299_IS_SANITIZED
  EXPECT_LT(ended.peak_kilobytes, 200'000);
#endif
}

TEST_F(Archives, ALongNameIsCutInMessagesAndWholeInTheRecord) {
  const std::string name(60'000, 'n');
  Write("x.zip", ZipOf({{"good.jpg", jpeg_, true},
                        {name + ".jpg", "no picture", true},
                        {name + "/same.jpg", jpeg_, true}}));
  const Ended fitted = Run({"fit", "x.zip", "-o", "x.npy"});
  EXPECT_NE(fitted.err.find("nnn... (600"), std::string::npos);
  EXPECT_LT(fitted.err.size(), 10'000U);
  EXPECT_NE(ReadFile(folder_ / "x.npy.manifest.jsonl").find(name + ".jpg"), std::string::npos);
  const Ended checked = Run({"check", "x.zip"});
  EXPECT_NE(checked.err.find("nnn... (600"), std::string::npos);
  EXPECT_NE(checked.out.find("nnn... (600"), std::string::npos) << "of the same bytes";
  EXPECT_LT(checked.err.size() + checked.out.size(), 10'000U);
}

}  // namespace
}  // namespace fit299
