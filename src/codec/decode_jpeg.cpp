// JPEG by libjpeg-turbo: accurate integer DCT, fancy upsampling: the pixels of Pillow, OpenCV and
// torchvision.

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "codec/bytes.h"
#include "codec/decoders.h"
#include "codec/exif.h"
#include "codec/finish.h"
#include "codec/guard.h"
#include "codec/icc.h"
#include "codec/jpeg_errors.h"
#include "codec/jpeg_markers.h"
#include "codec/jpeg_source.h"
#include "codec/libjpeg.h"

namespace fit299::codec {
namespace {

constexpr std::string_view kExifName("Exif\0\0", 6);
constexpr std::string_view kIccName("ICC_PROFILE\0", 12);

// A scan costs about as much as reading all coefficients once. Real progressive files have some ten
// scans; a bomb has hundreds over tens of megapixels.
constexpr std::int64_t kScansTakenOnTrust = 100;
constexpr std::int64_t kScanPixels = 1'000'000'000;

// A baseline block takes at least 2 bits of a file, an arithmetic-coded one hardly any.
constexpr std::int64_t kMostPixelsPerByte = 512;

// A libjpeg object whose life ends with its frame.
struct Decompressor {
  Decompressor(JpegErrors& errors, JpegSource& source, Bytes file) {
    info.err = InstallJpegErrors(errors);
    jpeg_create_decompress(&info);
    info.src = InstallJpegSource(source, file);
  }
  ~Decompressor() { jpeg_destroy_decompress(&info); }
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;

