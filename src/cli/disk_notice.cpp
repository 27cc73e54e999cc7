#include "cli/disk_notice.h"

#include <cmath>

#include "cli/format.h"

namespace fit299::cli {
namespace {

// Below these a user would not notice.
constexpr double kLeastShare = 0.2;
constexpr double kLeastSeconds = 10;

}  // namespace

std::optional<std::string> StallNotice(double stalled_share, double run_seconds, SampleKind kind) {
  if (stalled_share < kLeastShare || run_seconds < kLeastSeconds) return std::nullopt;
  std::string notice = "the disk took " + std::to_string(std::lround(stalled_share * 100)) +
                       " % of the time, which more threads do not change";
  const std::size_t smaller = BytesPerValue(kind.dtype) / BytesPerValue(Dtype::kUint8);
  if (kind.is_image || smaller <= 1) return notice;
  return notice + ". --dtype uint8 writes " + (smaller == 4 ? "a quarter" : "half") +
         " of the bytes; then the loader normalizes";
}

std::optional<std::string> CacheNotice(std::uint64_t output_bytes, std::uint64_t memory_bytes,
                                       SampleKind kind) {
  if (output_bytes <= memory_bytes) return std::nullopt;
  std::string notice = "disk: the output is more than the page cache can hold (" +
                       HumanBytes(memory_bytes) + "): it is written at the disk's speed";
  const std::size_t smaller = BytesPerValue(kind.dtype) / BytesPerValue(Dtype::kUint8);
  if (kind.is_image || smaller <= 1) return notice;
  return notice + ". --dtype uint8 takes " + HumanBytes(output_bytes / smaller) +
         "; then the loader normalizes";
}

}  // namespace fit299::cli
