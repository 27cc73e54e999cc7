#include "source/unxz.h"

#include <new>
#include <string>

namespace fit299::source {
namespace {

constexpr std::uint64_t kMebibyte = 1 << 20;

// As much as zstd's library grants by itself, and twice what `xz -9` needs. The decoder needs a bit
// more than its dictionary.
constexpr std::uint64_t kMostDictionary = 128 * kMebibyte;
constexpr std::uint64_t kMostMemory = kMostDictionary + 2 * kMebibyte;

Rejection TooMuchMemory(std::uint64_t needed) {
  return {Reason::kTooLarge, "the archive's xz data take " +
                                 std::to_string((needed + kMebibyte - 1) / kMebibyte) +
                                 " MiB to unpack; dictionaries of up to " +
                                 std::to_string(kMostDictionary / kMebibyte) +
                                 " MiB are read: compress it again by xz -9 or less"};
}

}  // namespace

Unxz::Unxz(const RegularFile& file) : Decompressor(file) {
  constexpr std::uint32_t kFlags = LZMA_CONCATENATED | LZMA_TELL_UNSUPPORTED_CHECK;
  if (lzma_stream_decoder(&stream_, kMostMemory, kFlags) != LZMA_OK) throw std::bad_alloc();
}

Unxz::~Unxz() { lzma_end(&stream_); }

Rejection Unxz::Damage(lzma_ret result) const {
  switch (result) {
    case LZMA_FORMAT_ERROR: return {Reason::kNotAnImage, "not a header of xz"};
    case LZMA_MEMLIMIT_ERROR: return TooMuchMemory(lzma_memusage(&stream_));
    case LZMA_OPTIONS_ERROR:
    case LZMA_UNSUPPORTED_CHECK:
      return {Reason::kUnsupportedFeature, "the archive's xz data need a newer version of liblzma"};
    case LZMA_BUF_ERROR:
      return {Reason::kTruncated, "the archive is damaged: its xz data end early"};
    default: return {Reason::kCorrupt, "the archive is damaged: its xz data are corrupt"};
  }
}

Expected<bool, Rejection> Unxz::Step(std::span<const std::byte>& from, std::span<std::byte>& to) {
  stream_.next_in = reinterpret_cast<const std::uint8_t*>(from.data());
  stream_.avail_in = from.size();
  stream_.next_out = reinterpret_cast<std::uint8_t*>(to.data());
  stream_.avail_out = to.size();
  const lzma_ret result = lzma_code(&stream_, from.empty() ? LZMA_FINISH : LZMA_RUN);
  from = from.last(stream_.avail_in);
  to = to.last(stream_.avail_out);
  if (result == LZMA_MEM_ERROR) throw std::bad_alloc();
  if (result == LZMA_STREAM_END) return false;
  if (result != LZMA_OK) return Damage(result);
  return true;
}

}  // namespace fit299::source
