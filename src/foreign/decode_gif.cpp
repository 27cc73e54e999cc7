// GIF by giflib: the first frame, on its canvas.
#include <gif_lib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "codec/bytes.h"
#include "codec/finish.h"
#include "codec/guard.h"
#include "foreign/decoders.h"
#include "foreign/pixel_writer.h"

namespace fit299::foreign {
namespace {

// A code of LZW has 12 bits at most and stands for fewer than 4096 pixels.
constexpr std::int64_t kLzwLimit = 4096;

constexpr std::uint8_t kExtension = 0x21;
constexpr std::uint8_t kImage = 0x2C;
constexpr std::uint8_t kTrailer = 0x3B;

using Rgba = std::array<std::uint8_t, 4>;

struct GifSource {
  Bytes file;
  std::size_t at = 0;
  bool ended = false;  // giflib wanted more bytes than there are
};

int ReadSource(GifFileType* gif, GifByteType* to, int count) {
  auto& source = *static_cast<GifSource*>(gif->UserData);
  const std::size_t rest = source.file.size() - source.at;
  const std::size_t wanted = static_cast<std::size_t>(std::max(count, 0));
  if (wanted > rest) source.ended = true;
  const std::size_t size = std::min(wanted, rest);
  if (size > 0) std::memcpy(to, source.file.data() + source.at, size);
  source.at += size;
  return static_cast<int>(size);
}

// The blocks behind the first frame.
struct GifTail {
  bool has_frame = false;
  bool has_trailer = false;
  bool has_junk = false;  // bytes that are no block
  std::size_t end = 0;
};

class GifBlocks {
 public:
  GifBlocks(Bytes file, std::size_t at) : file_(file), at_(at) {}

  GifTail Walk() {
    GifTail tail;
    while (at_ < file_.size() && !tail.has_trailer && !tail.has_junk) {
      switch (codec::Byte(file_, at_++)) {
        case kTrailer: tail.has_trailer = true; break;
        case kExtension:
          Skip(1);
          SkipSubBlocks();
          break;
        case kImage:
          tail.has_frame = true;
          SkipImage();
          break;
        default: tail.has_junk = true; break;
      }
    }
    tail.end = std::min(at_, file_.size());
    return tail;
  }

 private:
  void Skip(std::size_t count) {
    at_ += std::min(count, file_.size() - std::min(at_, file_.size()));
  }

  void SkipSubBlocks() {
    while (at_ < file_.size()) {
      const std::uint32_t length = codec::Byte(file_, at_++);
      if (length == 0) return;
      Skip(length);
    }
  }

  void SkipImage() {
    constexpr std::size_t kDescriptor = 9;
    Skip(kDescriptor);
    if (at_ >= file_.size()) return;
    const std::uint32_t flags = codec::Byte(file_, at_ - 1);
    if ((flags & 0x80) != 0) Skip(std::size_t{3} << ((flags & 7) + 1));
    Skip(1);  // the size of LZW's codes
    SkipSubBlocks();
  }

  Bytes file_;
  std::size_t at_;
};

// A giflib reader that stands before the first frame's pixels.
class GifReader {
 public:
  explicit GifReader(Bytes file) {
    source_.file = file;
    int error = 0;
    gif_ = DGifOpen(&source_, ReadSource, &error);
    if (gif_ == nullptr) {
      failure_ = ToRejection(error);
    } else if (!FindFrame()) {
      failure_ = failure_ ? failure_ : ToRejection(gif_->Error);
    }
  }
  ~GifReader() {
    int error = 0;
    if (gif_ != nullptr) DGifCloseFile(gif_, &error);
  }
  GifReader(const GifReader&) = delete;
  GifReader& operator=(const GifReader&) = delete;

  // Why there is no frame.
  const std::optional<Rejection>& failure() const { return failure_; }
  const GifImageDesc& frame() const { return gif_->Image; }
  std::size_t at() const { return source_.at; }

  // The screen, or what the frame needs, which may be more: browsers and Pillow make room for it.
  cv::Size Canvas() const {
    return {std::max(gif_->SWidth, frame().Left + frame().Width),
            std::max(gif_->SHeight, frame().Top + frame().Height)};
  }
  int ColorBits() const { return colors() == nullptr ? 8 : std::max(colors()->BitsPerPixel, 1); }
  bool IsTransparent() const { return transparent_ != NO_TRANSPARENT_COLOR; }
  bool CoversCanvas() const { return cv::Size(frame().Width, frame().Height) == Canvas(); }

