#include "foreign/pixel_writer.h"

#include <algorithm>
#include <opencv2/core.hpp>

#include "codec/finish.h"
#include "codec/icc_convert.h"

namespace fit299::foreign {
namespace {

// As in PNG: 16-bit samples below this (12 bits of data) are nearly black in 8 bits.
constexpr int kDarkHighByte = 16;

// Of pixels that a profile has been applied to.
constexpr PixelForm kStraight = {.channels = 4};

constexpr int kRgb = 3;  // channels of the image

std::uint8_t DivideBy255(unsigned value) { return static_cast<std::uint8_t>((value + 127) / 255); }

// The colour that was multiplied by alpha / full, rounded down as in Pillow's unpackRGBa; where
// alpha is 0 nothing is known of it.
template <class Sample>
Sample WithoutAlpha(Sample color, Sample alpha) {
  constexpr unsigned kFull = static_cast<Sample>(-1);
  if (alpha == 0) return 0;
  return static_cast<Sample>(std::min(color * kFull / alpha, kFull));
}

// The three colours of `count` pixels; alpha, if any, is left out.
template <class Sample>
void CopyColors(const PixelForm& form, int count, const Sample* from, int step, Sample* to) {
  const int channels = form.channels;
  const int green = channels >= 3 ? 1 : 0;
  const int blue = channels >= 3 ? 2 : 0;
  for (int i = 0; i < count; ++i, from += channels, to += step) {
    to[0] = from[0];
    to[1] = from[green];
    to[2] = from[blue];
    if (form.premultiplied) {
      for (int c = 0; c < 3; ++c) to[c] = WithoutAlpha(to[c], from[channels - 1]);
    }
    if (step == 4) to[3] = static_cast<Sample>(-1);
  }
}

}  // namespace

PixelWriter::PixelWriter(const PixelForm& form, cv::Size size, const codec::DecodeRequest& request,
                         cv::Mat& image, FitReport& report, int rows_together)
    : form_(form),
      size_(size),
      request_(request),
      image_(image),
      report_(report),
      rows_together_(std::min(rows_together, size.height)) {
  const bool is_wide = form.depth > 8;
  blends_ = form.HasAlpha() && !form.ignores_alpha && request.alpha == Alpha::kBlend;
  keeps_ = is_wide && !blends_ && request.depth16 == Depth16::kKeep;
  clips_ = is_wide && form.channels == 1 && request.depth16 == Depth16::kClipGray;
  if (form.HasAlpha()) report.changes.Add(blends_ ? Change::kAlphaBlended : Change::kAlphaDropped);
  if (form.channels <= 2) report.changes.Add(Change::kGrayReplicated);
  if (is_wide && !keeps_) report.changes.Add(Change::kDepthReduced);
  type_ = keeps_ ? CV_16UC3 : CV_8UC3;
  BeginBand();
}

// Memory for the rows from top_ on.
void PixelWriter::BeginBand() {
  if (request_.bands == nullptr) {
    image_.create(size_, type_);
  } else if (tall_.empty()) {
    request_.bands->MakeRoom(size_, type_, image_);
    if (image_.rows < rows_together_) {
      tall_.create(rows_together_, size_.width, type_);
      image_ = tall_;
    }
  }
  rows_ = image_.rows == size_.height ? image_.rows : image_.rows - image_.rows % rows_together_;
}

void PixelWriter::GiveBand(int rows) {
  request_.bands->Take(image_.rowRange(0, rows), {0, top_});
  top_ += rows;
}

int PixelWriter::RowOf(int y) {
  while (y - top_ >= rows_) {
    GiveBand(rows_);
    BeginBand();
  }
  return y - top_;
}

void PixelWriter::UseProfile(codec::Bytes profile) {
  const auto inks = form_.channels <= 2 ? codec::Inks::kGray : codec::Inks::kRgb;
  colors_ = codec::TakeUpProfile(profile, inks, keeps_ ? 2 : 1, keeps_ ? kRgb : kStraight.channels,
                                 request_, report_);
}

void PixelWriter::Put(int x, int y, int count, const std::uint8_t* samples) {
  PutBytes(x, y, count, samples);
}

void PixelWriter::Put(int x, int y, int count, const std::uint16_t* samples) {
  if (keeps_) return PutWide(x, y, count, samples);
  const auto total = static_cast<std::size_t>(count) * static_cast<std::size_t>(form_.channels);
  row_.resize(total);
  const auto reduce = [this](std::uint16_t sample) {
    return static_cast<std::uint8_t>(clips_ ? std::min<int>(sample, 255) : sample >> 8);
  };
  std::transform(samples, samples + total, row_.begin(), reduce);
  for (std::size_t i = 0; i < total; ++i) {
    const bool is_alpha = form_.HasAlpha() && (i + 1) % static_cast<unsigned>(form_.channels) == 0;
    if (!is_alpha) brightest_ = std::max(brightest_, row_[i]);
  }
  PutBytes(x, y, count, row_.data());
}

void PixelWriter::PutMissing(int x, int y, int count) {
  constexpr int kBothBytes = 257;
  const int value = keeps_ ? codec::kMissing * kBothBytes : codec::kMissing;
  image_(cv::Rect(x, RowOf(y), count, 1)).setTo(cv::Scalar::all(value));
  report_.warnings.Add(Warning::kPixelsDamaged);
}

void PixelWriter::PutBytes(int x, int y, int count, const std::uint8_t* samples) {
  std::uint8_t* to = image_.ptr<std::uint8_t>(RowOf(y)) + x * kRgb;
  const PixelForm& form = colors_ != nullptr ? kStraight : form_;
  if (colors_ != nullptr) samples = Convert(count, samples);
  if (blends_) {
    Blend(form, count, samples, to);
  } else {
    CopyColors(form, count, samples, kRgb, to);
  }
}

void PixelWriter::PutWide(int x, int y, int count, const std::uint16_t* samples) {
  std::uint16_t* to = image_.ptr<std::uint16_t>(RowOf(y)) + x * kRgb;
  CopyColors(form_, count, samples, kRgb, to);
  if (colors_ != nullptr) colors_->ConvertRow(to, to, count);
}

const std::uint8_t* PixelWriter::Convert(int count, const std::uint8_t* samples) {
  const auto total = static_cast<std::size_t>(count) * static_cast<std::size_t>(kStraight.channels);
  rgba_.resize(total);
  CopyColors(form_, count, samples, kStraight.channels, rgba_.data());
  if (blends_) {
    for (std::size_t i = 3; i < total; i += 4, samples += form_.channels) {
      rgba_[i] = samples[form_.channels - 1];
    }
  }
  colors_->ConvertRow(rgba_.data(), rgba_.data(), count);
  return rgba_.data();
}

// A premultiplied colour is its part of the sum already; nothing is lost by dividing first.
void PixelWriter::Blend(const PixelForm& form, int count, const std::uint8_t* samples,
                        std::uint8_t* to) const {
  const int channels = form.channels;
  for (int i = 0; i < count; ++i, samples += channels, to += kRgb) {
    const unsigned alpha = samples[channels - 1];
    for (std::size_t c = 0; c < 3; ++c) {
      const unsigned color = samples[channels == 4 ? c : 0];
      const unsigned behind = request_.background[c] * (255 - alpha);
      to[c] = form.premultiplied
                  ? static_cast<std::uint8_t>(std::min(color + DivideBy255(behind), 255U))
                  : DivideBy255(color * alpha + behind);
    }
  }
}

void PixelWriter::Finish(const Header& header) {
  if (form_.depth == 16 && !keeps_ && !clips_ && brightest_ < kDarkHighByte) {
    report_.warnings.Add(Warning::kDepthReducedDark);
  }
  if (request_.bands != nullptr) GiveBand(size_.height - top_);
  codec::Finish(header, request_, image_, report_);
}

}  // namespace fit299::foreign
