#include "codec/jpeg_inks.h"

#include <algorithm>
#include <cstddef>

#include "codec/finish.h"
#include "codec/icc_convert.h"

namespace fit299::codec {
namespace {

// One ink and black, as stored, to a colour. Adobe stores inks inverted, and all but TensorFlow
// take all files for Adobe's.

// Pillow 13 (MULDIV255 of ImagingUtils.h), torchvision and djpeg.
int FromInkPillow(int ink, int black) {
  const int t = (255 - ink) * black + 128;
  return std::max(0, black - (((t >> 8) + t) >> 8));
}

// OpenCV 4 and 5 (icvCvt_CMYK2BGR_8u_C4C3R).
int FromInkOpenCv(int ink, int black) { return black - (((255 - ink) * black) >> 8); }

// TensorFlow 2 (jpeg_mem.cc).
int FromInkTensorFlow(int ink, int black) { return ink * black / 255; }
int FromPlainInkTensorFlow(int ink, int black) { return (255 - ink) * (255 - black) / 255; }

// Adobe's inks are stored inverted.
Inks InksOf(const jpeg_decompress_struct& info) {
  if (!IsCmyk(info)) return info.jpeg_color_space == JCS_GRAYSCALE ? Inks::kGray : Inks::kRgb;
  return info.saw_Adobe_marker != 0 ? Inks::kInvertedCmyk : Inks::kCmyk;
}

}  // namespace

bool IsCmyk(const jpeg_decompress_struct& info) {
  return info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK;
}

JpegInks::FromInk JpegInks::Choose(Reader reader, bool is_adobe) {
  switch (reader) {
    case Reader::kStandard:
    case Reader::kPillow: return FromInkPillow;
    case Reader::kOpenCv: return FromInkOpenCv;
    case Reader::kTensorFlow: return is_adobe ? FromInkTensorFlow : FromPlainInkTensorFlow;
  }
  return FromInkPillow;
}

JpegInks::JpegInks(const jpeg_decompress_struct& info, Bytes profile, const DecodeRequest& request,
                   FitReport& report)
    : from_ink_(Choose(request.reader, info.saw_Adobe_marker != 0)),
      by_profile_(TakeUpProfile(profile, InksOf(info), 1, 3, request, report)) {
  if (!IsCmyk(info)) return;
  samples_.resize(info.image_width * std::size_t{4});
  report.changes.Add(Change::kCmykConverted);
}

void JpegInks::Convert(int width, std::uint8_t* rgb) const {
  if (by_profile_ != nullptr) {
    by_profile_->ConvertRow(samples_.empty() ? rgb : samples_.data(), rgb, width);
    return;
  }
  const std::uint8_t* cmyk = samples_.data();
  for (int x = 0; x < width; ++x, cmyk += 4, rgb += 3) {
    for (int c = 0; c < 3; ++c) rgb[c] = static_cast<std::uint8_t>(from_ink_(cmyk[c], cmyk[3]));
  }
}

void JpegInks::PutMissing(int width, std::uint8_t* rgb) const {
  std::fill_n(rgb, std::ptrdiff_t{3} * width, kMissing);
  if (converts() && samples_.empty()) Convert(width, rgb);
}

}  // namespace fit299::codec
