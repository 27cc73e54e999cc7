// PNG by libpng: every depth and colour type, interlaced or not, to 8-bit RGB.
#include <png.h>

#include <algorithm>
#include <bit>
#include <csetjmp>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <new>
#include <optional>
#include <span>
#include <string>

#include "codec/bytes.h"
#include "codec/decoders.h"
#include "codec/exif.h"
#include "codec/finish.h"
#include "codec/guard.h"
#include "codec/icc_convert.h"
#include "codec/png_chunks.h"
#include "codec/png_orientation.h"
#include "codec/png_palette.h"

namespace fit299::codec {
namespace {

// Deflate cannot shrink data further than this.
constexpr std::int64_t kDeflateLimit = 1032;

// A page of 100 megapixels in three bytes, which takes 1.7 s of filters at the most. What codes
// more of them in a 128th is no photo.
constexpr std::int64_t kMostTrusted = 310'000'000;
constexpr std::int64_t kMostPerByte = 128;

// No honest profile comes near it. A file may have larger chunks, but then it is larger itself.
constexpr png_alloc_size_t kChunkLimit = 8 << 20;

// Chunks that say nothing about pixels as stored: stepped over, only their checksums are looked at.
constexpr png_byte kNotRead[] =
    "tEXt\0zTXt\0iTXt\0tIME\0pHYs\0sPLT\0hIST\0oFFs\0pCAL\0sCAL\0eXIf\0gAMA\0cHRM\0bKGD";
constexpr int kNotReadCount = sizeof(kNotRead) / 5;

// 16-bit samples below this (12 bits of data) are nearly black in 8 bits.
constexpr int kDarkHighByte = 16;

// libpng's callbacks, and what they have seen.
struct PngState {
  Bytes file;
  std::size_t at = 0;
  png_uint_32 height = 0;
  int last_pass = 0;
  bool ended = false;        // libpng wanted more bytes than there are
  int warnings = 0;          // about side information
  bool data_warned = false;  // about the pixels' own data
  bool data_behind = false;  // there are more of them than the pixels need
  bool late = false;         // stopped because time is over
  bool has_last_row = false;
  std::jmp_buf escape{};
  char message[256] = {};
};

[[noreturn]] void OnPngError(png_structp png, png_const_charp message) {
  auto& state = *static_cast<PngState*>(png_get_error_ptr(png));
  std::strncpy(state.message, message, sizeof state.message - 1);
  std::longjmp(state.escape, 1);
}

void OnPngWarning(png_structp png, png_const_charp message) {
  auto& state = *static_cast<PngState*>(png_get_error_ptr(png));
  // That a chunk is long is no damage.
  const bool is_long = std::strstr(message, "too large") != nullptr;
  if (std::strstr(message, "Extra compressed data") != nullptr) {
    state.data_behind = true;
  } else if (std::strncmp(message, "IDAT", 4) == 0 && !is_long) {
    state.data_warned = true;
    std::strncpy(state.message, message, sizeof state.message - 1);
  } else {
    ++state.warnings;
  }
}

void OnPngRead(png_structp png, png_bytep out, std::size_t count) {
  auto& state = *static_cast<PngState*>(png_get_io_ptr(png));
  if (count > state.file.size() - state.at) {
    state.ended = true;
    png_error(png, "the file ends");
  }
  std::memcpy(out, state.file.data() + state.at, count);
  state.at += count;
}

// Comes between a row's data and what is done at the end of all of them.
void OnPngRow(png_structp png, png_row_infop /*row*/, png_bytep /*samples*/) {
  auto& state = *static_cast<PngState*>(png_get_io_ptr(png));
  state.has_last_row = png_get_current_row_number(png) + 1 == state.height &&
                       png_get_current_pass_number(png) == state.last_pass;
}

// Calls `step`; false when libpng stopped on an error in it, which leaves `step` by longjmp.
template <class Step>
[[nodiscard]] bool RunPngStep(PngState& state, const Step& step) {
  if (setjmp(state.escape) != 0) return false;
  step();
  return true;
}

// A libpng reader whose life ends with its frame.
struct PngReader {
  PngReader(PngState& state, Bytes file) {
    state.file = file;
    png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &state, OnPngError, OnPngWarning);
    if (png == nullptr) throw std::bad_alloc();
    info = png_create_info_struct(png);
    if (info == nullptr) {
      png_destroy_read_struct(&png, nullptr, nullptr);
      throw std::bad_alloc();
    }
    png_set_read_fn(png, &state, OnPngRead);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_chunk_malloc_max(png, std::max<png_alloc_size_t>(kChunkLimit, file.size()));
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, kNotRead, kNotReadCount);
  }
  ~PngReader() { png_destroy_read_struct(&png, &info, nullptr); }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  png_structp png = nullptr;
  png_infop info = nullptr;
};

