// `fit299 inspect`, and what `fit` refuses for the same reasons.
#include <gtest/gtest.h>

#include <cstring>

#include "cli/program.h"

namespace fit299 {
namespace {

using Strings = std::vector<std::string>;

class Inspect : public testing::Test {
 protected:
  Inspect() { WriteImage(folder_ / "photos/a.png", 60, 40, 1); }

  Ended Run(Strings arguments) { return Fit299(folder_.path(), std::move(arguments)); }

  TemporaryFolder folder_;
};

TEST_F(Inspect, TellsWhatATensorIsAndHowItIsScaled) {
  ASSERT_EQ(Run({"fit", "photos", "-o", "x.npy", "--layout", "nchw"}).exit, 0);
  const Ended ended = Run({"inspect", "x.npy"});
  EXPECT_EQ(ended.exit, 0) << ended.err;
  for (const char* expected : {"x.npy: 1 tensor, float32 [1, 3, 299, 299], nchw", "--normalize tf",
                               "channel 2: min", "values: tf: x / 127.5 - 1"}) {
    EXPECT_NE(ended.out.find(expected), std::string::npos) << expected << "\n" << ended.out;
  }
  const auto json = Run({"inspect", "x.npy", "--json"}).Json();
  EXPECT_EQ(json["kind"], "inspect");
  EXPECT_EQ(json["files"][0]["recipe"]["policy"], "resize");
  EXPECT_EQ(json["files"][0]["values"]["code"], "tf");
  EXPECT_EQ(json["files"][0]["channels"].size(), 3U);
}

TEST_F(Inspect, CallsScalingTwiceByItsName) {
  ASSERT_EQ(Run({"fit", "photos/a.png", "-o", "x.npy"}).exit, 0);
  std::string bytes = ReadFile(folder_ / "x.npy");
  for (std::size_t at = 128; at < bytes.size(); at += 4) {
    float v = 0;
    std::memcpy(&v, bytes.data() + at, 4);
    v *= 1 / 255.0F;
    std::memcpy(bytes.data() + at, &v, 4);
  }
  WriteFile(folder_ / "x.npy", bytes);
  const Ended ended = Run({"inspect", "x.npy"});
  EXPECT_NE(ended.out.find("preprocess_input, then rescale=1/255: scaled twice"), std::string::npos)
      << ended.out;
}

TEST_F(Inspect, TellsWhatAnImageWouldGet) {
  const Ended ended = Run({"inspect", "photos/a.png", "--policy", "pad"});
  EXPECT_EQ(ended.exit, 0) << ended.err;
  EXPECT_NE(ended.out.find("png image, 60x40, 8 bits a channel, orientation 1"), std::string::npos)
      << ended.out;
  EXPECT_NE(ended.out.find("on a canvas of 299x299"), std::string::npos) << ended.out;
}

TEST_F(Inspect, EndsWellWhateverAFileHolds) {
  WriteFile(folder_ / "text", "text");
  WriteFile(folder_ / "empty", "");
  const Ended ended = Run({"inspect", "text", "empty", "photos/a.png"});
  EXPECT_EQ(ended.exit, 0) << ended.err;
  EXPECT_NE(ended.out.find("text: fit would skip it: not-an-image"), std::string::npos);
  EXPECT_NE(ended.out.find("empty: fit would skip it: empty-file"), std::string::npos);
  const Ended absent = Run({"inspect", "absent", "photos/a.png"});
  EXPECT_EQ(absent.exit, 1);
  EXPECT_NE(absent.out.find("png image"), std::string::npos) << "the others are told all the same";
  EXPECT_EQ(Run({"inspect"}).exit, 2);
}

TEST_F(Inspect, FitRefusesTensors) {
  ASSERT_EQ(Run({"fit", "photos/a.png", "-o", "t/x.npy"}).exit, 0);
  const Ended named = Run({"fit", "t/x.npy", "-o", "out"});
  EXPECT_EQ(named.exit, 5);
  EXPECT_NE(named.err.find("t/x.npy: unsupported-format: a numpy array, not an image"),
            std::string::npos)
      << named.err;
  EXPECT_NE(named.err.find("would scale it twice"), std::string::npos);
  EXPECT_EQ(Run({"fit", "t", "--include", "*", "-o", "out"}).exit, 5);
  WriteFile(folder_ / "list", "t/x.npy\nphotos/a.png\n");
  EXPECT_EQ(Run({"fit", "-T", "list", "-o", "out"}).exit, 3);
}

TEST_F(Inspect, FitRefusesOptionsThatScaleTwice) {
  for (const Strings& options : std::vector<Strings>{
           {"--normalize", "tf"}, {"--preprocess", "torch"}, {"--mean", "0.5", "--std", "0.5"}}) {
    Strings arguments = {"fit", "photos", "-o", "out", "--rescale", "1/255"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const Ended ended = Run(std::move(arguments));
    EXPECT_EQ(ended.exit, 2);
    EXPECT_NE(ended.err.find("scale the values twice"), std::string::npos) << ended.err;
  }
  EXPECT_EQ(Run({"fit", "photos", "-o", "x.npy", "--rescale", "2"}).exit, 2);
  for (const char* factor : {"1/255", "1./255", "0.00392156862745098"}) {
    ASSERT_EQ(Run({"fit", "photos", "-o", "x.npy", "--rescale", factor, "--overwrite"}).exit, 0);
    EXPECT_EQ(ManifestLines(folder_ / "x.npy.manifest.jsonl").front()["recipe"]["normalize"],
              "unit");
  }
}

}  // namespace
}  // namespace fit299
