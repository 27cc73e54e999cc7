// BMP: palettes, run lengths, bit masks of any kind, true colour, from the bottom up and top down.
#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "codec/bytes.h"
#include "codec/finish.h"
#include "codec/guard.h"
#include "codec/icc_convert.h"
#include "foreign/bmp_header.h"
#include "foreign/bmp_runs.h"
#include "foreign/decoders.h"
#include "foreign/misread.h"
#include "foreign/pixel_writer.h"

namespace fit299::foreign {
namespace {

// One run of bits to 0..255, rounded down as Pillow does.
class MaskedValue {
 public:
  explicit MaskedValue(std::uint32_t mask)
      : shift_(mask == 0 ? 0 : std::countr_zero(mask)), full_(mask >> shift_) {}

  std::uint8_t Of(std::uint32_t pixel) const {
    const std::uint64_t value = pixel >> shift_ & full_;
    return full_ == 0 ? 0 : static_cast<std::uint8_t>(value * 255 / full_);
  }

 private:
  int shift_;
  std::uint32_t full_;
};

// decode_bmp_op.cc of TensorFlow 2.21 knows neither masks nor palettes, whose indices it takes for
// levels of gray.
BmpHeader WithoutMasks(const BmpHeader& bmp) {
  BmpHeader common = bmp;
  if (bmp.coding == BmpCoding::kMasks && bmp.bits == 32) {
    common.masks = {0xFF0000, 0xFF00, 0xFF, 0};
  }
  return common;
}

std::vector<Rgb> GrayLevels() {
  std::vector<Rgb> palette;
  for (int level = 0; level < 256; ++level) {
    const auto gray = static_cast<std::uint8_t>(level);
    palette.push_back({gray, gray, gray});
  }
  return palette;
}

class BmpDecoding {
 public:
  BmpDecoding(Bytes file, const BmpHeader& bmp, Reader reader)
      : file_(file),
        bmp_(reader == Reader::kTensorFlow ? WithoutMasks(bmp) : bmp),
        takes_indices_(reader == Reader::kTensorFlow && bmp.coding == BmpCoding::kPalette &&
                       bmp.bits == 8) {
    if (takes_indices_) palette_ = GrayLevels();
  }

  Expected<FitReport, Rejection> Run(const Header& header, const DecodeRequest& request,
                                     cv::Mat& image) {
    if (auto rejection = FindMissingBytes(request.salvage)) return *std::move(rejection);
    salvages_ = request.salvage;
    FitReport report;
    PixelForm form;
    const bool has_alpha = bmp_.coding == BmpCoding::kMasks && bmp_.masks[3] != 0;
    form.channels = has_alpha ? 4 : 3;
    form.ignores_alpha = has_alpha && !AnyAlpha();
    PixelWriter writer(form, header.size, request, image, report);
    writer.UseProfile(FindBmpProfile(file_, bmp_));
    if (auto rejection = PutRows(writer)) return *std::move(rejection);
    if (takes_indices_) {
      report.changes.Add(Change::kGrayReplicated);
    } else if (bmp_.HasPalette()) {
      report.changes.Add(Change::kPaletteExpanded);
    }
    if (end_ < file_.size()) report.warnings.Add(Warning::kTrailingData);
    writer.Finish(header);
    return report;
  }

 private:
  std::optional<Rejection> FindMissingBytes(bool salvages) const {
    const std::int64_t pixels = std::int64_t{bmp_.size.width} * bmp_.size.height;
    const std::size_t there = file_.size() - std::min(file_.size(), bmp_.pixels_at);
    // A run of two bytes makes 255 pixels at most, a step of four bytes skips 255 rows.
    const bool holds = bmp_.IsRle()
                           ? static_cast<std::size_t>(bmp_.size.height) / 255 <= there
                           : there / bmp_.RowBytes() >= static_cast<std::size_t>(bmp_.size.height);
    if (!holds && pixels > codec::kPixelsTakenOnTrust) {
      return codec::ImpossibleClaim(bmp_.size, file_.size());
    }
    if (bmp_.pixels_at > file_.size()) {
      // Either the file was cut, or it never had a byte there.
      const bool was_cut = bmp_.file_bytes > file_.size() && bmp_.pixels_at <= bmp_.file_bytes;
      return Rejection{was_cut ? Reason::kTruncated : Reason::kCorrupt,
                       "its pixels begin behind the end of the file"};
    }
    const bool has_row = bmp_.IsRle() || there >= bmp_.RowBytes();
    if (holds || (salvages && has_row)) return std::nullopt;
    return Rejection{Reason::kTruncated, "the file ends after row " +
                                             std::to_string(there / bmp_.RowBytes()) + " of " +
                                             std::to_string(bmp_.size.height)};
  }

