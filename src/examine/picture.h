// A tensor as a picture: rows, columns, channels; and the eight ways to turn it.
#ifndef FIT299_EXAMINE_PICTURE_H_
#define FIT299_EXAMINE_PICTURE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "fit299/recipe.h"
#include "tensors/tensor.h"

namespace fit299::examine {

struct Picture {
  std::size_t height = 0;
  std::size_t width = 0;
  std::size_t channels = 0;    // 1 or 3
  std::vector<double> values;  // in the order of these three

  std::size_t pixels() const { return height * width; }
  double At(std::size_t y, std::size_t x, std::size_t c) const {
    return values[(y * width + x) * channels + c];
  }
};

// Which axis the channels are, by the shape of one tensor: kNhwc for [H, W, 3], kNchw for
// [3, H, W]; `known` decides where both would do. nullopt: it is no picture.
std::optional<Layout> GuessLayout(const tensors::Shape& shape, std::optional<Layout> known);

// nullopt: it is no picture of 1 or 3 channels ([H, W] has one).
std::optional<Picture> ToPicture(const tensors::Tensor& tensor, std::optional<Layout> known);

// A turned or mirrored picture shows at (y, x) what the original shows at Source(y, x).
struct Turn {
  std::string_view name;  // "" for none
  bool transpose;
  bool flip_y;  // of the original's axes
  bool flip_x;

  // The index of a pixel of `from`, for a pixel of the turned one.
  std::size_t Source(const Picture& from, std::size_t y, std::size_t x) const;
};

// None comes first.
inline constexpr std::array<Turn, 8> kTurns = {{
    {"", false, false, false},
    {"flipped left to right", false, false, true},
    {"flipped top to bottom", false, true, false},
    {"rotated by 180 degrees", false, true, true},
    {"transposed (rows are columns)", true, false, false},
    {"rotated by 90 degrees clockwise", true, true, false},
    {"rotated by 90 degrees counterclockwise", true, false, true},
    {"transposed along the other diagonal", true, true, true},
}};

}  // namespace fit299::examine

#endif  // FIT299_EXAMINE_PICTURE_H_
