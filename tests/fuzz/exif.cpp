// Any bytes where a file may say how it is to be turned: EXIF blocks by all three readers, XMP, and
// the chunks of a PNG that hold them.
#include "codec/exif.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codec/bytes.h"
#include "codec/png_orientation.h"
#include "fuzz/fuzz.h"

namespace fit299::codec {
namespace {

using fuzz::Require;

bool IsOrientation(int value) { return value >= 1 && value <= 8; }

void ReadBlock(Bytes block) {
  for (const auto read : {ReadOrientation, ReadOrientationAsOpenCv, ReadOrientationAsPillow}) {
    const ExifOrientation found = read(block);
    Require(IsOrientation(found.value));
    Require(found.is_present || found.value == 1);
  }
}

void Note(const OrientationSources& sources) {
  for (const Reader reader :
       {Reader::kStandard, Reader::kPillow, Reader::kOpenCv, Reader::kTensorFlow}) {
    Header header;
    NoteOrientation(sources, reader, header);
    Require(IsOrientation(header.orientation));
  }
}

// The same bytes behind a PNG's signature are chunks.
void ReadChunks(Bytes bytes) {
  constexpr std::string_view kSignature = "\x89PNG\r\n\x1a\n";
  std::string file(kSignature);
  file += Text(bytes);
  for (const Reader reader : {Reader::kStandard, Reader::kPillow}) {
    const OrientationSources sources = FindPngOrientation(std::as_bytes(std::span(file)), reader);
    Note(sources);
    for (const Bytes block : sources.exif) ReadBlock(block);
  }
}

}  // namespace
}  // namespace fit299::codec

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace fit299::codec;
  const Bytes bytes = std::as_bytes(std::span(data, size));
  const Bytes block = WithoutExifName(bytes);
  ReadBlock(bytes);
  ReadBlock(block);
  fit299::fuzz::Require(IsOrientation(ReadXmpOrientation(Text(bytes))));
  Note({{block}, std::string(Text(bytes)), {}});
  ReadChunks(bytes);
  return 0;
}
