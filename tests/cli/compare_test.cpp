// `fit299 compare`: what it says, and how it ends.
#include <gtest/gtest.h>

#include <array>
#include <cstring>

#include "cli/program.h"
#include "decoder/sanitized.h"
#include "sink/npy.h"

namespace fit299 {
namespace {

using Strings = std::vector<std::string>;

constexpr std::size_t kHeader = 128;  // bytes of a stack's .npy header

class Compare : public testing::Test {
 protected:
  Compare() {
    WriteImage(folder_ / "photos/a.png", 60, 40, 1);
    WriteImage(folder_ / "photos/b.png", 40, 60, 2);
    Fit({"photos", "-o", "x.npy"});
  }

  Ended Run(Strings arguments) { return Fit299(folder_.path(), std::move(arguments)); }

  void Fit(Strings options) {
    options.insert(options.begin(), {"fit", "--size", "40", "-q", "--overwrite"});
    const Ended ended = Run(std::move(options));
    ASSERT_EQ(ended.exit, 0) << ended.err;
  }

  Ended Between(const std::string& a, const std::string& b, const Strings& options = {}) {
    Strings arguments = {"compare", a, b};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return Run(std::move(arguments));
  }

  // The codes of the diagnosis, in order.
  Strings Codes(const std::string& a, const std::string& b, Strings options = {}) {
    options.emplace_back("--json");
    const Ended ended = Between(a, b, options);
    EXPECT_EQ(ended.exit, 8) << ended.err;
    Strings codes;
    const auto json = ended.Json();
    if (!json.contains("diagnosis")) return {ended.out};
    for (const auto& finding : json["diagnosis"]["findings"]) codes.push_back(finding["code"]);
    return codes;
  }

  // A copy of a stack, each value changed.
  void Change(const std::string& from, const std::string& to, auto value) {
    std::string bytes = ReadFile(folder_ / from);
    for (std::size_t at = kHeader; at < bytes.size(); at += 4) {
      float v = 0;
      std::memcpy(&v, bytes.data() + at, 4);
      v = value(v);
      std::memcpy(bytes.data() + at, &v, 4);
    }
    WriteFile(folder_ / to, bytes);
  }