Rejection FromError(const PngState& state, const std::string& where) {
  const bool too_few_rows = std::strstr(state.message, "Not enough image data") != nullptr;
  if (!state.ended && too_few_rows && state.has_last_row) {
    return {Reason::kCorrupt, "its data end before their checksum"};
  }
  const Reason reason = state.ended || too_few_rows ? Reason::kTruncated : Reason::kCorrupt;
  return {reason, where + state.message};
}

Bytes FindProfile(const PngReader& reader) {
  png_charp name = nullptr;
  int compression = 0;
  png_bytep profile = nullptr;
  png_uint_32 length = 0;
  if (png_get_iCCP(reader.png, reader.info, &name, &compression, &profile, &length) == 0) return {};
  return std::as_bytes(std::span(profile, length));
}

class PngDecoding {
 public:
  PngDecoding(Bytes file, const DecodeRequest& request)
      : request_(request), reader_(state_, file) {}

  Expected<FitReport, Rejection> Run(const Header& header, cv::Mat& image) {
    if (!RunPngStep(state_, [this] { png_read_info(png(), info()); })) {
      return FromError(state_, "in the header: ");
    }
    if (auto missing = FindMissingFrame(request_.frame, 1)) return *std::move(missing);
    FitReport report;
    if (!RunPngStep(state_, [&] { Transform(report); })) return FromError(state_, "");

    const int channels = has_alpha_ ? 4 : 3;
    colors_ = TakeUpProfile(FindProfile(reader_), is_gray_ ? Inks::kGray : Inks::kRgb,
                            is_wide_ ? 2 : 1, channels, request_, report);
    if (auto bomb = FindBomb(header)) return *std::move(bomb);

    MakeRoom(header, channels, image);
    if (request_.salvage) PrepareSalvage();
    const bool is_read = RunPngStep(state_, [this] { ReadRows(); });
    if (state_.late) return TookTooLong();
    if (!is_read && !(request_.salvage && has_rows_)) {
      return FromError(state_, "after row " + std::to_string(row_) + " of " +
                                   std::to_string(header.size.height) + ": ");
    }
    NoteColorsBeyondPalette();
    if (state_.data_warned && !request_.salvage) {
      return Rejection{Reason::kCorrupt, state_.message};
    }
    if (!is_read || state_.data_warned) report.warnings.Add(Warning::kPixelsDamaged);
    while (given_ < size_.height) GiveBand();  // all that is missing
    if (is_reduced_ && is_dark_) report.warnings.Add(Warning::kDepthReducedDark);
    if (state_.warnings > 0) report.warnings.Add(Warning::kAncillaryDamaged);
    if (state_.data_behind || (is_read && state_.at < state_.file.size())) {
      report.warnings.Add(Warning::kTrailingData);
    }
    if (IsAnimatedPng(state_.file)) report.changes.Add(Change::kFirstFrameOnly);
    Finish(header, request_, image, report);
    return report;
  }

 private:
  png_structp png() const { return reader_.png; }
  png_infop info() const { return reader_.info; }

