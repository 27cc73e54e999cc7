// The markers of a JPEG file, walked without decoding and without libjpeg.
#ifndef FIT299_CODEC_JPEG_MARKERS_H_
#define FIT299_CODEC_JPEG_MARKERS_H_

#include <cstdint>
#include <optional>

#include "codec/codec.h"

namespace fit299::codec {

inline constexpr std::uint8_t kJpegSos = 0xDA;
inline constexpr std::uint8_t kJpegEoi = 0xD9;
inline constexpr std::uint8_t kJpegLsSof = 0xF7;

struct JpegSegment {
  std::uint8_t marker;  // 0xE1 for APP1, ...
  Bytes payload;        // after the length, a view into the file
};

// Yields the segments after SOI in order. The coded data after an SOS are stepped over, restart
// markers included; so are bytes that belong to no segment, as libjpeg does.
class JpegMarkers {
 public:
  // REQUIRES: `file` begins with SOI.
  explicit JpegMarkers(Bytes file) : file_(file) {}

  // nullopt: EOI, or the file ended before or inside the next segment.
  std::optional<JpegSegment> Next();

  // Of the coded data that were stepped over, without markers and fill bytes.
  std::uint64_t coded_bytes() const { return coded_bytes_; }

 private:
  std::optional<std::uint8_t> NextMarker();

  Bytes file_;
  std::size_t at_ = 2;
  bool is_in_scan_ = false;
  std::uint64_t coded_bytes_ = 0;
};

// Of all scans.
std::uint64_t CodedJpegBytes(Bytes file);

}  // namespace fit299::codec

#endif  // FIT299_CODEC_JPEG_MARKERS_H_
