// Files compressed by gzip, read from the front.
#ifndef FIT299_SOURCE_GUNZIP_H_
#define FIT299_SOURCE_GUNZIP_H_

#include <zlib.h>

#include <string_view>

#include "source/decompressor.h"

namespace fit299::source {

// libarchive's own filter never looks at the checksum behind the data: damage that still
// decompresses would pass unseen. What stands behind the last member is ignored, as gzip does.
class Gunzip : public Decompressor {
 public:
  static constexpr std::string_view kSignature = "\x1f\x8b";

  explicit Gunzip(const RegularFile& file);
  ~Gunzip() override;

 private:
  Expected<bool, Rejection> Step(std::span<const std::byte>& from,
                                 std::span<std::byte>& to) override;
  Expected<bool, Rejection> BeginMember();
  Rejection Damage(int result) const;

  z_stream stream_ = {};
  gz_header header_ = {};
};

}  // namespace fit299::source

#endif  // FIT299_SOURCE_GUNZIP_H_