  // A claim of pixels that this many compressed bytes cannot hold, or only to do harm.
  std::optional<Rejection> FindBomb(const Header& header) const {
    const std::int64_t pixels = std::int64_t{header.size.width} * header.size.height;
    const auto row_bytes = static_cast<std::int64_t>(png_get_rowbytes(png(), info()));
    const auto coded_bytes =
        static_cast<std::int64_t>(std::min<std::uint64_t>(header.coded_bytes, state_.file.size()));
    const std::int64_t raw_bytes = header.size.height * (row_bytes + 1);
    // As much work: two bytes that become one are half as many again, converted colours twice.
    constexpr std::int64_t kConverted = 6;
    const std::int64_t work = raw_bytes + (header.depth == 16 ? raw_bytes / 2 : 0) +
                              (colors_ != nullptr ? kConverted * pixels : 0);
    if (work > kMostTrusted && work / kMostPerByte > coded_bytes) {
      return Rejection{Reason::kTooLarge, "the work of " + std::to_string(work / 1'000'000) +
                                              " MB of samples in " + std::to_string(coded_bytes) +
                                              " bytes"};
    }
    if (pixels <= kPixelsTakenOnTrust ||
        header.size.height <= kDeflateLimit * coded_bytes / (row_bytes + 1)) {
      return std::nullopt;
    }
    return ImpossibleClaim(header.size, static_cast<std::size_t>(coded_bytes));
  }

  // Everything to 8-bit RGB or RGBA, but for gray that is to be cut off. Gamma is never
  // applied.
  void Transform(FitReport& report) {
    const int color = png_get_color_type(png(), info());
    is_gray_ = (color & PNG_COLOR_MASK_COLOR) == 0;
    const bool transparent = png_get_valid(png(), info(), PNG_INFO_tRNS) != 0;
    const bool any_alpha = transparent || (color & PNG_COLOR_MASK_ALPHA) != 0;
    has_alpha_ = any_alpha && request_.alpha == Alpha::kBlend;
    if (any_alpha) {
      report.changes.Add(has_alpha_ ? Change::kAlphaBlended : Change::kAlphaDropped);
    }
    if (color == PNG_COLOR_TYPE_PALETTE) {
      report.changes.Add(Change::kPaletteExpanded);
      TransformPalette(transparent && has_alpha_);
      return;
    }
    is_wide_gray_ = color == PNG_COLOR_TYPE_GRAY && png_get_bit_depth(png(), info()) == 16 &&
                    request_.depth16 == Depth16::kClipGray && !has_alpha_;
    if (is_wide_gray_) {
      report.changes.Add(Change::kGrayReplicated);
      report.changes.Add(Change::kDepthReduced);
      if constexpr (std::endian::native == std::endian::little) png_set_swap(png());
      return;
    }
    if (is_gray_) {
      png_set_expand_gray_1_2_4_to_8(png());
      png_set_gray_to_rgb(png());
      report.changes.Add(Change::kGrayReplicated);
    }
    is_wide_ =
        png_get_bit_depth(png(), info()) == 16 && request_.depth16 == Depth16::kKeep && !has_alpha_;
    if (is_wide_) {
      if constexpr (std::endian::native == std::endian::little) png_set_swap(png());
    } else if (png_get_bit_depth(png(), info()) == 16) {
      png_set_strip_16(png());
      is_reduced_ = true;
      report.changes.Add(Change::kDepthReduced);
    }
    if (transparent && has_alpha_) png_set_tRNS_to_alpha(png());
    if (!has_alpha_) png_set_strip_alpha(png());
  }

  // What is missing of a picture to be salvaged has no index, so that libpng must look them up.
  void TransformPalette(bool is_transparent) {
    if (!request_.salvage) {
      png_set_packing(png());
      palette_.emplace(png(), info());
      return;
    }
    png_set_palette_to_rgb(png());
    if (is_transparent) png_set_tRNS_to_alpha(png());
    if (!has_alpha_) png_set_strip_alpha(png());
  }

