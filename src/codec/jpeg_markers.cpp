#include "codec/jpeg_markers.h"

#include <cstring>

#include "codec/bytes.h"

namespace fit299::codec {
namespace {

// Markers without a segment: TEM and the restart markers.
bool StandsAlone(std::uint8_t marker) {
  return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7);
}

}  // namespace

std::optional<std::uint8_t> JpegMarkers::NextMarker() {
  while (at_ < file_.size()) {
    const std::size_t begin = at_;
    const void* found = std::memchr(file_.data() + at_, 0xFF, file_.size() - at_);
    if (found == nullptr) break;
    at_ = static_cast<std::size_t>(static_cast<const std::byte*>(found) - file_.data()) + 1;
    const std::size_t plain = at_ - 1 - begin;
    while (at_ < file_.size() && Byte(file_, at_) == 0xFF) ++at_;  // fill bytes
    if (is_in_scan_) coded_bytes_ += plain;
    if (at_ == file_.size()) return std::nullopt;
    const auto marker = static_cast<std::uint8_t>(Byte(file_, at_++));
    if (marker != 0 && !StandsAlone(marker)) return marker;
    if (is_in_scan_ && marker == 0) coded_bytes_ += 2;
  }
  if (is_in_scan_) coded_bytes_ += file_.size() - at_;
  at_ = file_.size();
  return std::nullopt;
}

std::optional<JpegSegment> JpegMarkers::Next() {
  const std::optional<std::uint8_t> marker = NextMarker();
  is_in_scan_ = marker == kJpegSos;
  if (!marker || *marker == kJpegEoi || file_.size() - at_ < 2) return std::nullopt;
  const std::size_t length = BigEndian16(file_, at_);
  if (length < 2) {  // says nothing: libjpeg goes on behind it
    at_ += 2;
    return JpegSegment{*marker, {}};
  }
  if (length > file_.size() - at_) return std::nullopt;
  const JpegSegment segment{*marker, file_.subspan(at_ + 2, length - 2)};
  at_ += length;
  return segment;
}

std::uint64_t CodedJpegBytes(Bytes file) {
  JpegMarkers markers(file);
  while (markers.Next()) {
  }
  return markers.coded_bytes();
}

}  // namespace fit299::codec
