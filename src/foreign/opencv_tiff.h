// TIFF as OpenCV reads it: by TIFFReadRGBAStrip of libtiff 4.7 (tif_getimage.c), which knows 8 bits
// and premultiplied colours only.
#ifndef FIT299_FOREIGN_OPENCV_TIFF_H_
#define FIT299_FOREIGN_OPENCV_TIFF_H_

#include <cstddef>
#include <cstdint>
#include <span>

namespace fit299::foreign::opencv_tiff {

// A 16-bit sample of RGB (Bitdepth16To8).
inline std::uint8_t ToByte(std::uint16_t sample) {
  return static_cast<std::uint8_t>((sample + 128U) / 257U);
}

// RGBA to RGBA: straight colours multiplied by their alpha (UaToAa).
inline void Multiply(std::span<std::uint8_t> rgba) {
  for (std::size_t i = 0; i < rgba.size(); i += 4) {
    for (std::size_t c = 0; c < 3; ++c) {
      rgba[i + c] = static_cast<std::uint8_t>((rgba[i + c] * rgba[i + 3] + 127U) / 255U);
    }
  }
}

}  // namespace fit299::foreign::opencv_tiff

#endif  // FIT299_FOREIGN_OPENCV_TIFF_H_