  TemporaryFolder folder_;
};

TEST_F(Compare, EqualStacksAreEqual) {
  WriteFile(folder_ / "y.npy", ReadFile(folder_ / "x.npy"));
  const Ended ended = Between("x.npy", "y.npy");
  EXPECT_EQ(ended.exit, 0) << ended.out << ended.err;
  EXPECT_NE(ended.out.find("compared: 2 images"), std::string::npos) << ended.out;
  EXPECT_NE(ended.out.find("equal values: 100 %"), std::string::npos) << ended.out;
  EXPECT_EQ(ended.err, "");
}

TEST_F(Compare, ToleratesWhatAtolAllows) {
  Change("x.npy", "y.npy", [](float v) { return v + 0.001F; });
  EXPECT_EQ(Between("x.npy", "y.npy", {"--atol", "0.01"}).exit, 0);
  EXPECT_EQ(Between("x.npy", "y.npy", {"--atol", "1e-4"}).exit, 8);
  EXPECT_EQ(Between("x.npy", "y.npy", {"--atol", "-1"}).exit, 2);
}

TEST_F(Compare, CountsValuesThatAreNotFinite) {
  bool first = true;
  Change("x.npy", "y.npy", [&](float v) { return std::exchange(first, false) ? NAN : v; });
  const auto json = Between("x.npy", "y.npy", {"--json"}).Json();
  EXPECT_EQ(json["difference"]["not_finite"], 1);
  EXPECT_EQ(json["difference"]["outside"], 1);
  EXPECT_EQ(json["images_equal"], 1);
  EXPECT_EQ(Between("y.npy", "y.npy").exit, 0);
}

TEST_F(Compare, NamesTheKnownMistakes) {
  Change("x.npy", "twice.npy", [](float v) { return v / 255; });
  EXPECT_EQ(Codes("x.npy", "twice.npy"), Strings{"scaled-twice"});
  Fit({"photos", "-o", "raw.npy", "--normalize", "none"});
  EXPECT_EQ(Codes("x.npy", "raw.npy"), Strings{"not-scaled"});
  Fit({"photos", "-o", "torch.npy", "--normalize", "torch"});
  EXPECT_EQ(Codes("x.npy", "torch.npy"), Strings{"scaling"});
  Fit({"photos", "-o", "caffe.npy", "--normalize", "caffe"});
  EXPECT_EQ(Codes("x.npy", "caffe.npy"), Strings{"scaling"});
  Fit({"photos", "-o", "nchw.npy", "--layout", "nchw"});
  EXPECT_EQ(Codes("x.npy", "nchw.npy"), Strings{"layout"});
}

TEST_F(Compare, MatchesFoldersByTheImagesPath) {
  Fit({"photos", "-o", "one"});
  Fit({"photos", "-o", "two", "--name", "{index}"});
  EXPECT_EQ(Between("one", "two").exit, 0) << Between("one", "two").out;
  EXPECT_EQ(Between("one", "x.npy").exit, 0);
  std::filesystem::remove(folder_ / "two/manifest.jsonl");
  EXPECT_EQ(Between("one", "two").exit, 8);
  std::filesystem::remove(folder_ / "one/b.png.npy");
  const auto json = Between("one", "x.npy", {"--json"}).Json();
  EXPECT_EQ(json["only_a"].size(), 0U);
  EXPECT_EQ(json["only_b"], nlohmann::json::array({"b.png"}));
  EXPECT_EQ(json["images"], 1);
  EXPECT_EQ(json["exit"], 8);
}

TEST_F(Compare, FitsImagesAsTheManifestOrTheOptionsSay) {
  EXPECT_EQ(Between("x.npy", "photos").exit, 0) << Between("x.npy", "photos").out;
  EXPECT_EQ(Between("photos", "x.npy").exit, 0);
  EXPECT_EQ(Between("x.npy", "photos", {"--size", "40", "--normalize", "tf"}).exit, 0);
  Fit({"photos/a.png", "-o", "a.npy", "--policy", "pad", "--dtype", "float16"});
  EXPECT_EQ(Between("a.npy", "photos/a.png", {"--size", "40", "--policy", "pad"}).exit, 0);
}

TEST_F(Compare, FindsTheRecipeThatGivesTheTensor) {
  Fit({"photos/a.png", "-o", "a.npy", "--policy", "center-crop", "--resize-shorter", "45",
       "--resample", "opencv:area"});
  const Ended ended = Between("a.npy", "photos/a.png", {"--size", "40"});
  EXPECT_EQ(ended.exit, 8);
  EXPECT_NE(
      ended.out.find("A is exactly what this gives: --policy center-crop --resize-shorter 45"),
      std::string::npos)
      << ended.out;
  Fit({"photos/a.png", "-o", "a.npy", "--resample", "pillow:lanczos", "--normalize", "caffe"});
  EXPECT_NE(Between("a.npy", "photos/a.png", {"--size", "40"})
                .out.find("--resample pillow:lanczos --normalize caffe"),
            std::string::npos);
}

TEST_F(Compare, AnImageThatCannotBeFittedHasNoTensor) {
  WriteFile(folder_ / "photos/aa.png", "broken");
  const Ended ended = Between("x.npy", "photos");
  EXPECT_EQ(ended.exit, 0) << ended.out;
  EXPECT_NE(ended.err.find("skipped photos/aa.png: not-an-image"), std::string::npos) << ended.err;
  std::filesystem::remove(folder_ / "x.npy.manifest.jsonl");
  const Strings options = {"--size", "40"};
  EXPECT_EQ(Between("x.npy", "photos", options).exit, 0) << "rows are of the accepted images";
}

TEST_F(Compare, RefusesInWords) {
  const auto error = [&](const Strings& arguments, int exit) {
    const Ended ended = Run(arguments);
    EXPECT_EQ(ended.exit, exit) << ended.err;
    return ended.err;
  };
  EXPECT_NE(error({"compare", "x.npy"}, 2).find("two operands"), std::string::npos);
  EXPECT_NE(error({"compare", "photos", "photos"}, 2).find("both images"), std::string::npos);
  EXPECT_NE(error({"compare", "x.npy", "x.npy", "--policy", "pad"}, 2).find("both are tensors"),
            std::string::npos);
  EXPECT_NE(error({"compare", "x.npy", "absent"}, 1).find("absent"), std::string::npos);
  WriteFile(folder_ / "cut.npy", ReadFile(folder_ / "x.npy").substr(0, 1000));
  EXPECT_NE(error({"compare", "x.npy", "cut.npy"}, 1).find("cut.npy: it is cut"),
            std::string::npos);
  std::filesystem::create_directory(folder_ / "empty");
  EXPECT_NE(error({"compare", "x.npy", "empty"}, 5).find("neither tensors"), std::string::npos);
  const auto json = Run({"compare", "x.npy", "absent", "--json"}).Json();
  EXPECT_EQ(json["kind"], "compare");
  EXPECT_EQ(json["exit"], 1);
  EXPECT_NE(json["error"], "");
}

TEST_F(Compare, TakesItsOwnOptionsOnly) {
  const Ended ended = Between("x.npy", "x.npy", {"-o", "y"});
  EXPECT_EQ(ended.exit, 2);
  EXPECT_NE(ended.err.find("--output is an option of fit and plan; compare does not take it"),
            std::string::npos)
      << ended.err;
  Invocation invocation;
  invocation.folder = folder_.path();
  invocation.arguments = {"compare", "x.npy", "x.npy", "--config", "c.toml"};
  invocation.environment = {"FIT299_OUTPUT=y", "FIT299_JOBS=none", "FIT299_POLICY=pad"};
  WriteFile(folder_ / "c.toml", "quality = 90\nsize = 10\n");
  EXPECT_EQ(RunProgram(invocation).exit, 0) << "settings of other commands rest";
  const Ended help = Run({"compare", "--help"});
  EXPECT_NE(help.out.find("--atol X"), std::string::npos);
  EXPECT_EQ(help.out.find("--jobs"), std::string::npos);
  EXPECT_EQ(Run({"fit", "photos", "-o", "z", "--atol", "1"}).exit, 2);
}

TEST_F(Compare, TakesTheMemoryOfAnImageForAStack) {
  const std::array<std::uint64_t, 4> shape = {150, 299, 299, 3};
  WriteFile(folder_ / "big.npy", sink::NpyHeader(Dtype::kFloat32, shape));
  std::filesystem::resize_file(folder_ / "big.npy", 128 + 150 * 299 * 299 * 3 * 4UL);
  const Ended ended = Between("big.npy", "big.npy");
  EXPECT_EQ(ended.exit, 0) << ended.err;
#if !FIT299_IS_SANITIZED
  EXPECT_LT(ended.peak_kilobytes, 100'000) << "of a stack of 160 MB";
#endif
}

}  // namespace
}  // namespace fit299
