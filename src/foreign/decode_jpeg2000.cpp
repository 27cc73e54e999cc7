// JPEG 2000 by OpenJPEG: JP2 files and bare codestreams, gray, RGB and YCC, with or without alpha.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "codec/bytes.h"
#include "codec/finish.h"
#include "codec/guard.h"
#include "codec/icc_convert.h"
#include "foreign/boxes.h"
#include "foreign/codestream.h"
#include "foreign/decoders.h"
#include "foreign/jpeg2000_picture.h"
#include "foreign/jpeg2000_strips.h"
#include "foreign/kept_memory.h"
#include "foreign/openjpeg.h"
#include "foreign/pixel_writer.h"

namespace fit299::foreign {
namespace {

// A tile-part has a header of 14 bytes at least; OpenJPEG takes 5 KB for each tile that is claimed.
constexpr std::uint64_t kTilePartBytes = 14;

// OpenJPEG takes as long for pixels that are coded in next to nothing as for others.
constexpr std::int64_t kMostPixelsPerByte = 64;

// Where the codestream of a file is.
struct Jpeg2000File {
  bool is_bare = false;  // no boxes around it
  Bytes codestream;
  bool has_junk = false;  // bytes behind it that are no box
  std::optional<Bytes> profile;
  std::uint64_t palette_columns = 0;  // components that one becomes
};

// The profile in a JP2 header's colour box.
std::optional<Bytes> FindProfile(Bytes header) {
  constexpr std::uint32_t kRestricted = 2;
  constexpr std::uint32_t kAny = 3;
  Boxes boxes(header);
  while (const auto box = boxes.Next()) {
    if (box->type != "colr" || box->payload.size() < 3) continue;
    const std::uint32_t method = codec::Byte(box->payload, 0);
    if (method == kRestricted || method == kAny) return box->payload.subspan(3);
  }
  return std::nullopt;
}

std::uint64_t FindPaletteColumns(Bytes header) {
  constexpr std::size_t kColumns = 2;
  const auto box = FindBox(header, "pclr");
  return box && box->payload.size() > kColumns ? codec::Byte(box->payload, kColumns) : 0;
}

Expected<Jpeg2000File, Rejection> FindCodestream(Bytes file) {
  Jpeg2000File found;
  found.is_bare = codec::StartsWith(file, "\xFF\x4F");
  if (found.is_bare) {
    found.codestream = file;
    return found;
  }
  Boxes boxes(file);
  while (const auto box = boxes.Next()) {
    if (!box->IsSane() && !found.codestream.empty()) {
      found.has_junk = true;
      return found;
    }
    if (box->type == "jp2h") {
      found.profile = FindProfile(box->payload);
      found.palette_columns = FindPaletteColumns(box->payload);
    }
    if (box->type == "jp2c" && found.codestream.empty()) found.codestream = box->payload;
    if (!box->is_whole && found.codestream.empty()) {
      return Rejection{Reason::kTruncated, "the file ends within a box"};
    }
  }
  if (found.codestream.empty()) {
    return Rejection{
        boxes.AtEnd() || file.size() - boxes.at() < 16 ? Reason::kTruncated : Reason::kCorrupt,
        "it has no codestream"};
  }
  found.has_junk = !boxes.AtEnd();
  return found;
}

std::optional<Rejection> FindBomb(const Header& header, std::size_t file_bytes) {
  const std::int64_t pixels = std::int64_t{header.size.width} * header.size.height;
  const auto coded_bytes =
      static_cast<std::int64_t>(std::min<std::uint64_t>(header.coded_bytes, file_bytes));
  if (pixels <= codec::kPixelsTakenOnTrust || pixels / kMostPixelsPerByte <= coded_bytes) {
    return std::nullopt;
  }
  return Rejection{Reason::kTooLarge,
                   std::to_string(pixels) + " pixels in " + std::to_string(coded_bytes) + " bytes"};
}

// Passes over bit-planes take time, and next to no bytes where they find nothing.
std::optional<Rejection> FindTooManyBitPlanes(const CodingUnits& units, const CodestreamSize& size,
                                              const Header& header) {
  // Encoders have up to 9 more than the samples have bits, those of the finest steps some more.
  constexpr std::uint64_t kMostBesideDepth = 14;
  constexpr std::uint64_t kSamplesOnTrust = 4'000'000;
  constexpr std::uint64_t kMostSamplesPerByte = 16;
  const auto samples = static_cast<std::uint64_t>(std::int64_t{size.size.width} * size.size.height *
                                                  size.components);
  if (units.bit_planes <= static_cast<std::uint64_t>(size.depth) + kMostBesideDepth ||
      samples <= kSamplesOnTrust || samples / kMostSamplesPerByte <= header.coded_bytes) {
    return std::nullopt;
  }
  return Rejection{Reason::kTooComplex, std::to_string(units.bit_planes) +
                                            " bit-planes of samples that have " +
                                            std::to_string(size.depth) + " bits"};
}

// These rows on the codestream's grid; empty: they are all.
cv::Rect FindWindow(const CodestreamSize& size, const cv::Range& rows) {
  if (rows.size() == size.size.height) return {};
  return {static_cast<int>(size.left), static_cast<int>(size.top) + rows.start, size.size.width,
          rows.size()};
}

// Strip by strip, each put before the next one is decoded. Nothing of the file is wrong so far.
Expected<FitReport, Rejection> DecodeStrips(Bytes bytes, const Jpeg2000File& file,
                                            const CodestreamSize& size, const Header& header,
                                            const DecodeRequest& request, cv::Mat& image) {
  FitReport report;
  std::optional<PixelWriter> writer;
  const std::vector<cv::Range> strips = PlanStrips(size);
  std::optional<KeptMemory> kept;
  if (strips.size() > 1) kept.emplace();
  for (const cv::Range& rows : strips) {
    const auto decoded = Decompress(bytes, file.is_bare, FindWindow(size, rows));
    if (!decoded) return decoded.error();
    Jpeg2000Picture strip(**decoded, {size.size.width, rows.size()},
                          size.left == 0 && size.top == 0);
    if (auto rejection = strip.Understand()) return *std::move(rejection);
    if (!writer) {
      writer.emplace(strip.form(), header.size, request, image, report);
      if (file.profile) writer->UseProfile(*file.profile);
      if (static_cast<int>((*decoded)->numcomps) > size.components) {
        report.changes.Add(Change::kPaletteExpanded);
      }
    }
    strip.Put(rows.start, *writer);
  }
  writer->Finish(header);
  return report;
}

Expected<FitReport, Rejection> Decode(Bytes bytes, const Header& header,
                                      const DecodeRequest& request, cv::Mat& image) {
  if (auto missing = codec::FindMissingFrame(request.frame, 1)) return *std::move(missing);
  const auto file = FindCodestream(bytes);
  if (!file) return file.error();
  const auto size = ReadCodestreamSize(file->codestream);
  if (!size) return size.error();
  if (size->components > 4) {
    return Rejection{Reason::kUnsupportedFeature, std::to_string(size->components) + " components"};
  }
  if (size->tiles > bytes.size() / kTilePartBytes) {
    return codec::ImpossibleClaim(header.size, bytes.size());
  }
  const auto end = FindCodestreamEnd(file->codestream, *size);
  if (!end) return end.error();
  const CodingUnits units = CountCodingUnits(file->codestream, *size);
  if (auto rejection = FindTooManyPrecincts(units, *size)) return *std::move(rejection);
  if (auto rejection = FindTooManyPackets(units, *size)) return *std::move(rejection);
  if (auto rejection = FindTooManyBitPlanes(units, *size, header)) return *std::move(rejection);
  if (auto bomb = FindBomb(header, bytes.size())) return *std::move(bomb);
  auto report = DecodeStrips(bytes, *file, *size, header, request, image);
  if (report && (file->has_junk || *end < file->codestream.size())) {
    report->warnings.Add(Warning::kTrailingData);
  }
  return report;
}

}  // namespace

Expected<Header, Rejection> ProbeJpeg2000(Bytes bytes, const DecodeRequest& request) {
  const auto file = FindCodestream(bytes);
  if (!file) return file.error();
  const auto size = ReadCodestreamSize(file->codestream);
  if (!size) return size.error();
  Header header;
  header.format = "jp2";
  header.size = size->size;
  header.depth = size->depth;
  header.working_bytes =
      DecompressBytes(CountCodingUnits(file->codestream, *size), *size, file->palette_columns);
  if (const auto coded = CodedTileBytes(file->codestream)) header.coded_bytes = *coded;
  if (file->profile) codec::NoteProfile(*file->profile, request, header);
  return header;
}

Expected<FitReport, Rejection> DecodeJpeg2000(Bytes bytes, const Header& header,
                                              const DecodeRequest& request, cv::Mat& image) {
  return codec::Guard([&] { return Decode(bytes, header, request, image); });
}

std::string Jpeg2000Library() { return std::string("OpenJPEG ") + opj_version(); }

}  // namespace fit299::foreign
