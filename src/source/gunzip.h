// Files compressed by gzip, read from the front.
#ifndef FIT299_SOURCE_GUNZIP_H_
#define FIT299_SOURCE_GUNZIP_H_

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "fit299/expected.h"
#include "fit299/status.h"
#include "source/regular_file.h"

namespace fit299::source {

// libarchive's own filter never looks at the checksum behind the data: damage that still
// decompresses would pass unseen.
class Gunzip {
 public:
  // Whether the file begins as one that gzip has compressed.
  static bool Knows(const RegularFile& file);

  // REQUIRES: file outlives it.
  explicit Gunzip(const RegularFile& file);
  ~Gunzip();
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  // The next bytes, of all members of the file: how many, 0 at the end. What stands behind the last
  // member is ignored, as gzip does. Errors, behind all that comes before the damage: kNotAnImage
  // (not even a header), kTruncated, kCorrupt, kVanished, kUnreadable.
  Expected<std::size_t, Rejection> Read(std::span<std::byte> to);

  std::uint64_t packed() const { return offset_ - stream_.avail_in; }  // bytes that were used up
  std::uint64_t unpacked() const { return unpacked_; }

 private:
  void Inflate();
  void Fill();
  void BeginMember();
  Rejection Damage(int result) const;

  const RegularFile& file_;
  z_stream stream_ = {};
  gz_header header_ = {};
  std::vector<std::byte> input_;
  std::uint64_t offset_ = 0;  // of what is read next
  std::uint64_t unpacked_ = 0;
  bool has_ended_ = false;
  std::optional<Rejection> failure_;
};

}  // namespace fit299::source

#endif  // FIT299_SOURCE_GUNZIP_H_
