#include "resample/scratch.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <opencv2/core.hpp>
#include <string>

#include "decoder/sanitized.h"
#include "resample/resampler.h"

namespace fit299::resample {
namespace {

constexpr std::uint64_t kMegabyte = 1'000'000;

// Of this process, in bytes.
std::uint64_t MostMemory() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word != "VmHWM:") continue;
    std::uint64_t kilobytes = 0;
    status >> kilobytes;
    return kilobytes * 1024;
  }
  return 0;
}

// What a resampler takes until it has its result, in bands of a few rows.
std::uint64_t TakenBy(const Recipe& recipe, cv::Size source, cv::Size scaled) {
  const int band_rows = std::min(source.height, std::max(1, (1 << 18) / (3 * source.width)));
  const cv::Mat band(band_rows, source.width, CV_8UC3, cv::Scalar(1, 2, 3));
  std::ofstream("/proc/self/clear_refs") << "5";
  const std::uint64_t before = MostMemory();
  const auto resampler = MakeResampler(recipe);
  cv::Mat pixels;
  const cv::Rect2d box(0, 0, source.width, source.height);
  const cv::Rect window(cv::Point(0, 0), scaled);
  if (!resampler->Begin(source, 1, box, scaled, window, pixels)) return 0;
  for (int y = 0; y < source.height; y += band_rows) {
    resampler->Add(band.rowRange(0, std::min(band_rows, source.height - y)), {0, y});
  }
  return MostMemory() - before;
}

// In a process of its own, so that no memory is there from before.
std::uint64_t TakenAlone(const Recipe& recipe, cv::Size source, cv::Size scaled) {
  int ends[2];
  if (pipe(ends) != 0) return 0;
  const pid_t child = fork();
  if (child == 0) {
    const std::uint64_t taken = TakenBy(recipe, source, scaled);
    _exit(write(ends[1], &taken, sizeof taken) == sizeof taken ? 0 : 1);
  }
  close(ends[1]);
  std::uint64_t taken = 0;
  EXPECT_EQ(read(ends[0], &taken, sizeof taken), static_cast<ssize_t>(sizeof taken));
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return taken;
}

TEST(ScratchBytes, AreAnUpperBoundOfWhatEachEngineAndFilterTakes) {
  if (FIT299_IS_SANITIZED) GTEST_SKIP() << "takes more of everything";
  // Pages of code and of libraries' own data that are touched for the first time.
  constexpr std::uint64_t kBesides = 4 * kMegabyte;
  const cv::Size sources[] = {{100'000, 1}, {100'000, 40}, {40, 100'000}, {3000, 2000}, {40, 30}};
  for (const Resampling& resampling : Resamplings()) {
    Recipe recipe;
    recipe.engine = resampling.engine;
    recipe.filter = resampling.filter;
    for (const cv::Size source : sources) {
      const cv::Size scaled(299, 299);
      const std::uint64_t bound = ScratchBytes(recipe, {source, scaled, scaled});
      const std::uint64_t taken = TakenAlone(recipe, source, scaled);
      const std::uint64_t result = 13 * 299 * 299;
      EXPECT_LE(taken, bound + result + kBesides) << resampling.name << " " << source;
      EXPECT_LE(bound, 3 * taken + 10 * kMegabyte) << resampling.name << " " << source;
    }
  }
}

}  // namespace
}  // namespace fit299::resample
