// The palette of a PNG: libpng would make black of a colour that is not in it, and say nothing.
#ifndef FIT299_CODEC_PNG_PALETTE_H_
#define FIT299_CODEC_PNG_PALETTE_H_

#include <png.h>

#include <array>
#include <opencv2/core.hpp>

namespace fit299::codec {

class PngPalette {
 public:
  PngPalette() = default;

  // REQUIRES: libpng has read the header of a PNG with a palette.
  PngPalette(png_structp png, png_infop info);

  // 8-bit RGB or RGBA, whichever `colors` has room for, of 8-bit indices, pixel by pixel.
  void LookUp(const cv::Mat& indices, cv::Mat& colors);

  int count() const { return count_; }

  // The greatest index that was looked up: at least count() if a pixel has no colour.
  int greatest() const { return greatest_; }

 private:
  std::array<cv::Vec4b, 256> colors_{};
  int count_ = 0;
  int greatest_ = 0;
};

}  // namespace fit299::codec

#endif  // FIT299_CODEC_PNG_PALETTE_H_
