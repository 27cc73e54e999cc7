#include "batch/output.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "temporary_folder.h"

namespace fit299::batch {
namespace {

Job JobTo(const std::string& output, std::optional<sink::Format> format = {}) {
  Job job;
  job.output = output;
  job.format = format;
  return job;
}

std::string ShapeOf(const Job& job, bool one_file) {
  const auto output = DecideOutput(job, one_file);
  if (!output) return output.error().message;
  switch (output->shape) {
    case Shape::kFolder: return "folder " + output->path;
    case Shape::kStack: return "stack " + output->path;
    case Shape::kSingle: return "single " + output->path;
    case Shape::kStdout: return "stdout";
    case Shape::kNothing: return "nothing";
  }
  return "";
}

TEST(DecideOutput, NoSuffixATrailingSlashAndAnExistingFolderAreFolders) {
  EXPECT_EQ(ShapeOf(JobTo("out"), false), "folder out");
  EXPECT_EQ(ShapeOf(JobTo("out"), true), "folder out");
  EXPECT_EQ(ShapeOf(JobTo("out.npy//"), false), "folder out.npy");
  EXPECT_EQ(ShapeOf(JobTo(".hidden"), false), "folder .hidden");
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "x.npy");
  EXPECT_EQ(ShapeOf(JobTo(folder / "x.npy"), false), "folder " + (folder / "x.npy"));
}

TEST(DecideOutput, ASuffixIsAStackOrTheTensorOfOneFile) {
  EXPECT_EQ(ShapeOf(JobTo("x.npy"), false), "stack x.npy");
  EXPECT_EQ(ShapeOf(JobTo("x.npy"), true), "single x.npy");
  EXPECT_EQ(ShapeOf(JobTo("x.png"), true), "single x.png");
  EXPECT_EQ(ShapeOf(JobTo("x.JPG"), true), "single x.JPG");
  EXPECT_EQ(ShapeOf(JobTo("x.bin", sink::Format::kNpy), false), "stack x.bin");
  EXPECT_EQ(ShapeOf(JobTo("-"), true), "stdout");
}

TEST(DecideOutput, RefusalsNameTheWayOut) {
  EXPECT_NE(ShapeOf(JobTo("x.v2"), false).find("-o x.v2/"), std::string::npos);
  EXPECT_NE(ShapeOf(JobTo("x.v2"), false).find("--format npy"), std::string::npos);
  EXPECT_NE(ShapeOf(JobTo("x.png"), false).find("-o x/ --format png"), std::string::npos);
  EXPECT_NE(ShapeOf(JobTo("-"), false).find("single INPUT"), std::string::npos);
}

TEST(DecideOutput, ManifestAndStateLieInAFolderOrBesideAContainer) {
  const auto folder = DecideOutput(JobTo("a/out/"), false);
  EXPECT_EQ(folder->manifest_path, "a/out/manifest.jsonl");
  EXPECT_EQ(folder->state_folder, "a/out/.fit299");
  const auto stack = DecideOutput(JobTo("a/x.npy"), false);
  EXPECT_EQ(stack->manifest_path, "a/x.npy.manifest.jsonl");
  EXPECT_EQ(stack->state_folder, "a/.x.npy.fit299");
  const auto single = DecideOutput(JobTo("x.npy"), true);
  EXPECT_EQ(single->manifest_path, "");
  EXPECT_EQ(single->state_folder, "");
}

TEST(AdaptRecipe, ImagesHoldUint8Pixels) {
  Job job = JobTo("x.png");
  const auto output = DecideOutput(job, true);
  const auto recipe = AdaptRecipe(job, *output);
  ASSERT_TRUE(recipe.ok());
  EXPECT_EQ(recipe->dtype, Dtype::kUint8);
  EXPECT_EQ(recipe->normalize, NormalizeMode::kTf) << "kept for the reader";

  job.dtype_given = true;
  EXPECT_FALSE(AdaptRecipe(job, *output).ok()) << "float32 was asked for by name";
  job.dtype_given = false;
  job.layout_given = true;
  job.recipe.layout = Layout::kNchw;
  EXPECT_FALSE(AdaptRecipe(job, *output).ok());
}

}  // namespace
}  // namespace fit299::batch
