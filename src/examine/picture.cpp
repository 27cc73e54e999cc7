#include "examine/picture.h"

#include <utility>

namespace fit299::examine {
namespace {

bool IsChannels(std::uint64_t side) { return side == 1 || side == 3; }

// [C, H, W] -> [H, W, C].
std::vector<double> ChannelsLast(const std::vector<double>& planes, std::size_t pixels,
                                 std::size_t channels) {
  std::vector<double> values(planes.size());
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t i = 0; i < pixels; ++i) values[i * channels + c] = planes[c * pixels + i];
  }
  return values;
}

}  // namespace

std::optional<Layout> GuessLayout(const tensors::Shape& shape, std::optional<Layout> known) {
  if (shape.size() != 3) return std::nullopt;
  const bool last = IsChannels(shape[2]);
  const bool first = IsChannels(shape[0]);
  if (last && first && known) return known;
  if (last) return Layout::kNhwc;
  if (first) return Layout::kNchw;
  return std::nullopt;
}

std::optional<Picture> ToPicture(const tensors::Tensor& tensor, std::optional<Layout> known) {
  const tensors::Shape& shape = tensor.shape;
  if (tensor.values.empty()) return std::nullopt;
  if (shape.size() == 2) return Picture{shape[0], shape[1], 1, tensor.values};
  const auto layout = GuessLayout(shape, known);
  if (!layout) return std::nullopt;
  if (*layout == Layout::kNhwc) return Picture{shape[0], shape[1], shape[2], tensor.values};
  return Picture{shape[1], shape[2], shape[0],
                 ChannelsLast(tensor.values, shape[1] * shape[2], shape[0])};
}

std::size_t Turn::Source(const Picture& from, std::size_t y, std::size_t x) const {
  if (transpose) std::swap(y, x);
  if (flip_y) y = from.height - 1 - y;
  if (flip_x) x = from.width - 1 - x;
  return y * from.width + x;
}

}  // namespace fit299::examine
