// PNM: the plain and the raw forms of PBM, PGM and PPM (P1 to P6), with any maximum value.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "codec/bytes.h"
#include "codec/finish.h"
#include "codec/guard.h"
#include "foreign/decoders.h"
#include "foreign/misread.h"
#include "foreign/pixel_writer.h"

namespace fit299::foreign {
namespace {

constexpr std::uint32_t kMaxSide = 0x7FFFFFFF;
constexpr std::uint32_t kMaxValue = 65535;

bool IsSpace(std::uint32_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// The tokens of a PNM file: numbers between white space and comments.
class PnmTokens {
 public:
  PnmTokens(Bytes file, std::size_t at) : file_(file), at_(at) {}

  std::size_t at() const { return at_; }
  std::string Place() const { return " at byte " + std::to_string(at_); }

  // The next number, at most `limit`, and the one byte after it, which must be white space (or the
  // end of the file when `may_end`).
  Expected<std::uint32_t, Rejection> Number(std::uint32_t limit, bool may_end) {
    SkipSpace();
    std::uint64_t value = 0;
    const std::size_t begin = at_;
    for (; at_ < file_.size() && IsDigit(); ++at_) {
      value = value * 10 + (codec::Byte(file_, at_) - '0');
      if (value > limit) return Rejection{Reason::kCorrupt, "a number is too large" + Place()};
    }
    if (at_ == file_.size() && (begin == at_ || !may_end)) return Ended();
    if (begin == at_) return Rejection{Reason::kCorrupt, "no number" + Place()};
    if (at_ < file_.size() && codec::Byte(file_, at_) != '#') {
      if (!IsSpace(codec::Byte(file_, at_))) {
        return Rejection{Reason::kCorrupt, "no number" + Place()};
      }
      ++at_;
    }
    return static_cast<std::uint32_t>(value);
  }

  // The next of the bits of P1, which need no space between them.
  Expected<std::uint32_t, Rejection> Bit() {
    SkipSpace();
    if (at_ == file_.size()) return Ended();
    const std::uint32_t c = codec::Byte(file_, at_);
    if (c != '0' && c != '1') return Rejection{Reason::kCorrupt, "neither 0 nor 1" + Place()};
    ++at_;
    return c - '0';
  }

  void SkipSpace() {
    for (bool comment = false; at_ < file_.size(); ++at_) {
      const std::uint32_t c = codec::Byte(file_, at_);
      if (c == '#') comment = true;
      if (comment && (c == '\n' || c == '\r')) comment = false;
      if (!comment && !IsSpace(c)) return;
    }
  }

 private:
  bool IsDigit() const {
    const std::uint32_t c = codec::Byte(file_, at_);
    return c >= '0' && c <= '9';
  }
  static Rejection Ended() { return {Reason::kTruncated, "the file ends within its numbers"}; }

  Bytes file_;
  std::size_t at_;
};

struct PnmHeader {
  int kind = 0;  // 1..6
  cv::Size size;
  std::uint32_t max_value = 1;
  std::size_t pixels_at = 0;

  bool IsBitmap() const { return kind == 1 || kind == 4; }
  bool IsPlain() const { return kind <= 3; }
  int Channels() const { return kind == 3 || kind == 6 ? 3 : 1; }
  bool IsWide() const { return max_value > 255; }
  std::size_t Samples() const {
    return static_cast<std::size_t>(size.width) * static_cast<std::size_t>(Channels());
  }
  std::size_t RowBytes() const {
    if (kind == 4) return (Samples() + 7) / 8;
    return Samples() * (IsWide() ? 2 : 1);
  }
};

Expected<PnmHeader, Rejection> ReadHeader(Bytes file) {
  PnmHeader header;
  if (file.size() < 3) return Rejection{Reason::kTruncated, "the file ends within its header"};
  header.kind = static_cast<int>(codec::Byte(file, 1)) - '0';
  if (codec::Byte(file, 0) != 'P' || header.kind < 1 || header.kind > 6) {
    return Rejection{Reason::kUnsupportedFormat, "a PNM variant other than P1 to P6"};
  }
  const std::uint32_t behind = codec::Byte(file, 2);
  if (!IsSpace(behind) && behind != '#') {
    return Rejection{Reason::kCorrupt, "no white space behind P" + std::to_string(header.kind)};
  }
  PnmTokens tokens(file, 2);
  const auto width = tokens.Number(kMaxSide, false);
  if (!width) return width.error();
  const auto height = tokens.Number(kMaxSide, header.IsPlain());
  if (!height) return height.error();
  if (*width == 0 || *height == 0) return Rejection{Reason::kCorrupt, "a side of 0 pixels"};
  header.size = cv::Size(static_cast<int>(*width), static_cast<int>(*height));
  if (!header.IsBitmap()) {
    const auto max_value = tokens.Number(kMaxValue, header.IsPlain());
    if (!max_value) return max_value.error();
    if (*max_value == 0) return Rejection{Reason::kCorrupt, "a maximum value of 0"};
    header.max_value = *max_value;
  }
  header.pixels_at = tokens.at();
  if (!header.IsPlain() && !IsSpace(codec::Byte(file, header.pixels_at - 1))) {
    return Rejection{Reason::kCorrupt, "no white space before the pixels"};
  }
  return header;
}

// Every sample to the full range, rounded half to even as Pillow's round(value / maxval * 255).
template <class Sample>
std::vector<Sample> FullRange(std::uint32_t max_value) {
  constexpr double kFull = static_cast<Sample>(-1);
  std::vector<Sample> table(max_value + 1);
  for (std::uint32_t value = 0; value <= max_value; ++value) {
    table[value] =
        static_cast<Sample>(std::nearbyint(value / static_cast<double>(max_value) * kFull));
  }
  return table;
}

class PnmDecoding {
 public:
  PnmDecoding(Bytes file, const PnmHeader& header)
      : file_(file), header_(header), tokens_(file, header.pixels_at) {}

  Expected<FitReport, Rejection> Run(const Header& header, const DecodeRequest& request,
                                     cv::Mat& image) {
    salvages_ = request.salvage;
    if (auto rejection = FindTooShort()) return *std::move(rejection);
    FitReport report;
    PixelForm form;
    form.channels = header_.Channels();
    // Pillow brings the colours of a PPM straight to 8 bits.
    const bool is_narrowed = request.reader == Reader::kPillow && header_.Channels() == 3;
    form.depth = is_narrowed ? std::min(header.depth, 8) : header.depth;
    if (form.depth < header.depth) report.changes.Add(Change::kDepthReduced);
    PixelWriter writer(form, header.size, request, image, report);
    auto failure = form.depth > 8 ? PutRows<std::uint16_t>(writer) : PutRows<std::uint8_t>(writer);
    if (failure) return *std::move(failure);
    if (has_all_) NoteTail(report);
    writer.Finish(header);
    return report;
  }

 private:
  // Each sample takes at least a bit (P4), a byte (P1, P5, P6), or a digit and a space.
  std::optional<Rejection> FindTooShort() const {
    const std::size_t there = file_.size() - header_.pixels_at;
    const std::size_t row =
        header_.IsPlain() && !header_.IsBitmap() ? header_.Samples() * 2 - 1 : header_.RowBytes();
    const std::size_t rows = there / row;
    if (rows >= static_cast<std::size_t>(header_.size.height)) return std::nullopt;
    if (std::int64_t{header_.size.width} * header_.size.height > codec::kPixelsTakenOnTrust) {
      return codec::ImpossibleClaim(header_.size, file_.size());
    }
    if (header_.IsPlain()) return std::nullopt;  // the tokens will tell
    if (salvages_ && rows > 0) return std::nullopt;
    return Rejection{Reason::kTruncated, "the file ends in row " + std::to_string(rows + 1) +
                                             " of " + std::to_string(header_.size.height)};
  }

  template <class Sample>
  std::optional<Rejection> PutRows(PixelWriter& writer) {
    const std::vector<Sample> table = FullRange<Sample>(header_.max_value);
    std::vector<Sample> row(header_.Samples());
    for (int y = 0; y < header_.size.height; ++y) {
      auto failure = ReadRow(y, table, row);
      if (!failure) {
        writer.Put(0, y, header_.size.width, row.data());
      } else if (!salvages_ || y == 0) {
        failure->detail = "in row " + std::to_string(y + 1) + ": " + failure->detail;
        return failure;
      } else {
        writer.PutMissing(0, y, header_.size.width);
        // Where a number is missing, all that follow are at the wrong place.
        if (header_.IsPlain()) return PutMissingFrom(y + 1, writer);
      }
    }
    return std::nullopt;
  }

  std::optional<Rejection> PutMissingFrom(int row, PixelWriter& writer) {
    has_all_ = false;
    for (int y = row; y < header_.size.height; ++y) {
      writer.PutMissing(0, y, header_.size.width);
    }
    return std::nullopt;
  }

  template <class Sample>
  std::optional<Rejection> ReadRow(int y, const std::vector<Sample>& table,
                                   std::vector<Sample>& row) {
    if (!header_.IsPlain() && !HasRow(y)) {
      has_all_ = false;
      return Rejection{Reason::kTruncated, "the file ends"};
    }
    for (std::size_t i = 0; i < row.size(); ++i) {
      const auto value = Value(y, i);
      if (!value) return value.error();
      if (*value > header_.max_value) {
        return Rejection{Reason::kCorrupt, "the sample " + std::to_string(*value) + " is above " +
                                               std::to_string(header_.max_value)};
      }
      row[i] = table[*value];
    }
    return std::nullopt;
  }

  bool HasRow(int y) const {
    const std::size_t there = file_.size() - header_.pixels_at;
    return there / header_.RowBytes() > static_cast<std::size_t>(y);
  }

  // Sample i of row y; plain samples come in order. In a bitmap 1 is black.
  Expected<std::uint32_t, Rejection> Value(int y, std::size_t i) {
    if (header_.kind == 1) {
      const auto bit = tokens_.Bit();
      return bit ? Expected<std::uint32_t, Rejection>(1 - *bit) : bit;
    }
    if (header_.IsPlain()) return tokens_.Number(kMaxSide, true);
    const std::size_t row = header_.pixels_at + static_cast<std::size_t>(y) * header_.RowBytes();
    if (header_.kind == 4) return 1 - (codec::Byte(file_, row + i / 8) >> (7 - i % 8) & 1);
    return header_.IsWide() ? codec::BigEndian16(file_, row + i * 2) : codec::Byte(file_, row + i);
  }

  // Raw pictures may be followed by more of them.
  void NoteTail(FitReport& report) const {
    const std::size_t end =
        header_.IsPlain() ? tokens_.at()
                          : header_.pixels_at +
                                header_.RowBytes() * static_cast<std::size_t>(header_.size.height);
    PnmTokens tail(file_, end);
    tail.SkipSpace();
    if (tail.at() == file_.size()) return;
    if (ReadHeader(file_.subspan(tail.at()))) {
      report.changes.Add(Change::kFirstFrameOnly);
    } else {
      report.warnings.Add(Warning::kTrailingData);
    }
  }

  Bytes file_;
  const PnmHeader& header_;
  PnmTokens tokens_;
  bool salvages_ = false;
  bool has_all_ = true;  // no row is missing at the end
};

}  // namespace

Expected<Header, Rejection> ProbePnm(Bytes bytes, const DecodeRequest& request) {
  const auto pnm = ReadHeader(bytes);
  if (!pnm) return pnm.error();
  const bool has_full_range = pnm->IsBitmap() || pnm->max_value == 255 || pnm->max_value == 65535;
  if (request.reader == Reader::kOpenCv && !has_full_range) {
    return Misread("OpenCV", "a PNM whose maximum is " + std::to_string(pnm->max_value));
  }
  Header header;
  header.format = "pnm";
  header.size = pnm->size;
  header.depth = static_cast<int>(std::bit_width(pnm->max_value));
  return header;
}

Expected<FitReport, Rejection> DecodePnm(Bytes bytes, const Header& header,
                                         const DecodeRequest& request, cv::Mat& image) {
  return codec::Guard([&]() -> Expected<FitReport, Rejection> {
    if (auto missing = codec::FindMissingFrame(request.frame, 1)) return *std::move(missing);
    const auto pnm = ReadHeader(bytes);
    if (!pnm) return pnm.error();
    return PnmDecoding(bytes, *pnm).Run(header, request, image);
  });
}

std::string PnmLibrary() { return "fit299's own"; }

}  // namespace fit299::foreign
