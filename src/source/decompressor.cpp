#include "source/decompressor.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "source/gunzip.h"
#include "source/unxz.h"

namespace fit299::source {
namespace {

constexpr std::size_t kInputBlock = 64 * 1024;

}  // namespace

std::unique_ptr<Decompressor> Decompressor::For(const RegularFile& file) {
  std::array<std::byte, std::max(Gunzip::kSignature.size(), Unxz::kSignature.size())> head;
  const auto got = file.ReadAt(0, head);
  if (!got) return nullptr;
  const std::string_view begin(reinterpret_cast<const char*>(head.data()), *got);
  if (begin.starts_with(Gunzip::kSignature)) return std::make_unique<Gunzip>(file);
  if (begin.starts_with(Unxz::kSignature)) return std::make_unique<Unxz>(file);
  return nullptr;
}

Decompressor::Decompressor(const RegularFile& file) : file_(file), block_(kInputBlock) {}

Expected<bool, Rejection> Decompressor::FillAndStep(std::span<std::byte>& to) {
  if (input_.empty()) {
    const auto got = file_.ReadAt(offset_, block_);
    if (!got) return got.error();
    offset_ += *got;
    input_ = std::span(block_).first(*got);
  }
  return Step(input_, to);
}

Expected<std::size_t, Rejection> Decompressor::Read(std::span<std::byte> to) {
  std::span<std::byte> room = to;
  while (!room.empty() && !has_ended_ && !failure_) {
    const auto goes_on = FillAndStep(room);
    if (!goes_on) {
      failure_ = goes_on.error();
    } else {
      has_ended_ = !*goes_on;
    }
  }
  const std::size_t done = to.size() - room.size();
  if (done == 0 && failure_) return *failure_;
  unpacked_ += done;
  return done;
}

}  // namespace fit299::source