  // RGBA is blended into the image's three channels, wide gray is cut to them: by the band,
  // wherever the rows come one after the other.
  void MakeRoom(const Header& header, int channels, cv::Mat& image) {
    size_ = header.size;
    image_ = &image;
    const bool is_other = has_alpha_ || is_wide_gray_ || palette_;
    const int band_rows = header.in_rows ? BandRows(size_) : size_.height;
    const int image_rows = request_.bands != nullptr ? band_rows : size_.height;
    const int type = palette_        ? CV_8UC1
                     : is_wide_gray_ ? CV_16UC1
                     : is_wide_      ? CV_16UC(channels)
                                     : CV_8UC(channels);
    image.create(image_rows, size_.width, is_other ? CV_8UC3 : type);
    if (is_other) {
      samples_.create(band_rows, size_.width, type);
    } else {
      samples_ = image;
    }
  }

  // What is not read will be gray, opaque; a checksum that is wrong stops nothing.
  void PrepareSalvage() {
    MakeMissing();
    png_set_crc_action(png(), PNG_CRC_WARN_USE, PNG_CRC_WARN_DISCARD);
    // libpng drops a piece that it cannot read as a whole.
    constexpr std::size_t kPiece = 64;
    png_set_compression_buffer_size(png(), kPiece);
  }

  void MakeMissing() {
    constexpr int kBothBytes = 257;
    constexpr double kOpaque = 255;
    const double missing = is_wide_ || is_wide_gray_ ? kMissing * kBothBytes : kMissing;
    samples_.setTo(cv::Scalar(missing, missing, missing, kOpaque));
  }

  [[noreturn]] void StopLate() {
    state_.late = true;
    png_error(png(), "time is over");
  }

  void ReadRows() {
    const int passes = png_set_interlace_handling(png());
    state_.height = static_cast<png_uint_32>(size_.height);
    state_.last_pass = passes - 1;
    png_set_read_user_transform_fn(png(), OnPngRow);
    png_read_update_info(png(), info());
    if (png_get_rowbytes(png(), info()) !=
        samples_.elemSize() * static_cast<std::size_t>(samples_.cols)) {
      png_error(png(), "unexpected row length");
    }
    for (int pass = 0; pass < passes; ++pass) {
      for (row_ = 0; row_ < size_.height; ++row_) {
        if (IsLate(request_)) StopLate();
        png_read_row(png(), samples_.ptr(row_ - given_), nullptr);
        has_rows_ = true;
        if (pass == state_.last_pass && row_ + 1 == given_ + BandHeight()) GiveBand();
      }
    }
    NoteDataBehind();
    // Reads on to IEND: the checksum of the data stands at their end.
    png_read_end(png(), nullptr);
  }

  // Chunks of data for which there are no pixels: libpng passes over them. The end of the
  // compressed data, a checksum and some flushes, may stand in one of its own.
  void NoteDataBehind() {
    constexpr std::uint64_t kEnd = 64;
    if (PngDataBehind(state_.file, state_.at) > kEnd) state_.data_behind = true;
  }

  // Pixels whose colour nobody gave.
  void NoteColorsBeyondPalette() {
    if (!palette_ || palette_->greatest() < palette_->count()) return;
    state_.data_warned = true;
    std::snprintf(state_.message, sizeof state_.message, "colour %d of a palette of %d",
                  palette_->greatest(), palette_->count());
  }

  // Of the rows in samples_, which are all that are left or as many as there is room for.
  int BandHeight() const { return std::min(samples_.rows, size_.height - given_); }

  // Makes RGB of the rows in samples_, and gives them away if somebody takes bands.
  void GiveBand() {
    const int rows = BandHeight();
    cv::Mat samples = samples_.rowRange(0, rows);
    const int at = request_.bands != nullptr ? 0 : given_;
    cv::Mat rgb = image_->rowRange(at, at + rows);
    if (is_reduced_) is_dark_ = is_dark_ && IsDark(samples);
    if (palette_) {
      LookUpRows(samples, rgb);
    } else {
      if (is_wide_gray_) ClipGray(samples, rgb);
      ConvertRows(colors_, has_alpha_ ? samples : rgb);
      if (has_alpha_) Blend(samples, request_.background, rgb);
    }
    if (request_.bands != nullptr) request_.bands->Take(rgb, {0, given_});
    given_ += rows;
    if (request_.salvage && given_ < size_.height) MakeMissing();
  }