  std::vector<Rgba> Palette() const {
    std::vector<Rgba> palette;
    const ColorMapObject* map = colors();
    for (int i = 0; map != nullptr && i < map->ColorCount; ++i) {
      const GifColorType& color = map->Colors[i];
      const int alpha = i == transparent_ ? 0 : 255;
      palette.push_back({color.Red, color.Green, color.Blue, static_cast<std::uint8_t>(alpha)});
    }
    return palette;
  }

  // What stands where the frame does not: nothing, with the colour that Pillow shows.
  Rgba Nothing(const std::vector<Rgba>& palette) const {
    const auto index = static_cast<std::size_t>(IsTransparent() ? transparent_ : 0);
    Rgba nothing = index < palette.size() ? palette[index] : Rgba{};
    nothing[3] = 0;
    return nothing;
  }

  // The next row of indices, in the order of the file.
  std::optional<Rejection> ReadRow(std::vector<GifPixelType>& indices) {
    if (DGifGetLine(gif_, indices.data(), static_cast<int>(indices.size())) == GIF_ERROR) {
      return ToRejection(gif_->Error);
    }
    return std::nullopt;
  }

 private:
  const ColorMapObject* colors() const {
    return frame().ColorMap != nullptr ? frame().ColorMap : gif_->SColorMap;
  }

  bool FindFrame() {
    GifRecordType type = UNDEFINED_RECORD_TYPE;
    while (DGifGetRecordType(gif_, &type) != GIF_ERROR) {
      if (type == IMAGE_DESC_RECORD_TYPE) return ReadDescriptor();
      if (type == TERMINATE_RECORD_TYPE) {
        failure_ = Rejection{Reason::kCorrupt, "it holds no frame"};
        return false;
      }
      if (!ReadExtension()) return false;
    }
    return false;
  }

  bool ReadDescriptor() {
    if (DGifGetImageDesc(gif_) == GIF_ERROR) return false;
    if (frame().Width <= 0 || frame().Height <= 0) {
      failure_ = Rejection{Reason::kCorrupt, "its frame has a side of 0 pixels"};
    } else if (colors() == nullptr) {
      failure_ = Rejection{Reason::kUnsupportedFeature, "it has no palette"};
    }
    return !failure_;
  }

  bool ReadExtension() {
    int code = 0;
    GifByteType* block = nullptr;
    if (DGifGetExtension(gif_, &code, &block) == GIF_ERROR) return false;
    while (block != nullptr) {
      GraphicsControlBlock control;
      if (code == GRAPHICS_EXT_FUNC_CODE && block[0] == 4 &&
          DGifExtensionToGCB(block[0], block + 1, &control) != GIF_ERROR) {
        transparent_ = control.TransparentColor;
      }
      if (DGifGetExtensionNext(gif_, &block) == GIF_ERROR) return false;
    }
    return true;
  }

  Rejection ToRejection(int error) const {
    const char* words = GifErrorString(error);
    std::string detail = words != nullptr ? words : "giflib gives no reason";
    if (source_.ended)
      return {Reason::kTruncated, "the file ends at byte " + std::to_string(source_.at)};
    if (error == D_GIF_ERR_EOF_TOO_SOON) return {Reason::kTruncated, "its coded data end early"};
    if (error == D_GIF_ERR_NOT_ENOUGH_MEM) return {Reason::kTooLarge, std::move(detail)};
    return {Reason::kCorrupt, std::move(detail)};
  }

