// `fit299 plan`: everything but writing.
#include <gtest/gtest.h>

#include "cli/program.h"

namespace fit299 {
namespace {

class Plan : public testing::Test {
 protected:
  Plan() {
    WriteImage(folder_ / "photos/a.jpg", 30, 20, 1);
    WriteImage(folder_ / "photos/b.png", 20, 30, 2);
    WriteFile(folder_ / "photos/c.txt", "text");
  }

  Ended Run(std::vector<std::string> arguments) {
    return Fit299(folder_.path(), std::move(arguments));
  }

  TemporaryFolder folder_;
};

TEST_F(Plan, NamesTheExactBytesThatFitWillWrite) {
  for (const std::vector<std::string>& options : std::vector<std::vector<std::string>>{
           {"-o", "out"},
           {"-o", "x.npy"},
           {"-o", "n", "--policy", "native"},
           {"-o", "h.npy", "--dtype", "float16", "--size", "10x7"}}) {
    std::vector<std::string> arguments = {"plan", "photos", "--json"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const auto planned = Run(arguments).Json();
    arguments[0] = "fit";
    const auto done = Run(arguments).Json();
    EXPECT_EQ(planned["bytes"], done["bytes"]) << options[1];
    EXPECT_EQ(planned["written"], 2);
    EXPECT_GT(planned["free"], 0);
  }
}

TEST_F(Plan, WritesNothing) {
  const Ended plan = Run({"plan", "photos", "-o", "out"});
  EXPECT_EQ(plan.exit, 0) << plan.err;
  EXPECT_NE(plan.out.find("2 inputs: 2 to write"), std::string::npos) << plan.out;
  EXPECT_NE(plan.out.find("bytes: 2145880"), std::string::npos) << plan.out;
  EXPECT_NE(plan.out.find("ignored: 1 .txt"), std::string::npos) << plan.out;
  const auto without_free = [](const std::string& text) {
    return text.substr(0, text.find("free"));
  };
  EXPECT_EQ(without_free(Run({"fit", "photos", "-o", "out", "-n"}).out), without_free(plan.out));
  EXPECT_EQ(FilesBelow(folder_.path()).size(), 3U);
}

TEST_F(Plan, EndsAsFitWould) {
  WriteFile(folder_ / "photos/broken.jpg", "broken");
  EXPECT_EQ(Run({"plan", "photos", "-o", "out"}).exit, 3);
  ASSERT_EQ(Run({"fit", "photos", "-o", "out"}).exit, 3);
  EXPECT_EQ(Run({"plan", "photos", "-o", "out"}).exit, 3);
  EXPECT_NE(Run({"plan", "photos", "-o", "out"}).out.find("up to date"), std::string::npos);
  EXPECT_EQ(Run({"plan", "photos", "-o", "out", "--size", "3"}).exit, 6);
  EXPECT_EQ(Run({"plan", "photos", "-o", "x.npy", "--policy", "native"}).exit, 2);
  WriteFile(folder_ / "y.npy", "foreign");
  EXPECT_EQ(Run({"plan", "photos", "-o", "y.npy"}).exit, 6);
  EXPECT_EQ(Run({"plan", "photos/c.txt", "-o", "z"}).exit, 5);
}

TEST_F(Plan, KnowsWhatOnlyEncodingTells) {
  EXPECT_NE(Run({"plan", "photos", "-o", "out", "-f", "jpeg"}).out.find("after encoding"),
            std::string::npos);
}

}  // namespace
}  // namespace fit299
