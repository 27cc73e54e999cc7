// GIF by giflib: a frame, drawn over those before it.
#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "codec/finish.h"
#include "codec/guard.h"
#include "codec/icc_convert.h"
#include "foreign/decoders.h"
#include "foreign/gif_blocks.h"
#include "foreign/gif_canvas.h"
#include "foreign/gif_reader.h"
#include "foreign/misread.h"
#include "foreign/pixel_writer.h"

namespace fit299::foreign {
namespace {

// A code of LZW has 12 bits at most and stands for fewer than 4096 pixels.
constexpr std::int64_t kLzwLimit = 4096;

// So many times may the codes of all frames begin anew, which takes a second.
constexpr std::uint64_t kMostClears = 3'000'000;

GifDrawing Drawing(const DecodeRequest& request) {
  return request.reader == Reader::kTensorFlow ? GifDrawing::kTensorFlow : GifDrawing::kPillow;
}

// Why the next frame is not there.
Rejection MissingFrame(const GifReader& reader, const DecodeRequest& request) {
  if (reader.failure()) return *reader.failure();
  return *codec::FindMissingFrame(request.frame, reader.frames());
}

Rejection BeginAnew(std::uint64_t clears) {
  return {Reason::kTooComplex, "its codes begin anew " + std::to_string(clears) + " times"};
}

Rejection MeaninglessCode() { return {Reason::kCorrupt, "a code that stands for nothing yet"}; }

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
  GifDecoding(Bytes file, const Header& header, const DecodeRequest& request)
      : file_(file), header_(header), request_(request), reader_(file) {}

  Expected<FitReport, Rejection> Run(cv::Mat& image) {
    const std::int64_t pixels = std::int64_t{header_.size.width} * header_.size.height;
    if (pixels > codec::kPixelsTakenOnTrust &&
        pixels / kLzwLimit > static_cast<std::int64_t>(file_.size())) {
      return codec::ImpossibleClaim(header_.size, file_.size());
    }
    if (auto rejection = Draw()) return *std::move(rejection);
    if (request_.reader == Reader::kOpenCv && canvas_->MayBeTransparent()) {
      const auto background = reader_.BackgroundColor();
      if (!background) return Misread("OpenCV", "a GIF that shows a background it does not have");
      canvas_->FillTransparent(*background);
    }
    FitReport report;
    report.changes.Add(Change::kPaletteExpanded);
    if (is_damaged_) report.warnings.Add(Warning::kPixelsDamaged);
    NoteTail(report);
    Write(image, report);
    return report;
  }

 private:
  std::optional<Rejection> Draw() {
    if (!reader_.Next()) return MissingFrame(reader_, request_);
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
        if (request_.frame > 0) {
          rejection->detail = "in frame " + std::to_string(frame) + ", " + rejection->detail;
        }
        return rejection;
      }
    }
    return std::nullopt;
  }

  std::optional<Rejection> DrawFrame() {
    const GifFrame& frame = reader_.frame();
    const GifCodes codes = reader_.SurveyCodes();
    clears_ += codes.clears;
    if (clears_ > kMostClears) return BeginAnew(clears_);
    const std::uint64_t width = static_cast<std::uint64_t>(frame.box.width);
    std::uint64_t sound_rows = codes.sound_pixels / width;
    std::vector<GifPixelType> indices(width);
    bool has_ended = false;
    for (const int y : RowOrder(frame.box.height, frame.is_interlaced)) {
      auto failure = has_ended ? std::nullopt : reader_.ReadRow(indices);
      if (!has_ended && !failure && sound_rows-- == 0) failure = MeaninglessCode();
      if (failure && !(request_.salvage && has_rows_)) return InRow(y, *std::move(failure));
      if (failure) has_ended = is_damaged_ = true;
      if (has_ended) {
        canvas_->PutMissingRow(y);
      } else if (!canvas_->PutRow(y, indices)) {
        if (!request_.salvage) return InRow(y, WrongColor(indices));
        is_damaged_ = true;
      }
      has_rows_ = true;
    }
    return std::nullopt;
  }

  Rejection InRow(int y, Rejection rejection) const {
    rejection.detail = "in row " + std::to_string(y + 1) + " of " +
                       std::to_string(reader_.frame().box.height) + ": " + rejection.detail;
    return rejection;
  }

  Rejection WrongColor(const std::vector<GifPixelType>& indices) const {
    const std::size_t colors = reader_.frame().palette.size();
    return {Reason::kCorrupt, "colour " + std::to_string(*std::ranges::max_element(indices)) +
                                  " of a palette of " + std::to_string(colors)};
  }

  void NoteTail(FitReport& report) const {
    const GifTail tail = GifBlocks(file_, reader_.FrameEnd()).Walk();
    if (tail.has_frame || reader_.frames() > 1) report.changes.Add(Change::kFirstFrameOnly);
    if (tail.has_junk) report.warnings.Add(Warning::kAncillaryDamaged);
    if (!tail.has_trailer) report.warnings.Add(Warning::kMissingEoi);
    if (tail.has_trailer && tail.end < file_.size()) report.warnings.Add(Warning::kTrailingData);
  }

  void Write(cv::Mat& image, FitReport& report) const {
    const cv::Mat& pixels = canvas_->pixels();
    PixelForm form;
    form.channels = canvas_->MayBeTransparent() ? 4 : 3;
    PixelWriter writer(form, header_.size, request_, image, report);
    writer.UseProfile(GifBlocks::OfFile(file_).FindProfile());
    std::vector<std::uint8_t> row(static_cast<std::size_t>(pixels.cols) * 4);
    for (int y = 0; y < pixels.rows; ++y) {
      auto to = row.begin();
      for (int x = 0; x < pixels.cols; ++x) {
        to = std::copy_n(pixels.at<cv::Vec4b>(y, x).val, form.channels, to);
      }
      writer.Put(0, y, pixels.cols, row.data());
    }
    writer.Finish(header_);
  }

  Bytes file_;
  const Header& header_;
  const DecodeRequest& request_;
  GifReader reader_;
  std::optional<GifCanvas> canvas_;
  std::uint64_t clears_ = 0;
  bool has_rows_ = false;
  bool is_damaged_ = false;
};

}  // namespace

Expected<Header, Rejection> ProbeGif(Bytes bytes, const DecodeRequest& request) {
  GifReader reader(bytes);
  Header header;
  header.format = "gif";
  for (int frame = 0; frame <= request.frame; ++frame) {
    if (!reader.Next()) return MissingFrame(reader, request);
    // Browsers and Pillow make room for frames that are larger than the screen.
    if (frame == 0) header.size = reader.Screen();
    header.size = GifCanvas::Grown(header.size, reader.frame());
  }
  header.depth = reader.ColorBits();
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