  // The bytes of row y of the upright picture; empty: they are missing. REQUIRES: no run lengths.
  Bytes Row(int y) const {
    const int stored = bmp_.top_down ? y : bmp_.size.height - 1 - y;
    const std::size_t at = bmp_.pixels_at + bmp_.RowBytes() * static_cast<std::size_t>(stored);
    const bool is_there = at <= file_.size() && file_.size() - at >= bmp_.RowBytes();
    return is_there ? file_.subspan(at, bmp_.RowBytes()) : Bytes();
  }

  std::uint32_t Pixel(Bytes row, int x) const {
    const auto at = static_cast<std::size_t>(x);
    return bmp_.bits == 16 ? codec::LittleEndian16(row, at * 2)
                           : codec::LittleEndian32(row, at * 4);
  }

  // Writers that know of no alpha leave it 0 everywhere, and mean an opaque picture.
  bool AnyAlpha() const {
    for (int y = 0; y < bmp_.size.height; ++y) {
      const Bytes row = Row(y);
      for (int x = 0; x < bmp_.size.width && !row.empty(); ++x) {
        if ((Pixel(row, x) & bmp_.masks[3]) != 0) return true;
      }
    }
    return false;
  }

  std::optional<Rejection> PutRows(PixelWriter& writer) {
    if (bmp_.IsRle()) return PutRuns(writer);
    for (int y = 0; y < bmp_.size.height; ++y) {
      const Bytes row = Row(y);
      if (row.empty()) {
        writer.PutMissing(0, y, bmp_.size.width);
      } else if (auto rejection = PutRow(y, row, writer)) {
        return rejection;
      }
    }
    end_ = bmp_.pixels_at + bmp_.RowBytes() * static_cast<std::size_t>(bmp_.size.height);
    // Up to here the file accounts for its own bytes: a colour profile may follow the pixels.
    end_ = std::max(end_, bmp_.file_bytes);
    return std::nullopt;
  }

  std::optional<Rejection> PutRow(int y, Bytes row, PixelWriter& writer) {
    switch (bmp_.coding) {
      case BmpCoding::kBgr: PutBgr(y, row, writer); break;
      case BmpCoding::kMasks: PutMasked(y, row, writer); break;
      default: return PutIndexed(y, row, writer);
    }
    return std::nullopt;
  }

  void PutBgr(int y, Bytes row, PixelWriter& writer) {
    samples_.resize(static_cast<std::size_t>(bmp_.size.width) * 3);
    for (std::size_t i = 0; i < samples_.size(); i += 3) {
      for (std::size_t c = 0; c < 3; ++c) {
        samples_[i + c] = static_cast<std::uint8_t>(codec::Byte(row, i + 2 - c));
      }
    }
    writer.Put(0, y, bmp_.size.width, samples_.data());
  }

  void PutMasked(int y, Bytes row, PixelWriter& writer) {
    const std::size_t channels = bmp_.masks[3] != 0 ? 4 : 3;
    samples_.resize(static_cast<std::size_t>(bmp_.size.width) * channels);
    auto to = samples_.begin();
    for (int x = 0; x < bmp_.size.width; ++x) {
      const std::uint32_t pixel = Pixel(row, x);
      for (std::size_t c = 0; c < channels; ++c) *to++ = values_[c].Of(pixel);
    }
    writer.Put(0, y, bmp_.size.width, samples_.data());
  }

  std::optional<Rejection> PutIndexed(int y, Bytes row, PixelWriter& writer) {
    indices_.resize(static_cast<std::size_t>(bmp_.size.width));
    switch (bmp_.bits) {
      case 1: Unpack<1>(row); break;
      case 2: Unpack<2>(row); break;
      case 4: Unpack<4>(row); break;
      default: Unpack<8>(row); break;
    }
    return PutIndices(y, indices_.data(), writer);
  }

  // The bits are known when it is compiled: a scan of 100 megapixels has that many of them.
  template <std::size_t kBits>
  void Unpack(Bytes row) {
    for (std::size_t x = 0; x < indices_.size(); ++x) {
      const std::uint32_t byte = codec::Byte(row, x * kBits / 8);
      const std::size_t shift = 8 - kBits - x * kBits % 8;
      indices_[x] = static_cast<std::uint8_t>(byte >> shift & ((1U << kBits) - 1));
    }
  }

