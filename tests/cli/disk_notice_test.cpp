#include "cli/disk_notice.h"

#include <gtest/gtest.h>

namespace fit299::cli {
namespace {

constexpr SampleKind kFloat32{Dtype::kFloat32, false};
constexpr SampleKind kFloat16{Dtype::kFloat16, false};
constexpr SampleKind kUint8{Dtype::kUint8, false};
constexpr SampleKind kJpeg{Dtype::kUint8, true};
constexpr std::uint64_t kGiga = 1'000'000'000;

TEST(StallNotice, SaysWhatTheDiskTookAndWhatUint8Saves) {
  EXPECT_EQ(StallNotice(0.414, 60, kFloat32),
            "the disk took 41 % of the time, which more threads do not change. --dtype uint8 "
            "writes a quarter of the bytes; then the loader normalizes");
  EXPECT_NE(StallNotice(0.5, 60, kFloat16)->find("writes half of the bytes"), std::string::npos);
  for (const SampleKind kind : {kUint8, kJpeg}) {
    EXPECT_EQ(StallNotice(0.5, 60, kind),
              "the disk took 50 % of the time, which more threads do not change")
        << "nothing smaller to offer";
  }
}

TEST(StallNotice, IsSilentAboutShortRunsAndSmallShares) {
  EXPECT_EQ(StallNotice(0.9, 9.9, kFloat32), std::nullopt);
  EXPECT_NE(StallNotice(0.9, 10, kFloat32), std::nullopt);
  EXPECT_EQ(StallNotice(0.19, 3600, kFloat32), std::nullopt);
  EXPECT_NE(StallNotice(0.2, 3600, kFloat32), std::nullopt);
}

TEST(CacheNotice, SaysWhenTheOutputIsBeyondThePageCache) {
  EXPECT_EQ(CacheNotice(1072 * kGiga, 12 * kGiga, kFloat32),
            "disk: the output is more than the page cache can hold (12.0 GB): it is written at the "
            "disk's speed. --dtype uint8 takes 268.0 GB; then the loader normalizes");
  EXPECT_NE(CacheNotice(20 * kGiga, 12 * kGiga, kFloat16)->find("takes 10.0 GB"),
            std::string::npos);
  EXPECT_EQ(CacheNotice(20 * kGiga, 12 * kGiga, kUint8)->find("--dtype"), std::string::npos);
}

TEST(CacheNotice, IsSilentWhereTheOutputFitsOrIsNotKnown) {
  EXPECT_EQ(CacheNotice(12 * kGiga, 12 * kGiga, kFloat32), std::nullopt);
  EXPECT_EQ(CacheNotice(0, 12 * kGiga, kJpeg), std::nullopt) << "known only after encoding";
}

}  // namespace
}  // namespace fit299::cli