  void LookUpRows(const cv::Mat& indices, cv::Mat& rgb) {
    for (int y = 0; y < indices.rows; ++y) {
      cv::Mat to = rgb.row(y);
      cv::Mat& row = has_alpha_ ? rgba_row_ : to;
      row.create(1, indices.cols, has_alpha_ ? CV_8UC4 : CV_8UC3);
      palette_->LookUp(indices.row(y), row);
      ConvertRows(colors_, row);
      if (has_alpha_) Blend(row, request_.background, to);
    }
  }

  bool IsDark(const cv::Mat& pixels) const {
    for (int y = 0; y < pixels.rows; ++y) {
      const std::uint8_t* row = pixels.ptr(y);
      for (int x = 0; x < pixels.cols; ++x, row += pixels.channels()) {
        if (row[0] >= kDarkHighByte || row[1] >= kDarkHighByte || row[2] >= kDarkHighByte) {
          return false;
        }
      }
    }
    return true;
  }

  // Pillow's mode I;16 to RGB.
  static void ClipGray(const cv::Mat& wide, cv::Mat& image) {
    for (int y = 0; y < wide.rows; ++y) {
      const auto* from = wide.ptr<std::uint16_t>(y);
      std::uint8_t* to = image.ptr(y);
      for (int x = 0; x < wide.cols; ++x, to += 3) {
        std::fill_n(to, 3, static_cast<std::uint8_t>(std::min<std::uint16_t>(from[x], 255)));
      }
    }
  }

  const DecodeRequest& request_;
  PngState state_;
  PngReader reader_;
  bool has_alpha_ = false;
  bool is_gray_ = false;
  bool is_wide_gray_ = false;               // 16-bit gray, to be cut off
  bool is_wide_ = false;                    // 16 bits, to be kept
  bool is_reduced_ = false;                 // 16 bits, to be 8
  std::optional<PngPalette> palette_;       // whose indices are read
  const ColorConverter* colors_ = nullptr;  // null: none are converted
  cv::Size size_;
  cv::Mat* image_ = nullptr;
  cv::Mat samples_;  // rows of them as libpng gives them; the image, if that is the same
  cv::Mat rgba_row_;
  int row_ = 0;    // that is read
  int given_ = 0;  // rows that are no longer in samples_
  bool has_rows_ = false;
  bool is_dark_ = true;  // as far as it was looked at
};

}  // namespace

bool MatchesPng(Bytes bytes) { return StartsWith(bytes, kPngSignature); }

Expected<Header, Rejection> ProbePng(Bytes bytes, const DecodeRequest& request) {
  PngState state;
  const PngReader reader(state, bytes);
  if (!RunPngStep(state, [&] { png_read_info(reader.png, reader.info); })) {
    return FromError(state, "in the header: ");
  }
  Header header;
  header.format = "png";
  header.size = cv::Size(static_cast<int>(png_get_image_width(reader.png, reader.info)),
                         static_cast<int>(png_get_image_height(reader.png, reader.info)));
  header.depth = png_get_bit_depth(reader.png, reader.info);
  header.in_rows = png_get_interlace_type(reader.png, reader.info) == PNG_INTERLACE_NONE &&
                   !(header.depth == 16 && request.depth16 == Depth16::kKeep);
  // Straight RGBA beside the picture that it is blended into, or 16-bit gray beside the 8-bit one.
  constexpr std::uint64_t kMostBeside = 4;
  if (!header.in_rows) {
    header.working_bytes = kMostBeside * static_cast<std::uint64_t>(header.size.width) *
                           static_cast<std::uint64_t>(header.size.height);
  }
  header.coded_bytes = CodedPngBytes(bytes);
  NoteProfile(FindProfile(reader), request, header);
  NoteOrientation(FindPngOrientation(bytes, request.reader), request.reader, header);
  return header;
}

Expected<FitReport, Rejection> DecodePng(Bytes bytes, const Header& header,
                                         const DecodeRequest& request, cv::Mat& image) {
  return Guard([&] { return PngDecoding(bytes, request).Run(header, image); });
}

std::string PngLibrary() { return std::string("libpng ") + png_get_libpng_ver(nullptr); }

}  // namespace fit299::codec
