#include "foreign/gif_first_frame.h"

#include <algorithm>

namespace fit299::foreign {

GifFirstFrame::GifFirstFrame(const GifReader& reader, GifFrameRows& rows, GifDrawing drawing,
                             cv::Size size)
    : frame_(reader.frame()),
      rows_(rows),
      drawing_(drawing),
      picture_({0, 0}, size),
      row_(static_cast<std::size_t>(frame_.box.width)) {}

bool GifFirstFrame::MayBeTransparent() const {
  return frame_.transparent >= 0 || frame_.box != picture_;
}

std::optional<Rejection> GifFirstFrame::Read(std::span<cv::Vec4b> row) {
  std::ranges::fill(row, FirstGifBackground(frame_, drawing_));
  const int y = next_++ - frame_.box.y;
  if (y >= 0 && y < frame_.box.height) {
    if (auto failure = ReadIndices(y)) return failure;
    const int begin = std::min(frame_.box.x, picture_.width);
    const int end = std::min(frame_.box.x + frame_.box.width, picture_.width);
    const auto part =
        row.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
    if (is_missing_) {
      std::ranges::fill(part, kMissingGifPixel);
    } else if (!DrawGifRow(frame_, drawing_ == GifDrawing::kPillow, row_, part)) {
      if (auto failure = rows_.NoteWrongColor(y, row_)) return failure;
    }
  }
  if (beneath_) {
    for (cv::Vec4b& pixel : row) {
      if (pixel[3] == 0) pixel = {(*beneath_)[0], (*beneath_)[1], (*beneath_)[2], 0};
    }
  }
  return std::nullopt;
}

std::optional<Rejection> GifFirstFrame::ReadRest() {
  for (int y = std::max(picture_.height - frame_.box.y, 0); y < frame_.box.height; ++y) {
    if (auto failure = ReadIndices(y)) return failure;
  }
  return std::nullopt;
}

std::optional<Rejection> GifFirstFrame::ReadIndices(int y) {
  if (!frame_.is_interlaced) return rows_.Read(y, row_, is_missing_);
  if (indices_.empty()) {
    if (auto failure = ReadInterlaced()) return failure;
  }
  std::copy_n(indices_.ptr(y), row_.size(), row_.begin());
  is_missing_ = missing_[static_cast<std::size_t>(y)];
  return std::nullopt;
}

std::optional<Rejection> GifFirstFrame::ReadInterlaced() {
  indices_.create(frame_.box.size(), CV_8UC1);
  missing_.resize(static_cast<std::size_t>(frame_.box.height));
  for (const int y : GifRowOrder(frame_)) {
    bool is_missing = false;
    if (auto failure = rows_.Read(y, row_, is_missing)) return failure;
    std::ranges::copy(row_, indices_.ptr(y));
    missing_[static_cast<std::size_t>(y)] = is_missing;
  }
  return std::nullopt;
}

}  // namespace fit299::foreign
