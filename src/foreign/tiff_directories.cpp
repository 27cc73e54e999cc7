#include "foreign/tiff_directories.h"

#include <tiffio.h>

#include <string>

#include "codec/bytes.h"

namespace fit299::foreign {
namespace {

constexpr std::size_t kEntry = 12;          // bytes, in a classic directory
constexpr std::size_t kMostEntries = 4096;  // what libtiff takes for a directory

}  // namespace

TiffDirectories::TiffDirectories(codec::Bytes file)
    : file_(file), big_endian_(codec::StartsWith(file, "MM")) {}

std::optional<Rejection> TiffDirectories::FindMissing() const {
  constexpr std::size_t kClassic = 8;
  constexpr std::size_t kBig = 16;
  const Rejection ended{Reason::kTruncated, "the file ends within its header"};
  if (file_.size() < kClassic) return ended;
  if (IsClassic()) return FindMissing(U32(4));
  if (file_.size() < kBig) return ended;
  const std::uint64_t low = U32(big_endian_ ? 12 : 8);
  const std::uint64_t high = U32(big_endian_ ? 8 : 12);
  return FindMissing(high << 32 | low);
}

std::optional<Rejection> TiffDirectories::FindMissing(std::uint64_t directory) const {
  return IsClassic() ? FindMissingValue(directory) : FindMissingAt(directory);
}

std::uint32_t TiffDirectories::U16(std::size_t at) const {
  return big_endian_ ? codec::BigEndian16(file_, at) : codec::LittleEndian16(file_, at);
}

std::uint32_t TiffDirectories::U32(std::size_t at) const {
  return big_endian_ ? codec::BigEndian32(file_, at) : codec::LittleEndian32(file_, at);
}

std::optional<Rejection> TiffDirectories::FindMissingAt(std::uint64_t offset) const {
  if (offset < file_.size() && offset >= 8) return std::nullopt;
  // An offset that no file reaches was never right.
  constexpr std::uint64_t kFar = 1 << 30;
  const bool was_cut = offset >= file_.size() && offset < kFar;
  return Rejection{was_cut ? Reason::kTruncated : Reason::kCorrupt,
                   "its directory would be at byte " + std::to_string(offset)};
}

// Of a classic directory that the file ends within: whether it was one before it was cut.
std::optional<Rejection> TiffDirectories::FindNonsense(std::uint64_t directory) const {
  for (std::size_t at = directory + 2; at + 4 <= file_.size(); at += kEntry) {
    const std::uint32_t type = U16(at + 2);
    if (type < TIFF_BYTE || type > TIFF_IFD8) {
      return Rejection{
          Reason::kCorrupt,
          "the file ends within its directory, which has a value of type " + std::to_string(type)};
    }
  }
  return std::nullopt;
}

// Of a classic directory also sides beyond all reason, and those values that stand elsewhere and
// that libtiff would do without.
std::optional<Rejection> TiffDirectories::FindMissingValue(std::uint64_t directory) const {
  if (auto rejection = FindMissingAt(directory)) return rejection;
  // libtiff's words for this changed, and do not tell it from other damage.
  const Rejection ended{Reason::kTruncated, "the file ends within its directory"};
  if (file_.size() - directory < 2) return ended;
  const std::size_t count = U16(directory);
  if (count > kMostEntries) return std::nullopt;  // libtiff will tell
  if (file_.size() < directory + 2 + count * kEntry) {
    if (auto nonsense = FindNonsense(directory)) return nonsense;
  }
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = directory + 2 + i * kEntry;
    if (file_.size() < at + kEntry) return ended;
    const std::uint32_t tag = U16(at);
    const bool is_side = tag == TIFFTAG_IMAGEWIDTH || tag == TIFFTAG_IMAGELENGTH;
    if (is_side && U16(at + 2) == TIFF_LONG && U32(at + 8) > kMaxTiffSide) {
      return Rejection{Reason::kTooLarge,
                       "claims a side of " + std::to_string(U32(at + 8)) + " pixels"};
    }
    const bool matters =
        tag == TIFFTAG_BITSPERSAMPLE || tag == TIFFTAG_EXTRASAMPLES || tag == TIFFTAG_SAMPLEFORMAT;
    const bool is_elsewhere = U32(at + 4) > 2;  // more than two shorts
    if (matters && is_elsewhere && U32(at + 8) >= file_.size()) {
      return Rejection{Reason::kTruncated, "the values of tag " + std::to_string(tag) +
                                               " would be at byte " + std::to_string(U32(at + 8))};
    }
  }
  return std::nullopt;
}

}  // namespace fit299::foreign
