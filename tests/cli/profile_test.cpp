// --profile, black box.
#include <gtest/gtest.h>

#include "cli/program.h"

namespace fit299 {
namespace {

using nlohmann::json;
using Strings = std::vector<std::string>;

class Profile : public testing::Test {
 protected:
  Profile() {
    for (int i = 0; i < 8; ++i) {
      WriteImage(folder_ / ("photos/" + std::to_string(i) + ".jpg"), 400, 300, i);
    }
  }

  Ended Run(Strings options) {
    options.insert(options.begin(), {"fit", "photos"});
    return Fit299(folder_.path(), std::move(options));
  }

  TemporaryFolder folder_;
};

TEST_F(Profile, StagesAddUpToTheTimeOfAllThreads) {
  const json result = Run({"-o", "out", "--profile", "--json", "-j", "2"}).Json();
  const json& profile = result["profile"];
  EXPECT_EQ(profile["threads"], 2);
  EXPECT_EQ(profile["images"], 8);
  double sum = 0;
  for (const auto& [stage, seconds] : profile["stages"].items()) sum += seconds.get<double>();
  EXPECT_NEAR(sum, profile["seconds"].get<double>(), 1e-5);
  EXPECT_LE(sum, 2 * result["seconds"].get<double>() + 0.01);
  for (const char* stage : {"read", "decode", "resample", "normalize", "write", "record"}) {
    EXPECT_GT(profile["stages"][stage], 0) << stage;
  }
  EXPECT_EQ(profile["stages"]["encode"], 0) << "tensors are not encoded";
  EXPECT_GT(profile["times_floor"], 1);
}

TEST_F(Profile, IsATableForPeople) {
  const Ended ended = Run({"-o", "out", "-f", "jpeg", "--profile", "--quiet"});
  EXPECT_EQ(ended.exit, 0) << ended.err;
  EXPECT_NE(ended.err.find("profile: 8 images, "), std::string::npos) << ended.err;
  for (const char* stage : {"read", "decode", "resample", "normalize", "encode", "write", "all"}) {
    EXPECT_NE(ended.err.find("  " + std::string(stage) + " "), std::string::npos) << stage;
  }
  EXPECT_NE(ended.err.find(" times the floor: "), std::string::npos) << ended.err;
  EXPECT_EQ(Run({"-o", "out", "-f", "jpeg", "--profile", "--quiet"}).err,
            "fit299: profile: there was nothing to do\n")
      << "finished already";
}

TEST_F(Profile, ChangesNothingElse) {
  EXPECT_FALSE(Run({"-o", "a", "--json"}).Json().contains("profile"));
  EXPECT_EQ(Run({"-o", "b", "--profile"}).exit, 0);
  EXPECT_EQ(ReadFile(folder_ / "a/3.jpg.npy"), ReadFile(folder_ / "b/3.jpg.npy"));
  EXPECT_FALSE(ManifestLines(folder_ / "b/manifest.jsonl").back().contains("profile"));
}

TEST_F(Profile, GoesWithARunThatDoesTheWork) {
  const Ended ended = Run({"-o", "out", "--profile", "-n"});
  EXPECT_EQ(ended.exit, 2);
  EXPECT_NE(ended.err.find("--profile goes with a run that does the work, not with --dry-run"),
            std::string::npos)
      << ended.err;
  EXPECT_EQ(Fit299(folder_.path(), {"plan", "photos", "-o", "out", "--profile"}).exit, 2);
}

}  // namespace
}  // namespace fit299
