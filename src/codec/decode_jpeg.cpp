// JPEG by libjpeg-turbo, with fancy upsampling: by the accurate integer DCT the pixels of Pillow,
// OpenCV and torchvision, by the fast one those of TensorFlow.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/bytes.h"
#include "codec/decoders.h"
#include "codec/finish.h"
#include "codec/guard.h"
#include "codec/jpeg_entropy.h"
#include "codec/jpeg_errors.h"
#include "codec/jpeg_inks.h"
#include "codec/jpeg_markers.h"
#include "codec/jpeg_rows.h"
#include "codec/jpeg_scans.h"
#include "codec/jpeg_segments.h"
#include "codec/jpeg_source.h"
#include "codec/libjpeg.h"
#include "geometry/shrink.h"

namespace fit299::codec {
namespace {

// A baseline block takes at least 2 bits of a file, an arithmetic-coded one hardly any.
constexpr std::int64_t kMostPixelsPerByte = 512;

// A failed download often has its right length, and zeros where the data should be.
constexpr std::size_t kZerosAtEnd = 64;

// A file and the libjpeg object that reads it, whose life ends with its frame.
struct Reader {
  explicit Reader(Bytes bytes) : file(bytes) { info.err = InstallJpegErrors(errors); }
  ~Reader() { jpeg_destroy_decompress(&info); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // False: errors has why not.
  [[nodiscard]] bool ReadHeader() {
    const bool is_read = RunJpegStep(errors, [this] {
      jpeg_create_decompress(&info);
      info.src = InstallJpegSource(source, file);
      jpeg_read_header(&info, TRUE);
    });
    return is_read &&
           !source.ended;  // libjpeg may take the made-up end for the header's last bytes
  }

  Bytes file;
  JpegErrors errors{};
  JpegSource source{};
  JpegEntropy entropy;
  jpeg_decompress_struct info{};
};

// The errors that mean the same wherever they come up.
std::optional<Rejection> FromCode(const JpegErrors& errors) {
  if (errors.late) return TookTooLong();
  switch (errors.code) {
    case JERR_BAD_PRECISION:
    case JERR_SOF_UNSUPPORTED:
    case JERR_ARITH_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_CCIR601_NOTIMPL: return Rejection{Reason::kUnsupportedFeature, errors.message};
    case JERR_UNKNOWN_MARKER:
      if (errors.base.msg_parm.i[0] != kJpegLsSof) return std::nullopt;
      return Rejection{Reason::kUnsupportedFormat, "JPEG-LS is not read"};
    case JERR_IMAGE_TOO_BIG: return Rejection{Reason::kTooLarge, errors.message};
    case JERR_OUT_OF_MEMORY:
      return Rejection{Reason::kTooLarge, "not enough memory for its pixels"};
    default: return std::nullopt;
  }
}

// A JFIF segment says twice how long it is: the second time by its thumbnail's sides.
bool HasFalseJfif(Bytes file) {
  constexpr std::size_t kThumbnail = 18;
  if (!HasTextAt(file, 2, "\xFF\xE0") || !HasTextAt(file, 6, std::string_view("JFIF\0", 5)) ||
      file.size() < kThumbnail + 2) {
    return false;
  }
  return BigEndian16(file, 4) != 16 + 3 * Byte(file, kThumbnail) * Byte(file, kThumbnail + 1);
}

Rejection FromHeaderError(const Reader& reader) {
  if (auto rejection = FromCode(reader.errors)) return *std::move(rejection);
  if (reader.source.ended && HasFalseJfif(reader.file)) {
    return {Reason::kCorrupt, "its JFIF segment is not as long as it claims to be"};
  }
  if (reader.source.ended) return {Reason::kTruncated, "the file ends inside the header"};
  return {Reason::kCorrupt, std::string("in the header: ") + reader.errors.message};
}

bool EndsInZeros(Bytes file) {
  return file.size() >= kZerosAtEnd &&
         std::ranges::all_of(file.last(kZerosAtEnd),
                             [](std::byte byte) { return byte == std::byte{}; });
}

// True when what stopped the decoder is that the coded data end before the picture does: with the
// file, or with an EOI in the middle.
bool EndsEarly(const Reader& reader) {
  if (reader.errors.code == JWRN_HIT_MARKER) {
    return reader.source.ended || reader.info.unread_marker == kJpegEoi;
  }
  // An extra byte before the marker that was made up for the missing end is no early end.
  return reader.source.ended && reader.errors.code != JWRN_EXTRANEOUS_DATA;
}

// What an error in the coded data means.
Rejection FromDataError(const Reader& reader) {
  if (auto rejection = FromCode(reader.errors)) return *std::move(rejection);
  const auto row = std::min(reader.info.output_scanline * reader.info.scale_denom,
                            reader.info.image_height);  // of the picture before it is shrunk
  std::string where =
      "after row " + std::to_string(row) + " of " + std::to_string(reader.info.image_height);
  if (reader.info.output_scanline == 0 && reader.info.input_scan_number > 1) {
    where = "in scan " + std::to_string(reader.info.input_scan_number);
  }
  if (!EndsEarly(reader)) {
    return {Reason::kCorrupt, "damaged " + where + ": " + reader.errors.message};
  }
  if (EndsInZeros(reader.file)) {
    return {Reason::kCorrupt, "the data end " + where + ", and the file ends in zeros"};
  }
  return {Reason::kTruncated, "the data end " + where};
}

bool HasAllCoefficients(const jpeg_decompress_struct& info) {
  if (info.coef_bits == nullptr) return true;  // not progressive
  for (int component = 0; component < info.num_components; ++component) {
    for (int k = 0; k < DCTSIZE2; ++k) {
      if (info.coef_bits[component][k] != 0) return false;
    }
  }
  return true;
}

std::int64_t Pixels(const jpeg_decompress_struct& info) {
  return std::int64_t{info.image_width} * info.image_height;
}

// What costs memory or minutes that this file cannot be worth, or lacks whole scans.
std::optional<Rejection> FindObstacle(Reader& reader, const Header& header) {
  const jpeg_decompress_struct& info = reader.info;
  const auto coded_bytes = std::min<std::uint64_t>(header.coded_bytes, reader.file.size());
  if (Pixels(info) > kPixelsTakenOnTrust &&
      Pixels(info) > kMostPixelsPerByte * static_cast<std::int64_t>(coded_bytes)) {
    return ImpossibleClaim(
        {static_cast<int>(info.image_width), static_cast<int>(info.image_height)}, coded_bytes);
  }
  if (!jpeg_has_multiple_scans(&reader.info)) return std::nullopt;
  return FindOddScans(reader.file, info);
}

// All coefficients of a picture of several scans, 16 bits each, before the first row can be made.
std::uint64_t WorkingBytes(jpeg_decompress_struct& info) {
  constexpr std::uint64_t kBlockBytes = DCTSIZE2 * sizeof(JCOEF);
  if (!jpeg_has_multiple_scans(&info)) return 0;
  std::uint64_t blocks = 0;
  for (int i = 0; i < info.num_components; ++i) {
    const jpeg_component_info& component = info.comp_info[i];
    blocks += std::uint64_t{component.width_in_blocks} * component.height_in_blocks;
  }
  return blocks * kBlockBytes;
}

// True when libjpeg can shrink the picture: not by every way of coding.
bool Shrinks(jpeg_decompress_struct& info) {
  info.scale_denom = DCTSIZE;
  jpeg_calc_output_dimensions(&info);
  const cv::Size size(static_cast<int>(info.image_width), static_cast<int>(info.image_height));
  const cv::Size shrunk(static_cast<int>(info.output_width), static_cast<int>(info.output_height));
  return shrunk == ShrunkSize(size, DCTSIZE);
}

void ChooseOutput(const DecodeRequest& request, jpeg_decompress_struct& info) {
  info.scale_denom = static_cast<unsigned>(request.shrink);
  info.dct_method = request.dct == Dct::kFast ? JDCT_IFAST : JDCT_ISLOW;
  info.do_fancy_upsampling = request.upsampling == Upsampling::kFancy ? TRUE : FALSE;
  info.dither_mode = JDITHER_NONE;
  info.out_color_space = JCS_EXT_RGB;
  if (IsCmyk(info)) info.out_color_space = JCS_CMYK;
}

// Stops a decoding whose time is over. libjpeg calls it for each row of pixels or, before there are
// any, of blocks. That is too often: asking for the time took 3 % of decoding.
struct Clock {
  jpeg_progress_mgr base;  // first, because libjpeg hands back a pointer to it
  const DecodeRequest* request;
  unsigned calls;
};

void OnProgress(j_common_ptr object) {
  constexpr unsigned kCallsAtATime = 16;
  auto& clock = *reinterpret_cast<Clock*>(object->progress);
  if (++clock.calls % kCallsAtATime != 0 || !IsLate(*clock.request)) return;
  reinterpret_cast<JpegErrors*>(object->err)->late = true;
  object->err->error_exit(object);
}

void InstallClock(Clock& clock, const DecodeRequest& request, jpeg_decompress_struct& info) {
  clock.base = {};
  clock.base.progress_monitor = OnProgress;
  clock.request = &request;
  clock.calls = 0;
  info.progress = &clock.base;
}

// What libjpeg stopped on does not matter, when there are rows at all and they are wanted as they
// are.
bool IsSalvaged(const Reader& reader, const DecodeRequest& request) {
  return request.salvage && reader.info.output_scanline > 0 && !FromCode(reader.errors);
}

Expected<FitReport, Rejection> Decode(Bytes file, const Header& header,
                                      const DecodeRequest& request, cv::Mat& image) {
  Reader reader(file);
  jpeg_decompress_struct& info = reader.info;
  if (!reader.ReadHeader()) return FromHeaderError(reader);
  if (auto missing = FindMissingFrame(request.frame, 1)) return *std::move(missing);
  const std::optional<Rejection> obstacle = FindObstacle(reader, header);
  const bool lacks_scans = obstacle && obstacle->reason == Reason::kTruncated;
  if (obstacle && !(lacks_scans && request.salvage)) return *obstacle;

  const cv::Size size = ShrunkSize(header.size, request.shrink);
  const int rows = request.bands != nullptr ? BandRows(size) : size.height;
  image.create(rows, size.width, CV_8UC3);
  FitReport report;
  const auto profile = request.colors != nullptr ? ReadProfile(file) : std::vector<std::byte>();
  JpegInks inks(info, profile, request, report);
  ChooseOutput(request, info);
  JpegRows jpeg_rows(request, inks, info, image);
  Clock clock;
  InstallClock(clock, request, info);
  bool is_complete = true;
  // From here on a warning means damaged pixels, and nobody needs the rest of them.
  reader.errors.strict = !request.salvage;
  reader.errors.warnings = 0;
  const bool is_read = RunJpegStep(reader.errors, [&] {
    jpeg_start_decompress(&info);
    reader.entropy.Install(info);
    jpeg_rows.Read();
    is_complete = HasAllCoefficients(info);  // before libjpeg frees what it knows of them
    // On to EOI: a second frame or a broken table behind the last row is damage too.
    jpeg_finish_decompress(&info);
  });
  if (!is_read) {
    if (!IsSalvaged(reader, request)) return FromDataError(reader);
    jpeg_rows.PutMissing();
  }
  if (!is_complete && !request.salvage) {
    return Rejection{Reason::kTruncated, "scans of a progressive picture are missing"};
  }

  const bool is_damaged = !is_read || !is_complete || lacks_scans || reader.errors.warnings > 0;
  if (is_damaged) {
    report.warnings.Add(Warning::kPixelsDamaged);
  } else if (reader.source.ended) {
    report.warnings.Add(Warning::kMissingEoi);
  } else if (reader.source.base.bytes_in_buffer > 0) {
    report.warnings.Add(Warning::kTrailingData);
  }
  if (info.jpeg_color_space == JCS_GRAYSCALE) report.changes.Add(Change::kGrayReplicated);
  Finish(header, request, image, report);
  return report;
}

}  // namespace

bool MatchesJpeg(Bytes bytes) {
  constexpr std::string_view kSoiAndMarker = "\xFF\xD8\xFF";
  if (bytes.size() == 2) return StartsWith(bytes, kSoiAndMarker.substr(0, 2));
  return StartsWith(bytes, kSoiAndMarker) && !(bytes.size() > 3 && Byte(bytes, 3) == kJpegLsSof);
}

Expected<Header, Rejection> ProbeJpeg(Bytes bytes, const DecodeRequest& request) {
  Reader reader(bytes);
  if (!reader.ReadHeader()) return FromHeaderError(reader);
  Header header;
  header.format = "jpeg";
  header.size = cv::Size(static_cast<int>(reader.info.image_width),
                         static_cast<int>(reader.info.image_height));
  header.depth = reader.info.data_precision;
  header.in_rows = true;
  header.shrinks = Shrinks(reader.info);
  header.working_bytes = WorkingBytes(reader.info);
  // The whole file is walked for it: not where the picture takes no memory that matters.
  if (Pixels(reader.info) > kPixelsTakenOnTrust) header.coded_bytes = CodedJpegBytes(bytes);
  if (reader.errors.warnings > 0) header.warnings.Add(Warning::kHeaderDamaged);
  NoteSegments(bytes, request, header);
  return header;
}

// The checks that need the whole file stand here and not in the probe, which may have its head.
Expected<FitReport, Rejection> DecodeJpeg(Bytes bytes, const Header& header,
                                          const DecodeRequest& request, cv::Mat& image) {
  return Guard([&] { return Decode(bytes, header, request, image); });
}

std::string JpegLibrary() {
#define FIT299_TEXT(x) #x
#define FIT299_VALUE(x) FIT299_TEXT(x)
  return "libjpeg-turbo " FIT299_VALUE(LIBJPEG_TURBO_VERSION);
#undef FIT299_VALUE
#undef FIT299_TEXT
}

}  // namespace fit299::codec