  GifSource source_;
  GifFileType* gif_ = nullptr;
  int transparent_ = NO_TRANSPARENT_COLOR;
  std::optional<Rejection> failure_;
};

// The rows of a frame in the order of the file.
std::vector<int> RowOrder(int height, bool is_interlaced) {
  struct Pass {
    int first;
    int step;
  };
  constexpr std::array<Pass, 4> kInterlaced = {{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
  constexpr std::array<Pass, 1> kPlain = {{{0, 1}}};
  const std::span<const Pass> passes =
      is_interlaced ? std::span<const Pass>(kInterlaced) : std::span<const Pass>(kPlain);
  std::vector<int> rows;
  for (const Pass& pass : passes) {
    for (int y = pass.first; y < height; y += pass.step) rows.push_back(y);
  }
  return rows;
}

class GifDecoding {
 public:
  GifDecoding(Bytes file, GifReader& reader)
      : file_(file), reader_(reader), palette_(reader.Palette()) {}

  Expected<FitReport, Rejection> Run(const Header& header, const DecodeRequest& request,
                                     cv::Mat& image) {
    const std::int64_t pixels = std::int64_t{header.size.width} * header.size.height;
    if (pixels > codec::kPixelsTakenOnTrust &&
        pixels / kLzwLimit > static_cast<std::int64_t>(file_.size())) {
      return codec::ImpossibleClaim(header.size, file_.size());
    }
    FitReport report;
    PixelForm form;
    form.channels = reader_.IsTransparent() || !reader_.CoversCanvas() ? 4 : 3;
    channels_ = form.channels;
    PixelWriter writer(form, header.size, request, image, report);
    report.changes.Add(Change::kPaletteExpanded);
    if (!reader_.CoversCanvas()) PutNothing(header.size, writer);
    if (auto rejection = PutFrame(writer)) return *std::move(rejection);
    NoteTail(report);
    writer.Finish(header);
    return report;
  }

 private:
  void PutNothing(cv::Size canvas, PixelWriter& writer) const {
    const Rgba nothing = reader_.Nothing(palette_);
    std::vector<std::uint8_t> row;
    for (int x = 0; x < canvas.width; ++x) row.insert(row.end(), nothing.begin(), nothing.end());
    for (int y = 0; y < canvas.height; ++y) writer.Put(0, y, canvas.width, row.data());
  }

  std::optional<Rejection> PutFrame(PixelWriter& writer) {
    const GifImageDesc& frame = reader_.frame();
    std::vector<GifPixelType> indices(static_cast<std::size_t>(frame.Width));
    std::vector<std::uint8_t> row(indices.size() * static_cast<std::size_t>(channels_));
    for (const int y : RowOrder(frame.Height, frame.Interlace)) {
      auto failure = reader_.ReadRow(indices);
      if (!failure) failure = LookUp(indices, row);
      if (failure) {
        failure->detail = "in row " + std::to_string(y + 1) + " of " +
                          std::to_string(frame.Height) + ": " + failure->detail;
        return failure;
      }
      writer.Put(frame.Left, frame.Top + y, frame.Width, row.data());
    }
    return std::nullopt;
  }

  std::optional<Rejection> LookUp(const std::vector<GifPixelType>& indices,
                                  std::vector<std::uint8_t>& row) const {
    auto to = row.begin();
    for (const GifPixelType index : indices) {
      if (index >= palette_.size()) {
        return Rejection{Reason::kCorrupt, "colour " + std::to_string(index) + " of a palette of " +
                                               std::to_string(palette_.size())};
      }
      to = std::copy_n(palette_[index].begin(), channels_, to);
    }
    return std::nullopt;
  }

  void NoteTail(FitReport& report) const {
    const GifTail tail = GifBlocks(file_, reader_.at()).Walk();
    if (tail.has_frame) report.changes.Add(Change::kFirstFrameOnly);
    if (tail.has_junk) report.warnings.Add(Warning::kAncillaryDamaged);
    if (!tail.has_trailer) report.warnings.Add(Warning::kMissingEoi);
    if (tail.has_trailer && tail.end < file_.size()) report.warnings.Add(Warning::kTrailingData);
  }

  Bytes file_;
  GifReader& reader_;
  std::vector<Rgba> palette_;
  int channels_ = 3;
};

}  // namespace

Expected<Header, Rejection> ProbeGif(Bytes bytes, const DecodeRequest& /*request*/) {
  const GifReader reader(bytes);
  if (reader.failure()) return *reader.failure();
  Header header;
  header.format = "gif";
  header.size = reader.Canvas();
  header.depth = reader.ColorBits();
  return header;
}

Expected<FitReport, Rejection> DecodeGif(Bytes bytes, const Header& header,
                                         const DecodeRequest& request, cv::Mat& image) {
  return codec::Guard([&]() -> Expected<FitReport, Rejection> {
    if (auto missing = codec::FindMissingFrame(request.frame, 1)) return *std::move(missing);
    GifReader reader(bytes);
    if (reader.failure()) return *reader.failure();
    return GifDecoding(bytes, reader).Run(header, request, image);
  });
}

std::string GifLibrary() {
  return "giflib " + std::to_string(GIFLIB_MAJOR) + "." + std::to_string(GIFLIB_MINOR) + "." +
         std::to_string(GIFLIB_RELEASE);
}

}  // namespace fit299::foreign
