// Sizes that no input may have.
#ifndef FIT299_SOURCE_CHECK_SIZE_H_
#define FIT299_SOURCE_CHECK_SIZE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "fit299/status.h"

namespace fit299::source {

// What grows to more than this many times its compressed bytes, beyond the allowance, is no photo
// but made to do harm.
inline constexpr std::uint64_t kMostGrowth = 256;
inline constexpr std::uint64_t kGrowthAllowance = 64 << 20;

// `bytes` in words: "4000", or "at least 4000".
inline Rejection TooLarge(const std::string& bytes, std::uint64_t max_bytes) {
  return {Reason::kTooLarge, bytes + " bytes, more than the limit of " + std::to_string(max_bytes) +
                                 " (--max-file-bytes)"};
}

// Nothing if the size is fine, else kEmptyFile or kTooLarge.
inline std::optional<Rejection> CheckSize(std::uint64_t bytes, std::uint64_t max_bytes) {
  if (bytes == 0) return Rejection{Reason::kEmptyFile, "0 bytes"};
  if (bytes > max_bytes) return TooLarge(std::to_string(bytes), max_bytes);
  return std::nullopt;
}

}  // namespace fit299::source

#endif  // FIT299_SOURCE_CHECK_SIZE_H_
