#include "foreign/gif_canvas.h"

#include <algorithm>
#include <cstdint>
#include <opencv2/core.hpp>

namespace fit299::foreign {
namespace {

constexpr std::uint8_t kOpaque = 255;

cv::Rect Whole(const cv::Mat& pixels) { return {0, 0, pixels.cols, pixels.rows}; }

// Transparent, with the colour that Pillow shows when transparency is dropped.
cv::Vec4b Nothing(const GifFrame& frame, int index) {
  const bool is_color = index >= 0 && static_cast<std::size_t>(index) < frame.palette.size();
  const Rgb color = frame.palette[is_color ? static_cast<std::size_t>(index) : 0];
  return {color[0], color[1], color[2], 0};
}

}  // namespace

cv::Vec4b FirstGifBackground(const GifFrame& frame, GifDrawing drawing) {
  return drawing == GifDrawing::kPillow ? Nothing(frame, std::max(frame.transparent, 0))
                                        : cv::Vec4b();
}

bool DrawGifRow(const GifFrame& frame, bool shows_transparent,
                const std::vector<GifPixelType>& indices, std::span<cv::Vec4b> pixels) {
  bool is_right = true;
  for (std::size_t x = 0; x < pixels.size(); ++x) {
    const GifPixelType index = indices[x];
    if (index == frame.transparent && !shows_transparent) continue;
    if (index >= frame.palette.size()) {
      pixels[x] = kMissingGifPixel;
      is_right = false;
      continue;
    }
    const Rgb& color = frame.palette[index];
    const std::uint8_t alpha = index == frame.transparent ? 0 : kOpaque;
    pixels[x] = {color[0], color[1], color[2], alpha};
  }
  return is_right;
}

GifCanvas::GifCanvas(GifDrawing drawing, cv::Size size, int background)
    : drawing_(drawing), background_(background), pixels_(size, CV_8UC4, cv::Scalar::all(0)) {}

cv::Size GifCanvas::Grown(cv::Size size, const GifFrame& frame) {
  return {std::max(size.width, frame.box.x + frame.box.width),
          std::max(size.height, frame.box.y + frame.box.height)};
}

void GifCanvas::Begin(const GifFrame& frame) {
  is_first_ = frame_ == nullptr;
  frame_ = &frame;
  if (drawing_ == GifDrawing::kTensorFlow) {
    const bool covers = frame.box == Whole(pixels_);
    if (is_first_ && (frame.transparent >= 0 || !covers)) may_be_transparent_ = true;
    return;
  }
  Dispose();
  if (frame.disposal != DISPOSAL_UNSPECIFIED) method_ = frame.disposal;
  PlanDisposal(frame);
  MakeRoom(frame);
}

void GifCanvas::Dispose() {
  if (!disposal_) return;
  const cv::Rect box = disposal_->box & Whole(pixels_);
  if (disposal_->pixels.empty()) {
    may_be_transparent_ = true;
    pixels_(box).setTo(disposal_->color);
  } else {
    disposal_->pixels(box - disposal_->box.tl()).copyTo(pixels_(box));
  }
}

void GifCanvas::PlanDisposal(const GifFrame& frame) {
  disposal_.reset();
  const bool has_transparent = frame.transparent >= 0;
  if (method_ < DISPOSE_BACKGROUND) return;
  if (method_ == DISPOSE_BACKGROUND) {
    const int index = has_transparent ? frame.transparent : background_;
    disposal_ = Disposal{frame.box, {}, Nothing(frame, index)};
  } else if (!is_first_) {
    disposal_ = Disposal{frame.box, Crop(frame.box), {}};
  } else if (has_transparent) {
    // Before the first frame there is nothing; without a transparent colour Pillow lets it stand.
    disposal_ = Disposal{frame.box, {}, Nothing(frame, frame.transparent)};
  }
}

// What is outside is transparent black.
cv::Mat GifCanvas::Crop(const cv::Rect& box) const {
  cv::Mat crop(box.size(), CV_8UC4, cv::Scalar::all(0));
  const cv::Rect inside = box & Whole(pixels_);
  if (!inside.empty()) pixels_(inside).copyTo(crop(inside - box.tl()));
  return crop;
}

void GifCanvas::MakeRoom(const GifFrame& frame) {
  if (is_first_) {
    pixels_.setTo(FirstGifBackground(frame, drawing_));
    may_be_transparent_ = frame.transparent >= 0 || frame.box != Whole(pixels_);
    return;
  }
  const cv::Size size = Grown(pixels_.size(), frame);
  if (size == pixels_.size()) return;
  cv::Mat grown(size, CV_8UC4, frame.transparent >= 0 ? cv::Vec4b() : Nothing(frame, 0));
  pixels_.copyTo(grown(Whole(pixels_)));
  pixels_ = grown;
  may_be_transparent_ = true;
}

bool GifCanvas::PutRow(int y, const std::vector<GifPixelType>& indices) {
  const cv::Rect row =
      cv::Rect(frame_->box.x, frame_->box.y + y, frame_->box.width, 1) & Whole(pixels_);
  if (row.empty()) return true;
  // Only there is the colour beneath a transparent pixel its own.
  const bool shows_transparent = is_first_ && drawing_ == GifDrawing::kPillow;
  return DrawGifRow(*frame_, shows_transparent, indices,
                    {pixels_.ptr<cv::Vec4b>(row.y) + row.x, static_cast<std::size_t>(row.width)});
}

void GifCanvas::PutMissingRow(int y) {
  const cv::Rect row =
      cv::Rect(frame_->box.x, frame_->box.y + y, frame_->box.width, 1) & Whole(pixels_);
  if (row.empty()) return;
  pixels_(row).setTo(kMissingGifPixel);
}

void GifCanvas::FillTransparent(const Rgb& color) {
  for (int y = 0; y < pixels_.rows; ++y) {
    for (int x = 0; x < pixels_.cols; ++x) {
      auto& pixel = pixels_.at<cv::Vec4b>(y, x);
      if (pixel[3] == 0) pixel = {color[0], color[1], color[2], 0};
    }
  }
}

}  // namespace fit299::foreign
