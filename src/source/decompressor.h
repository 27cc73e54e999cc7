// Compressed files, read from the front: those whose compression is not left to libarchive.
#ifndef FIT299_SOURCE_DECOMPRESSOR_H_
#define FIT299_SOURCE_DECOMPRESSOR_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "fit299/expected.h"
#include "fit299/status.h"
#include "source/regular_file.h"

namespace fit299::source {

class Decompressor {
 public:
  // That of gzip or of xz, by the file's first bytes, or nullptr. REQUIRES: file outlives it.
  static std::unique_ptr<Decompressor> For(const RegularFile& file);

  virtual ~Decompressor() = default;
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;

  // The next bytes, of all that stands one behind another in the file: how many, 0 at the end.
  // Errors, behind all that comes before the damage: kNotAnImage (not even a header), kTruncated,
  // kCorrupt, kTooLarge (it would take too much memory), kUnsupportedFeature, kVanished,
  // kUnreadable.
  Expected<std::size_t, Rejection> Read(std::span<std::byte> to);

  // What it takes of memory now for what it has unpacked, as far as that is more than a little.
  virtual std::uint64_t window_bytes() const { return 0; }

  std::uint64_t packed() const { return offset_ - input_.size(); }  // bytes that were used up
  std::uint64_t unpacked() const { return unpacked_; }

 protected:
  explicit Decompressor(const RegularFile& file);

  // Decompresses from the front of `from` to the front of `to`, and takes off both what is done; an
  // empty `from` is the end of the file. False at the end of the data. REQUIRES: `to` has room.
  virtual Expected<bool, Rejection> Step(std::span<const std::byte>& from,
                                         std::span<std::byte>& to) = 0;

  const RegularFile& file() const { return file_; }

 private:
  Expected<bool, Rejection> FillAndStep(std::span<std::byte>& to);

  const RegularFile& file_;
  std::vector<std::byte> block_;
  std::span<const std::byte> input_;  // of the block, not used up yet
  std::uint64_t offset_ = 0;          // of the block to be read next
  std::uint64_t unpacked_ = 0;
  bool has_ended_ = false;
  std::optional<Rejection> failure_;
};

}  // namespace fit299::source

#endif  // FIT299_SOURCE_DECOMPRESSOR_H_
