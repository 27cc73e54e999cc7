// GIF by giflib: a frame, drawn over those before it.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "codec/finish.h"
#include "codec/guard.h"
#include "codec/icc_convert.h"
#include "foreign/decoders.h"
#include "foreign/gif_blocks.h"
#include "foreign/gif_canvas.h"
#include "foreign/gif_first_frame.h"
#include "foreign/gif_frame_rows.h"
#include "foreign/gif_reader.h"
#include "foreign/misread.h"
#include "foreign/pixel_writer.h"

namespace fit299::foreign {
namespace {

// A code of LZW has 12 bits at most and stands for fewer than 4096 pixels.
constexpr std::int64_t kLzwLimit = 4096;

GifDrawing Drawing(const DecodeRequest& request) {
  return request.reader == Reader::kTensorFlow ? GifDrawing::kTensorFlow : GifDrawing::kPillow;
}

// Why the next frame is not there.
Rejection MissingFrame(const GifReader& reader, const DecodeRequest& request) {
  if (reader.failure()) return *reader.failure();
  return *codec::FindMissingFrame(request.frame, reader.frames());
}

// A later frame needs a canvas, and what was below a frame that will be disposed of; an interlaced
// one its indices.
std::uint64_t WorkingBytes(const GifFrame& frame, cv::Size size, int number) {
  const auto area = [](cv::Size of) {
    return static_cast<std::uint64_t>(std::int64_t{of.width} * of.height);
  };
  if (number > 0) return 8 * area(size);
  return frame.is_interlaced ? area(frame.box.size()) : 0;
}

class GifDecoding {
 public:
  GifDecoding(Bytes file, const Header& header, const DecodeRequest& request)
      : file_(file),
        header_(header),
        request_(request),
        reader_(file),
        rows_(reader_, request.salvage) {}

  Expected<FitReport, Rejection> Run(cv::Mat& image) {
    const std::int64_t pixels = std::int64_t{header_.size.width} * header_.size.height;
    if (pixels > codec::kPixelsTakenOnTrust &&
        pixels / kLzwLimit > static_cast<std::int64_t>(file_.size())) {
      return codec::ImpossibleClaim(header_.size, file_.size());
    }
    if (auto rejection = codec::FindCostlyFrame(header_, request_.frame))
      return *std::move(rejection);
    if (!reader_.Next()) return MissingFrame(reader_, request_);
    FitReport report;
    auto failure = request_.frame == 0 ? PutFirstFrame(image, report) : PutCanvas(image, report);
    if (failure) return *std::move(failure);
    report.changes.Add(Change::kPaletteExpanded);
    if (rows_.is_damaged()) report.warnings.Add(Warning::kPixelsDamaged);
    NoteTail(report);
    writer_->Finish(header_);
    return report;
  }

 private:
  // Without a canvas.
  std::optional<Rejection> PutFirstFrame(cv::Mat& image, FitReport& report) {
    if (auto failure = rows_.Begin()) return failure;
    GifFirstFrame frame(reader_, rows_, Drawing(request_), header_.size);
    const auto beneath = ColorBeneath(frame.MayBeTransparent());
    if (beneath) frame.FillTransparent(*beneath);
    BeginWriting(frame.MayBeTransparent(), image, report);
    std::vector<cv::Vec4b> row(static_cast<std::size_t>(header_.size.width));
    for (int y = 0; y < header_.size.height; ++y) {
      if (auto failure = frame.Read(row)) return failure;
      PutRow(y, row.data());
    }
    if (auto failure = frame.ReadRest()) return failure;
    return FindMisread(frame.MayBeTransparent());
  }

  // A later frame, drawn over those before it.
  std::optional<Rejection> PutCanvas(cv::Mat& image, FitReport& report) {
    if (auto failure = Draw()) return failure;
    const bool is_transparent = canvas_->MayBeTransparent();
    if (auto misread = FindMisread(is_transparent)) return misread;
    if (const auto beneath = ColorBeneath(is_transparent)) canvas_->FillTransparent(*beneath);
    BeginWriting(is_transparent, image, report);
    const cv::Mat& pixels = canvas_->pixels();
    for (int y = 0; y < pixels.rows; ++y) PutRow(y, pixels.ptr<cv::Vec4b>(y));
    return std::nullopt;
  }

  // OpenCV shows the screen's background.
  std::optional<Rgb> ColorBeneath(bool may_be_transparent) const {
    const bool shows = request_.reader == Reader::kOpenCv && may_be_transparent;
    return shows ? reader_.BackgroundColor() : std::nullopt;
  }
  std::optional<Rejection> FindMisread(bool may_be_transparent) const {
    const bool shows = request_.reader == Reader::kOpenCv && may_be_transparent;
    if (!shows || reader_.BackgroundColor()) return std::nullopt;
    return Misread("OpenCV", "a GIF that shows a background it does not have");
  }

