#include "codec/jpeg_segments.h"

#include <cstdint>
#include <map>
#include <string_view>

#include "codec/bytes.h"
#include "codec/exif.h"
#include "codec/icc_convert.h"
#include "codec/jpeg_markers.h"

namespace fit299::codec {
namespace {

constexpr std::string_view kIccName("ICC_PROFILE\0", 12);
constexpr std::string_view kXmpName("http://ns.adobe.com/xap/1.0/\0", 29);

// A piece of an ICC profile: its name, its number from 1 on, how many there are.
constexpr std::size_t kProfileHead = kIccName.size() + 2;

bool IsProfile(const JpegSegment& segment) {
  return segment.marker == 0xE2 && StartsWith(segment.payload, kIccName) &&
         segment.payload.size() > kProfileHead;
}

}  // namespace

void NoteSegments(Bytes file, const DecodeRequest& request, Header& header) {
  JpegMarkers markers(file);
  OrientationSources sources;
  while (const auto segment = markers.Next()) {
    if (segment->marker == kJpegSos) break;
    if (segment->marker == 0xE1 && StartsWith(segment->payload, kExifName)) {
      sources.exif.push_back(segment->payload.subspan(kExifName.size()));
    }
    if (segment->marker == 0xE1 && StartsWith(segment->payload, kXmpName)) {
      sources.xmp = Text(segment->payload.subspan(kXmpName.size()));
    }
    // The first piece tells, wherever it stands.
    if (IsProfile(*segment)) NoteProfile(segment->payload.subspan(kProfileHead), request, header);
  }
  NoteOrientation(sources, request.reader, header);
}

std::vector<std::byte> ReadProfile(Bytes file) {
  std::map<std::uint32_t, Bytes> pieces;
  JpegMarkers markers(file);
  while (const auto segment = markers.Next()) {
    if (segment->marker == kJpegSos) break;
    if (!IsProfile(*segment)) continue;
    pieces.emplace(Byte(segment->payload, kIccName.size()), segment->payload.subspan(kProfileHead));
  }
  std::vector<std::byte> profile;
  for (const auto& [number, piece] : pieces) {
    profile.insert(profile.end(), piece.begin(), piece.end());
  }
  return profile;
}

}  // namespace fit299::codec
