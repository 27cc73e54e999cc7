#include "batch/file_name.h"

#include <gtest/gtest.h>

#include <string>

namespace fit299::batch {
namespace {

std::string NameOf(const char* text, const char* path, std::uint64_t index = 0,
                   sink::Format format = sink::Format::kNpy) {
  const auto name = FileName::Parse(text, format);
  return name.ok() ? name->For(path, index) : "error: " + name.error();
}

TEST(FileName, TensorsAlwaysGetTheSuffix) {
  EXPECT_EQ(NameOf("{path}", "a/b.jpg"), "a/b.jpg.npy");
  EXPECT_EQ(NameOf("{path}", "a/b.npy"), "a/b.npy.npy");
}

TEST(FileName, ImagesGetTheSuffixUnlessTheyHaveIt) {
  EXPECT_EQ(NameOf("{path}", "a/b.png", 0, sink::Format::kJpeg), "a/b.png.jpg");
  EXPECT_EQ(NameOf("{path}", "a/b.JPEG", 0, sink::Format::kJpeg), "a/b.JPEG");
  EXPECT_EQ(NameOf("{path}", "a/b.jpg", 0, sink::Format::kPng), "a/b.jpg.png");
}

TEST(FileName, FieldsAreFilledIn) {
  EXPECT_EQ(NameOf("{stem}", "a/b.c.jpg"), "a/b.c.npy");
  EXPECT_EQ(NameOf("{index}", "a/b.jpg", 42), "00000042.npy");
  EXPECT_EQ(NameOf("{index}", "a/b.jpg", 1234567890), "1234567890.npy");
  EXPECT_EQ(NameOf("x-{index}/{stem}-v2", "b.jpg", 1), "x-00000001/b-v2.npy");
}

TEST(FileName, StemOfANameThatIsAllSuffixIsTheName) {
  EXPECT_EQ(NameOf("{stem}", "a/.jpg"), "a/.jpg.npy");
  EXPECT_EQ(NameOf("{stem}", "a.b/c"), "a.b/c.npy");
}

TEST(FileName, RefusesWhatLeavesTheFolderOrIsUnknown) {
  EXPECT_EQ(NameOf("{class}", "a"),
            "error: --name {class}: unknown field {class} (known: {path}, "
            "{stem}, {index})");
  EXPECT_EQ(NameOf("../{path}", "a").substr(0, 6), "error:");
  EXPECT_EQ(NameOf("/{path}", "a").substr(0, 6), "error:");
  EXPECT_EQ(NameOf("", "a").substr(0, 6), "error:");
  EXPECT_EQ(NameOf("{path", "a").substr(0, 6), "error:");
}

// A hash of sixteen digits is the same everywhere, so it may stand here.
TEST(FileName, NamesThatNoFileCanHaveAreCutAndHashed) {
  const std::string longest(255, 'n');
  const std::string cut = NameOf("{path}", longest.c_str());
  EXPECT_EQ(cut.size(), 255U);
  EXPECT_EQ(cut.substr(0, 235), longest.substr(0, 234) + "~");
  EXPECT_TRUE(cut.ends_with(".npy"));
  EXPECT_NE(cut, NameOf("{path}", (std::string(254, 'n') + "m").c_str()));
  EXPECT_EQ(NameOf("{path}", std::string(251, 'n').c_str()), std::string(251, 'n') + ".npy");
  EXPECT_EQ(NameOf("{path}", ("a/" + longest).c_str()), "a/" + cut);
  EXPECT_EQ(NameOf("{path}", (longest + "/a").c_str()), longest + "/a.npy");
  EXPECT_EQ(NameOf("{path}", (longest + "n/a").c_str()).find('/'), 255U);
}

TEST(FileName, CutNamesKeepTheirCharactersWhole) {
  std::string umlauts;
  for (int i = 0; i < 127; ++i) umlauts += "\xc3\xbc";
  const std::string cut = NameOf("{path}", umlauts.c_str());
  EXPECT_EQ(cut.substr(0, cut.find('~')), umlauts.substr(0, 234));
  const std::string odd = NameOf("{path}", ("x" + umlauts).c_str());
  EXPECT_EQ(odd.substr(0, odd.find('~')), "x" + umlauts.substr(0, 232));
}

TEST(FileName, ImagesThatAreCutKeepTheirSuffix) {
  const std::string path = std::string(251, 'n') + ".jpeg";
  const std::string cut = NameOf("{path}", path.c_str(), 0, sink::Format::kJpeg);
  EXPECT_EQ(cut.size(), 255U);
  EXPECT_TRUE(cut.ends_with(".jpeg"));
}

TEST(ContainedPath, StaysInsideAndIsReversible) {
  EXPECT_EQ(ContainedPath("a/b.jpg"), "a/b.jpg");
  EXPECT_EQ(ContainedPath("../../etc/x"), "%2E%2E/%2E%2E/etc/x");
  EXPECT_EQ(ContainedPath("/etc/x"), "%2F/etc/x");
  EXPECT_EQ(ContainedPath("a.tar//x"), "a.tar/%2F/x");
  EXPECT_EQ(ContainedPath("a/.."), "a/%2E%2E");
  EXPECT_EQ(ContainedPath("%2E%2E/x"), "%252E%2E/x");
  EXPECT_EQ(ContainedPath("%252E/%2F"), "%25252E/%252F");
  EXPECT_EQ(ContainedPath("100%/..a"), "100%/..a");
}

}  // namespace
}  // namespace fit299::batch