  std::optional<Rejection> PutRuns(PixelWriter& writer) {
    cv::Mat indices(bmp_.size, CV_8UC1);
    const Bytes data = file_.subspan(bmp_.pixels_at);
    const bool is_rle4 = bmp_.coding == BmpCoding::kRle4;
    BmpRunsEnd end;
    auto failure = DecodeBmpRuns(data, is_rle4, indices, end);
    if (failure && !(salvages_ && end.rows > 0)) return failure;
    end_ = std::max(end.at + bmp_.pixels_at, bmp_.file_bytes);
    const int first_row = failure ? indices.rows - end.rows : 0;
    for (int y = 0; y < indices.rows; ++y) {
      if (y < first_row) {
        writer.PutMissing(0, y, indices.cols);
      } else if (auto rejection = PutIndices(y, indices.ptr(y), writer)) {
        return rejection;
      }
    }
    return std::nullopt;
  }

  std::optional<Rejection> PutIndices(int y, const std::uint8_t* indices, PixelWriter& writer) {
    if (palette_.empty()) palette_ = ReadBmpPalette(file_, bmp_);
    samples_.resize(static_cast<std::size_t>(bmp_.size.width) * 3);
    std::vector<int> wrong;
    auto to = samples_.begin();
    for (int x = 0; x < bmp_.size.width; ++x) {
      if (indices[x] < palette_.size()) {
        const Rgb& color = palette_[indices[x]];
        for (std::size_t c = 0; c < 3; ++c) *to++ = color[c];
        continue;
      }
      if (!salvages_) {
        return Rejection{Reason::kCorrupt, "in row " + std::to_string(y + 1) + ": colour " +
                                               std::to_string(indices[x]) + " of a palette of " +
                                               std::to_string(palette_.size())};
      }
      to = std::fill_n(to, 3, codec::kMissing);
      wrong.push_back(x);
    }
    writer.Put(0, y, bmp_.size.width, samples_.data());
    for (const int x : wrong) writer.PutMissing(x, y, 1);
    return std::nullopt;
  }

  Bytes file_;
  BmpHeader bmp_;
  bool takes_indices_;  // for levels of gray
  const std::array<MaskedValue, 4> values_ = {
      MaskedValue(bmp_.masks[0]), MaskedValue(bmp_.masks[1]), MaskedValue(bmp_.masks[2]),
      MaskedValue(bmp_.masks[3])};
  bool salvages_ = false;
  std::size_t end_ = 0;
  std::vector<Rgb> palette_;
  std::vector<std::uint8_t> indices_;
  std::vector<std::uint8_t> samples_;
};

bool HasCommonMasks(const BmpHeader& bmp) {
  return bmp.masks[0] == 0xFF0000 && bmp.masks[1] == 0xFF00 && bmp.masks[2] == 0xFF;
}

bool HasByteMasks(const BmpHeader& bmp) {
  return std::all_of(bmp.masks.begin(), bmp.masks.begin() + 3,
                     [](std::uint32_t mask) { return mask >> std::countr_zero(mask) == 0xFF; });
}

// OpenCV knows masks only where they are part of the header, and widens 5 bits by a shift.
std::optional<Rejection> FindMisread(const BmpHeader& bmp, Reader reader) {
  const bool is_masked = bmp.coding == BmpCoding::kMasks;
  if (reader == Reader::kOpenCv && is_masked && !HasCommonMasks(bmp)) {
    constexpr std::uint32_t kInfoHeader = 40;
    if (bmp.bits == 16) return Misread("OpenCV", "a BMP of 16 bits a pixel");
    if (bmp.header_bytes <= kInfoHeader || !HasByteMasks(bmp)) {
      return Misread("OpenCV", "a BMP with such bit masks");
    }
  }
  return std::nullopt;
}

}  // namespace

Expected<Header, Rejection> ProbeBmp(Bytes bytes, const DecodeRequest& request) {
  const auto bmp = ReadBmpHeader(bytes);
  if (!bmp) return bmp.error();
  if (auto misread = FindMisread(*bmp, request.reader)) return *std::move(misread);
  Header header;
  header.format = "bmp";
  header.size = bmp->size;
  header.depth = bmp->HasPalette() ? bmp->bits : 8;
  if (bmp->IsRle()) {
    header.working_bytes =
        static_cast<std::uint64_t>(std::int64_t{bmp->size.width} * bmp->size.height);
  }
  codec::NoteProfile(FindBmpProfile(bytes, *bmp), request, header);
  if (bmp->links_profile) header.warnings.Add(Warning::kIccIgnored);
  return header;
}

Expected<FitReport, Rejection> DecodeBmp(Bytes bytes, const Header& header,
                                         const DecodeRequest& request, cv::Mat& image) {
  return codec::Guard([&]() -> Expected<FitReport, Rejection> {
    if (auto missing = codec::FindMissingFrame(request.frame, 1)) return *std::move(missing);
    const auto bmp = ReadBmpHeader(bytes);
    if (!bmp) return bmp.error();
    return BmpDecoding(bytes, *bmp, request.reader).Run(header, request, image);
  });
}

std::string BmpLibrary() { return "fit299's own"; }

}  // namespace fit299::foreign
