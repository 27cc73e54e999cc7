#include "foreign/gif_blocks.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "codec/bytes.h"

namespace fit299::foreign {
namespace {

constexpr std::uint32_t kExtension = 0x21;
constexpr std::uint32_t kFrame = 0x2C;
constexpr std::uint32_t kTrailer = 0x3B;
constexpr std::uint32_t kApplication = 0xFF;  // an extension's kind
constexpr std::string_view kProfileName = "\x0BICCRGBG1012";

constexpr std::size_t kScreenFlags = 10;
constexpr std::size_t kScreenEnd = 13;
constexpr std::size_t kDescriptor = 9;

// The bytes of the palette that these flags, of the screen or of a frame, announce.
std::size_t PaletteBytes(std::uint32_t flags) {
  return (flags & 0x80) != 0 ? std::size_t{3} << ((flags & 7) + 1) : 0;
}

}  // namespace

GifBlocks::GifBlocks(codec::Bytes file, std::size_t at)
    : file_(file), at_(std::min(at, file.size())) {}

GifBlocks GifBlocks::OfFile(codec::Bytes file) {
  if (file.size() < kScreenEnd) return {file, file.size()};
  return {file, kScreenEnd + PaletteBytes(codec::Byte(file, kScreenFlags))};
}

GifTail GifBlocks::Walk() {
  GifTail tail;
  while (at_ < file_.size() && !tail.has_trailer && !tail.has_junk) {
    switch (codec::Byte(file_, at_++)) {
      case kTrailer: tail.has_trailer = true; break;
      case kExtension:
        Skip(1);
        SkipSubBlocks();
        break;
      case kFrame:
        if (file_.size() - at_ >= kDescriptor) {
          const auto side = [&](std::size_t offset) {
            return static_cast<int>(codec::LittleEndian16(file_, at_ + offset));
          };
          tail.has_frame = true;
          tail.largest_frame = cv::Size(std::max(tail.largest_frame.width, side(4)),
                                        std::max(tail.largest_frame.height, side(6)));
        }
        SkipFrame();
        break;
      default: tail.has_junk = true; break;
    }
  }
  tail.end = at_;
  return tail;
}

std::size_t GifBlocks::EndOfFrame() {
  SkipFrame();
  return at_;
}

std::uint64_t GifBlocks::CodedBytes() {
  SkipDescriptor();
  Skip(1);  // the size of LZW's codes
  std::uint64_t bytes = 0;
  while (at_ < file_.size()) {
    const std::size_t length = codec::Byte(file_, at_++);
    if (length == 0) break;
    bytes += length;
    Skip(length);
  }
  return bytes;
}

GifCodes GifBlocks::SurveyCodes() {
  if (file_.size() - at_ < kDescriptor) return {};
  const auto side = [&](std::size_t offset) {
    return std::uint64_t{codec::LittleEndian16(file_, at_ + offset)};
  };
  const std::uint64_t pixels = side(4) * side(6);
  SkipDescriptor();
  if (at_ >= file_.size()) return {};
  const std::uint32_t color_bits = codec::Byte(file_, at_++);
  return SurveyGifCodes(ReadSubBlocks(), color_bits, pixels);
}

std::vector<std::byte> GifBlocks::FindProfile() {
  while (at_ < file_.size()) {
    switch (codec::Byte(file_, at_++)) {
      case kExtension: {
        const bool is_application = at_ < file_.size() && codec::Byte(file_, at_) == kApplication;
        Skip(1);
        if (is_application && codec::HasTextAt(file_, at_, kProfileName)) {
          Skip(kProfileName.size());
          return ReadSubBlocks();
        }
        SkipSubBlocks();
        break;
      }
      case kFrame: SkipFrame(); break;
      default: return {};
    }
  }
  return {};
}

void GifBlocks::Skip(std::size_t count) { at_ += std::min(count, file_.size() - at_); }

void GifBlocks::SkipSubBlocks() {
  while (at_ < file_.size()) {
    const std::uint32_t length = codec::Byte(file_, at_++);
    if (length == 0) return;
    Skip(length);
  }
}

std::vector<std::byte> GifBlocks::ReadSubBlocks() {
  std::vector<std::byte> data;
  while (at_ < file_.size()) {
    const std::size_t length = codec::Byte(file_, at_++);
    if (length == 0) break;
    const codec::Bytes block = file_.subspan(at_, std::min(length, file_.size() - at_));
    data.insert(data.end(), block.begin(), block.end());
    Skip(length);
  }
  return data;
}

void GifBlocks::SkipDescriptor() {
  Skip(kDescriptor);
  if (at_ >= file_.size()) return;
  Skip(PaletteBytes(codec::Byte(file_, at_ - 1)));
}

void GifBlocks::SkipFrame() {
  SkipDescriptor();
  Skip(1);  // the size of LZW's codes
  SkipSubBlocks();
}

}  // namespace fit299::foreign
