#include "source/gunzip.h"

#include <array>
#include <new>
#include <string>

namespace fit299::source {

Gunzip::Gunzip(const RegularFile& file) : Decompressor(file) {
  constexpr int kWithHeader = 15 + 16;
  if (inflateInit2(&stream_, kWithHeader) != Z_OK) throw std::bad_alloc();
  inflateGetHeader(&stream_, &header_);
}

Gunzip::~Gunzip() { inflateEnd(&stream_); }

Expected<bool, Rejection> Gunzip::BeginMember() {
  std::array<std::byte, kSignature.size()> head = {};
  const auto got = file().ReadAt(packed(), head);
  if (!got) return got.error();
  const bool begins =
      std::string_view(reinterpret_cast<const char*>(head.data()), *got) == kSignature;
  if (begins) inflateReset(&stream_);
  return begins;
}

// Of what makes inflate() stop; at the end of the file it is Z_BUF_ERROR.
Rejection Gunzip::Damage(int result) const {
  if (header_.done != 1) return {Reason::kNotAnImage, "not a whole header of gzip"};
  if (result == Z_BUF_ERROR) {
    return {Reason::kTruncated, "the archive is damaged: its gzip data end early"};
  }
  const std::string words = stream_.msg == nullptr ? "damaged" : stream_.msg;
  return {Reason::kCorrupt, "the archive is damaged: gzip: " + words};
}

Expected<bool, Rejection> Gunzip::Step(std::span<const std::byte>& from, std::span<std::byte>& to) {
  stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(from.data()));
  stream_.avail_in = static_cast<uInt>(from.size());
  stream_.next_out = reinterpret_cast<Bytef*>(to.data());
  stream_.avail_out = static_cast<uInt>(to.size());
  const int result = inflate(&stream_, Z_NO_FLUSH);
  from = from.last(stream_.avail_in);
  to = to.last(stream_.avail_out);
  if (result == Z_MEM_ERROR) throw std::bad_alloc();
  if (result == Z_STREAM_END) return BeginMember();
  if (result != Z_OK) return Damage(result);
  return true;
}

}  // namespace fit299::source
