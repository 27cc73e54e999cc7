#include "codec/png_palette.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace fit299::codec {

PngPalette::PngPalette(png_structp png, png_infop info) {
  png_colorp colors = nullptr;
  png_get_PLTE(png, info, &colors, &count_);
  png_bytep alphas = nullptr;
  int alphas_count = 0;
  if (png_get_valid(png, info, PNG_INFO_tRNS) != 0) {
    png_get_tRNS(png, info, &alphas, &alphas_count, nullptr);
  }
  for (int i = 0; i < count_; ++i) {
    const std::uint8_t alpha = i < alphas_count ? alphas[i] : 255;
    colors_[static_cast<std::size_t>(i)] = {colors[i].red, colors[i].green, colors[i].blue, alpha};
  }
}

void PngPalette::LookUp(const cv::Mat& indices, cv::Mat& colors) {
  const int channels = colors.channels();
  std::uint8_t greatest = 0;
  for (int y = 0; y < indices.rows; ++y) {
    const std::uint8_t* from = indices.ptr(y);
    std::uint8_t* to = colors.ptr(y);
    for (int x = 0; x < indices.cols; ++x, to += channels) {
      greatest = std::max(greatest, from[x]);
      std::copy_n(colors_[from[x]].val, channels, to);
    }
  }
  greatest_ = std::max<int>(greatest_, greatest);
}

}  // namespace fit299::codec
