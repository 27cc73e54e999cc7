#include "codec/exif.h"

#include <algorithm>
#include <optional>

#include "codec/bytes.h"
#include "codec/tiff_block.h"

namespace fit299::codec {
namespace {

constexpr std::uint32_t kShort = 3;
constexpr std::uint32_t kLong = 4;

std::optional<TiffBlock> OpenTiff(Bytes bytes) {
  if (bytes.size() < kTiffHeaderSize) return std::nullopt;
  if (StartsWith(bytes, std::string_view("II*\0", 4))) return TiffBlock{bytes, false};
  if (StartsWith(bytes, std::string_view("MM\0*", 4))) return TiffBlock{bytes, true};
  return std::nullopt;
}

ExifOrientation ReadEntry(const TiffBlock& tiff, std::size_t entry) {
  const std::uint32_t type = tiff.U16(entry + 2);
  const std::uint32_t count = tiff.U32(entry + 4);
  if (count != 1 || (type != kShort && type != kLong)) return {1, true, true};
  const std::uint32_t value = type == kShort ? tiff.U16(entry + 8) : tiff.U32(entry + 8);
  return {value >= 1 && value <= 8 ? static_cast<int>(value) : 1, false, true};
}

// The first block decides.
ExifOrientation Read(const OrientationSources& sources) {
  return sources.exif.empty() ? ExifOrientation{} : ReadOrientation(sources.exif.front());
}

// The first block that has the tag decides, a broken one is passed by.
ExifOrientation ReadAsOpenCv(const OrientationSources& sources) {
  ExifOrientation last;
  for (const Bytes block : sources.exif) {
    last = ReadOrientationAsOpenCv(block);
    if (last.is_present) break;
  }
  return last;
}

// All blocks are one; XMP counts where they do not say anything.
ExifOrientation ReadAsPillow(const OrientationSources& sources) {
  std::vector<std::byte> joined;
  for (const Bytes block : sources.exif) joined.insert(joined.end(), block.begin(), block.end());
  const Bytes tiff = WithoutExifName(joined);
  if (!tiff.empty()) {
    const ExifOrientation exif = ReadOrientationAsPillow(tiff);
    if (exif.is_present || exif.broken) return exif;
  }
  return {ReadXmpOrientation(sources.xmp)};
}

ExifOrientation ReadAs(Reader reader, const OrientationSources& sources) {
  switch (reader) {
    case Reader::kPillow: return ReadAsPillow(sources);
    case Reader::kOpenCv: return ReadAsOpenCv(sources);
    case Reader::kStandard:
    case Reader::kTensorFlow: break;
  }
  return Read(sources);
}

}  // namespace

ExifOrientation ReadOrientation(Bytes bytes) {
  const std::optional<TiffBlock> tiff = OpenTiff(bytes);
  if (!tiff) return {1, true, false};
  const std::size_t directory = tiff->U32(4);
  if (directory < kTiffHeaderSize || directory > bytes.size() - 2) return {1, true, false};

  const std::size_t announced = tiff->U16(directory);
  const std::size_t first = directory + 2;
  const std::size_t present = std::min(announced, (bytes.size() - first) / kTiffEntrySize);
  for (std::size_t i = 0; i < present; ++i) {
    const std::size_t entry = first + i * kTiffEntrySize;
    if (tiff->U16(entry) == kOrientationTag) return ReadEntry(*tiff, entry);
  }
  return {1, present < announced, false};
}

int ReadXmpOrientation(std::string_view xmp) {
  constexpr std::string_view kName = "tiff:Orientation";
  for (std::size_t at = xmp.find(kName); at != xmp.npos; at = xmp.find(kName, at + 1)) {
    std::string_view rest = xmp.substr(at + kName.size());
    if (rest.starts_with("=\"")) {
      rest.remove_prefix(2);
    } else if (rest.starts_with(">")) {
      rest.remove_prefix(1);
    } else {
      continue;
    }
    if (rest.empty() || rest.front() < '0' || rest.front() > '9') continue;
    const int value = rest.front() - '0';
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

Bytes WithoutExifName(Bytes exif) {
  return StartsWith(exif, kExifName) ? exif.subspan(kExifName.size()) : exif;
}

void NoteOrientation(const OrientationSources& sources, Reader reader, Header& header) {
  const ExifOrientation orientation = ReadAs(reader, sources);
  header.orientation = orientation.value;
  if (orientation.broken) header.warnings.Add(Warning::kExifIgnored);
}

}  // namespace fit299::codec
