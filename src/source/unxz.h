// Files compressed by xz, read from the front.
#ifndef FIT299_SOURCE_UNXZ_H_
#define FIT299_SOURCE_UNXZ_H_

#include <lzma.h>

#include <string_view>

#include "source/decompressor.h"

namespace fit299::source {

// libarchive's own filter lets a file have a gigabyte, which three megabytes are enough to fill.
// What stands behind the last stream is damage, as for xz.
class Unxz : public Decompressor {
 public:
  static constexpr std::string_view kSignature{
      "\xfd"
      "7zXZ\0",
      6};

  explicit Unxz(const RegularFile& file);
  ~Unxz() override;

  std::uint64_t window_bytes() const override { return lzma_memusage(&stream_); }

 private:
  Expected<bool, Rejection> Step(std::span<const std::byte>& from,
                                 std::span<std::byte>& to) override;
  Rejection Damage(lzma_ret result) const;

  lzma_stream stream_ = LZMA_STREAM_INIT;
};

}  // namespace fit299::source

#endif  // FIT299_SOURCE_UNXZ_H_
