// The directories of a TIFF file, looked at beside libtiff, which takes an offset to nowhere for an
// error like any other.
#ifndef FIT299_FOREIGN_TIFF_DIRECTORIES_H_
#define FIT299_FOREIGN_TIFF_DIRECTORIES_H_

#include <cstdint>
#include <optional>

#include "codec/codec.h"

namespace fit299::foreign {

// No side of a page may be longer.
inline constexpr std::uint32_t kMaxTiffSide = 0x7FFFFFFF;

class TiffDirectories {
 public:
  explicit TiffDirectories(codec::Bytes file);

  // Of the first one, before libtiff. Errors: kTruncated (the file ends before something that tells
  // what its pixels are), kCorrupt.
  std::optional<Rejection> FindMissing() const;

  // Of the one at this byte. REQUIRES: the header is there.
  std::optional<Rejection> FindMissing(std::uint64_t directory) const;

 private:
  bool IsClassic() const { return U16(2) == 42; }
  std::uint32_t U16(std::size_t at) const;
  std::uint32_t U32(std::size_t at) const;
  std::optional<Rejection> FindMissingAt(std::uint64_t offset) const;
  std::optional<Rejection> FindNonsense(std::uint64_t directory) const;
  std::optional<Rejection> FindMissingValue(std::uint64_t directory) const;

  codec::Bytes file_;
  bool big_endian_;
};

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_TIFF_DIRECTORIES_H_
