#include "source/gunzip.h"

#include <array>
#include <new>
#include <string>

namespace fit299::source {
namespace {

constexpr std::size_t kInputBlock = 64 * 1024;
constexpr std::array<std::byte, 2> kSignature = {std::byte{0x1f}, std::byte{0x8b}};

Bytef* ToZlib(std::byte* bytes) { return reinterpret_cast<Bytef*>(bytes); }

}  // namespace

bool Gunzip::Knows(const RegularFile& file) {
  std::array<std::byte, kSignature.size()> head = {};
  const auto got = file.ReadAt(0, head);
  return got && head == kSignature;
}

Gunzip::Gunzip(const RegularFile& file) : file_(file), input_(kInputBlock) {
  constexpr int kWithHeader = 15 + 16;
  if (inflateInit2(&stream_, kWithHeader) != Z_OK) throw std::bad_alloc();
  inflateGetHeader(&stream_, &header_);
}

Gunzip::~Gunzip() { inflateEnd(&stream_); }

void Gunzip::Fill() {
  const auto got = file_.ReadAt(offset_, input_);
  if (!got) {
    failure_ = got.error();
    return;
  }
  offset_ += *got;
  stream_.next_in = ToZlib(input_.data());
  stream_.avail_in = static_cast<uInt>(*got);
}

void Gunzip::BeginMember() {
  std::array<std::byte, kSignature.size()> head = {};
  const auto got = file_.ReadAt(packed(), head);
  if (!got) {
    failure_ = got.error();
  } else if (head == kSignature) {
    inflateReset(&stream_);
  } else {
    has_ended_ = true;
  }
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

void Gunzip::Inflate() {
  if (stream_.avail_in == 0) Fill();
  if (failure_) return;
  const int result = inflate(&stream_, Z_NO_FLUSH);
  if (result == Z_MEM_ERROR) throw std::bad_alloc();
  if (result == Z_STREAM_END) {
    BeginMember();
  } else if (result != Z_OK) {
    failure_ = Damage(result);
  }
}

Expected<std::size_t, Rejection> Gunzip::Read(std::span<std::byte> to) {
  stream_.next_out = ToZlib(to.data());
  stream_.avail_out = static_cast<uInt>(to.size());
  while (stream_.avail_out > 0 && !has_ended_ && !failure_) Inflate();
  const std::size_t done = to.size() - stream_.avail_out;
  if (done == 0 && failure_) return *failure_;
  unpacked_ += done;
  return done;
}

}  // namespace fit299::source
