// When to tell users that the disk is what they wait for, and what they can do.
#ifndef FIT299_CLI_DISK_NOTICE_H_
#define FIT299_CLI_DISK_NOTICE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "fit299/recipe.h"

namespace fit299::cli {

// What is written: tensors of this type, or images.
struct SampleKind {
  Dtype dtype;
  bool is_image;
};

// After a run: its threads stood still for this share of the time, 0 to 1, while they wrote.
// nullopt: that is little, or the run was so short that nobody waited.
std::optional<std::string> StallNotice(double stalled_share, double run_seconds, SampleKind kind);

// Before one: so many bytes are to be written, and so many are free for the page cache. nullopt:
// they fit in.
std::optional<std::string> CacheNotice(std::uint64_t output_bytes, std::uint64_t memory_bytes,
                                       SampleKind kind);

}  // namespace fit299::cli

#endif  // FIT299_CLI_DISK_NOTICE_H_
