// Pictures whose values are known, for the tests of this room.
#ifndef FIT299_TESTS_EXAMINE_PICTURES_H_
#define FIT299_TESTS_EXAMINE_PICTURES_H_

#include <cmath>
#include <cstddef>
#include <utility>

#include "examine/hypothesis.h"
#include "examine/picture.h"
#include "examine/scaling.h"

namespace fit299::examine {

// Whole numbers 0..255, another texture in each channel, no symmetry.
inline Picture MakePixels(std::size_t height = 40, std::size_t width = 40) {
  Picture picture{height, width, 3, {}};
  unsigned noise = 1;
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      for (std::size_t c = 0; c < 3; ++c) {
        noise = noise * 1664525U + 1013904223U;
        const double smooth = 100 + 80 * std::sin(0.11 * static_cast<double>(x * (c + 1)) +
                                                  0.07 * static_cast<double>(y * y) / 10);
        picture.values.push_back(std::floor(smooth + (noise >> 24) % 60));
      }
    }
  }
  picture.values[0] = 0;
  picture.values[1] = 255;
  return picture;
}

// As float32 arithmetic would store it.
inline Picture Scaled(const Picture& pixels, const Scaling& scaling) {
  Picture scaled = pixels;
  for (std::size_t i = 0; i < scaled.values.size(); ++i) {
    scaled.values[i] =
        static_cast<double>(static_cast<float>(scaling.Value(pixels.values[i], i % 3)));
  }
  return scaled;
}

inline Picture Swapped(Picture picture) {
  for (std::size_t i = 0; i < picture.values.size(); i += 3) {
    std::swap(picture.values[i], picture.values[i + 2]);
  }
  return picture;
}

inline Picture Turned(const Picture& picture, const Turn& turn) {
  Hypothesis hypothesis;
  hypothesis.turn = &turn;
  return Apply(hypothesis, picture);
}

}  // namespace fit299::examine

#endif  // FIT299_TESTS_EXAMINE_PICTURES_H_