  jpeg_decompress_struct info{};
};

Rejection FromError(const JpegErrors& errors, const JpegSource& source, const std::string& where) {
  switch (errors.code) {
    case JERR_BAD_PRECISION:
    case JERR_SOF_UNSUPPORTED:
    case JERR_ARITH_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_CCIR601_NOTIMPL: return {Reason::kUnsupportedFeature, errors.message};
    case JERR_OUT_OF_MEMORY: return {Reason::kTooLarge, "not enough memory for its pixels"};
    default: break;
  }
  const Reason reason = source.ended ? Reason::kTruncated : Reason::kCorrupt;
  return {reason, where + errors.message};
}

// Orientation and profile, wherever in the header they stand. libjpeg has already accepted it.
void NoteSegments(Bytes file, Header& header) {
  JpegMarkers markers(file);
  bool has_exif = false;
  bool has_profile = false;
  while (const auto segment = markers.Next()) {
    if (segment->marker == kJpegSos) break;
    if (segment->marker == 0xE1 && !has_exif && StartsWith(segment->payload, kExifName)) {
      has_exif = true;
      NoteExif(segment->payload.subspan(kExifName.size()), header);
    }
    if (segment->marker == 0xE2 && !has_profile && StartsWith(segment->payload, kIccName) &&
        segment->payload.size() > kIccName.size() + 2) {
      has_profile = true;
      if (ProfileMatters(segment->payload.subspan(kIccName.size() + 2))) {
        header.warnings.Add(Warning::kIccIgnored);
      }
    }
  }
}

std::int64_t CountScans(Bytes file) {
  JpegMarkers markers(file);
  std::int64_t scans = 0;
  while (const auto segment = markers.Next()) scans += segment->marker == kJpegSos;
  return scans;
}

bool IsCmyk(const jpeg_decompress_struct& info) {
  return info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK;
}

// Pillow's conversion of stored (inverted) samples: out = k - (255 - c) * k / 255, rounded as its
// MULDIV255 does.
std::uint8_t FromInverted(int c, int k) {
  const int t = (255 - c) * k + 128;
  return static_cast<std::uint8_t>(std::max(0, k - (((t >> 8) + t) >> 8)));
}

void ConvertCmykRow(const std::uint8_t* cmyk, int width, int channels, std::uint8_t* rgb) {
  for (int x = 0; x < width; ++x, cmyk += 4, rgb += channels) {
    for (int c = 0; c < 3; ++c) rgb[c] = FromInverted(cmyk[c], cmyk[3]);
  }
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

std::string AfterRow(unsigned row, unsigned rows) {
  return "after row " + std::to_string(row) + " of " + std::to_string(rows);
}

class JpegDecoding {
 public:
  JpegDecoding(Bytes file, const DecodeRequest& request)
      : file_(file), request_(request), decompressor_(errors_, source_, file) {}

  Expected<FitReport, Rejection> Run(const Header& header, cv::Mat& image) {
    if (!RunJpegStep(errors_, [this] { ReadHeader(); })) {
      return FromError(errors_, source_, "in the header: ");
    }
    warnings_before_ = errors_.warnings;
    errors_.first_warning = 0;
    image.create(header.size, CV_8UC(request_.channels));
    if (IsCmyk(info())) cmyk_row_.resize(static_cast<std::size_t>(header.size.width) * 4);
    if (!RunJpegStep(errors_, [&] { ReadRows(image); })) {
      return FromError(errors_, source_,
                       AfterRow(info().output_scanline, info().image_height) + ": ");
    }
    if (auto damage = FindDamage(errors_.warnings - warnings_before_)) return *std::move(damage);

    FitReport report;
    if (warnings_before_ > 0) report.warnings.Add(Warning::kHeaderDamaged);
    if (source_.ended) report.warnings.Add(Warning::kMissingEoi);
    if (source_.base.bytes_in_buffer > 0 && !source_.ended) {
      report.warnings.Add(Warning::kTrailingData);
    }
    if (info().jpeg_color_space == JCS_GRAYSCALE) report.changes.Add(Change::kGrayReplicated);
    if (IsCmyk(info())) report.changes.Add(Change::kCmykConverted);
    Finish(header, request_, image, report);
    return report;
  }

 private:
  jpeg_decompress_struct& info() { return decompressor_.info; }

  void ReadHeader() {
    jpeg_read_header(&info(), TRUE);
    info().dct_method = JDCT_ISLOW;
    info().do_fancy_upsampling = TRUE;
    if (IsCmyk(info())) {
      info().out_color_space = JCS_CMYK;
    } else {
      info().out_color_space = request_.channels == 4 ? JCS_EXT_RGBX : JCS_EXT_RGB;
    }
  }

  void ReadRows(cv::Mat& image) {
    jpeg_start_decompress(&info());
    while (info().output_scanline < info().output_height) {
      std::uint8_t* out = image.ptr(static_cast<int>(info().output_scanline));
      JSAMPROW row = cmyk_row_.empty() ? out : cmyk_row_.data();
      jpeg_read_scanlines(&info(), &row, 1);
      if (!cmyk_row_.empty()) ConvertCmykRow(row, image.cols, image.channels(), out);
      NoteFirstWarning();
    }
    is_complete_ = HasAllCoefficients(info());
    // Reads on to EOI: a second frame or a broken table behind the last row is damage too.
    jpeg_finish_decompress(&info());
  }

  void NoteFirstWarning() {
    if (first_damaged_row_ == 0 && errors_.warnings > warnings_before_) {
      first_damaged_row_ = info().output_scanline;
    }
  }

  std::optional<Rejection> FindDamage(int scan_warnings) {
    const unsigned rows = info().image_height;
    if (scan_warnings > 0) {
      const std::string where =
          first_damaged_row_ > 0 ? AfterRow(first_damaged_row_ - 1, rows) : "behind its last row";
      // Where data end early, the first thing that libjpeg meets is a marker: its own, at the
      // end of the file, or one that stands there too soon.
      if (errors_.first_warning == JWRN_HIT_MARKER) {
        return Rejection{Reason::kTruncated, "its coded data end " + where};
      }
      return Rejection{Reason::kCorrupt, "its coded data are damaged " + where};
    }
    if (!is_complete_) {
      return Rejection{Reason::kTruncated, "scans of a progressive picture are missing"};
    }
    return std::nullopt;
  }

  Bytes file_;
  const DecodeRequest& request_;
  JpegErrors errors_{};
  JpegSource source_{};
  Decompressor decompressor_;
  std::vector<std::uint8_t> cmyk_row_;
  int warnings_before_ = 0;
  unsigned first_damaged_row_ = 0;
  bool is_complete_ = true;
};

// What no file of this size can hold, or what would take minutes.
std::optional<Rejection> FindBomb(Bytes file, const Header& header) {
  const std::int64_t pixels = std::int64_t{header.size.width} * header.size.height;
  if (pixels > kPixelsTakenOnTrust &&
      pixels > kMostPixelsPerByte * static_cast<std::int64_t>(file.size())) {
    return ImpossibleClaim(header.size, file.size());
  }
  const std::int64_t scans = CountScans(file);
  if (scans > kScansTakenOnTrust && scans * pixels > kScanPixels) {
    return Rejection{Reason::kTooComplex, std::to_string(scans) + " scans of " +
                                              std::to_string(header.size.width) + "x" +
                                              std::to_string(header.size.height) + " pixels"};
  }
  return std::nullopt;
}

}  // namespace

bool MatchesJpeg(Bytes bytes) {
  if (bytes.size() == 2) return StartsWith(bytes, "\xFF\xD8");
  return StartsWith(bytes, "\xFF\xD8\xFF") && !(bytes.size() > 3 && Byte(bytes, 3) == kJpegLsSof);
}

Expected<Header, Rejection> ProbeJpeg(Bytes bytes) {
  JpegErrors errors{};
  JpegSource source{};
  Decompressor decompressor(errors, source, bytes);
  if (!RunJpegStep(errors, [&] { jpeg_read_header(&decompressor.info, TRUE); })) {
    return FromError(errors, source, "in the header: ");
  }
  Header header;
  header.format = "jpeg";
  header.size = cv::Size(static_cast<int>(decompressor.info.image_width),
                         static_cast<int>(decompressor.info.image_height));
  header.depth = decompressor.info.data_precision;
  NoteSegments(bytes, header);
  return header;
}

Expected<FitReport, Rejection> DecodeJpeg(Bytes bytes, const Header& header,
                                          const DecodeRequest& request, cv::Mat& image) {
  return Guard([&]() -> Expected<FitReport, Rejection> {
    if (auto bomb = FindBomb(bytes, header)) return *std::move(bomb);
    return JpegDecoding(bytes, request).Run(header, image);
  });
}

std::string JpegLibrary() {
#define FIT299_TEXT(x) #x
#define FIT299_VALUE(x) FIT299_TEXT(x)
  return "libjpeg-turbo " FIT299_VALUE(LIBJPEG_TURBO_VERSION);
#undef FIT299_VALUE
#undef FIT299_TEXT
}

}  // namespace fit299::codec