  std::optional<Rejection> Draw() {
    const GifDrawing drawing = Drawing(request_);
    const cv::Size size = drawing == GifDrawing::kTensorFlow
                              ? header_.size
                              : GifCanvas::Grown(reader_.Screen(), reader_.frame());
    canvas_.emplace(drawing, size, reader_.background());
    for (int frame = 0; frame <= request_.frame; ++frame) {
      if (frame > 0 && !reader_.Next()) return MissingFrame(reader_, request_);
      if (codec::IsLate(request_)) return codec::TookTooLong();
      canvas_->Begin(reader_.frame());
      if (auto rejection = DrawFrame()) {
        rejection->detail = "in frame " + std::to_string(frame) + ", " + rejection->detail;
        return rejection;
      }
    }
    return std::nullopt;
  }

  std::optional<Rejection> DrawFrame() {
    const GifFrame& frame = reader_.frame();
    std::vector<GifPixelType> indices(static_cast<std::size_t>(frame.box.width));
    if (auto failure = rows_.Begin()) return failure;
    for (const int y : GifRowOrder(frame)) {
      bool is_missing = false;
      if (auto failure = rows_.Read(y, indices, is_missing)) return failure;
      if (is_missing) {
        canvas_->PutMissingRow(y);
      } else if (!canvas_->PutRow(y, indices)) {
        if (auto failure = rows_.NoteWrongColor(y, indices)) return failure;
      }
    }
    return std::nullopt;
  }

  void NoteTail(FitReport& report) const {
    const GifTail tail = GifBlocks(file_, reader_.FrameEnd()).Walk();
    if (tail.has_frame || reader_.frames() > 1) report.changes.Add(Change::kFirstFrameOnly);
    if (tail.has_junk) report.warnings.Add(Warning::kAncillaryDamaged);
    if (!tail.has_trailer) report.warnings.Add(Warning::kMissingEoi);
    if (tail.has_trailer && tail.end < file_.size()) report.warnings.Add(Warning::kTrailingData);
  }

  void BeginWriting(bool may_be_transparent, cv::Mat& image, FitReport& report) {
    PixelForm form;
    form.channels = may_be_transparent ? 4 : 3;
    channels_ = form.channels;
    samples_.resize(static_cast<std::size_t>(header_.size.width) * 4);
    writer_.emplace(form, header_.size, request_, image, report);
    writer_->UseProfile(GifBlocks::OfFile(file_).FindProfile());
  }

  void PutRow(int y, const cv::Vec4b* pixels) {
    auto to = samples_.begin();
    for (int x = 0; x < header_.size.width; ++x) {
      for (int c = 0; c < channels_; ++c) *to++ = pixels[x][c];
    }
    writer_->Put(0, y, header_.size.width, samples_.data());
  }

  Bytes file_;
  const Header& header_;
  const DecodeRequest& request_;
  GifReader reader_;
  GifFrameRows rows_;
  std::optional<GifCanvas> canvas_;
  std::optional<PixelWriter> writer_;
  int channels_ = 3;
  std::vector<std::uint8_t> samples_;
};

}  // namespace

Expected<Header, Rejection> ProbeGif(Bytes bytes, const DecodeRequest& request) {
  GifReader reader(bytes);
  Header header;
  header.format = "gif";
  header.coded_bytes = 0;
  for (int frame = 0; frame <= request.frame; ++frame) {
    if (!reader.Next()) return MissingFrame(reader, request);
    // Browsers and Pillow make room for frames that are larger than the screen.
    if (frame == 0) header.size = reader.Screen();
    header.size = GifCanvas::Grown(header.size, reader.frame());
    header.coded_bytes += reader.CodedBytes();
  }
  header.depth = reader.ColorBits();
  header.working_bytes = WorkingBytes(reader.frame(), header.size, request.frame);
  if (Drawing(request) == GifDrawing::kTensorFlow) {
    header.size = GifBlocks::OfFile(bytes).Walk().largest_frame;
  }
  codec::NoteProfile(GifBlocks::OfFile(bytes).FindProfile(), request, header);
  return header;
}

Expected<FitReport, Rejection> DecodeGif(Bytes bytes, const Header& header,
                                         const DecodeRequest& request, cv::Mat& image) {
  return codec::Guard([&] { return GifDecoding(bytes, header, request).Run(image); });
}

std::string GifLibrary() {
  return "giflib " + std::to_string(GIFLIB_MAJOR) + "." + std::to_string(GIFLIB_MINOR) + "." +
         std::to_string(GIFLIB_RELEASE);
}

}  // namespace fit299::foreign
