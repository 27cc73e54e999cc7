#include "tensor/pack.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <type_traits>

#include "kernels/float_rows.h"

namespace fit299::tensor {
namespace {

// Applies `convert(channel value, output channel)` to all pixels, in the order of the layout.
template <class Channel, class Value, class Convert>
void PackRows(const cv::Mat& pixels, Layout layout, const std::array<int, 3>& order,
              const Convert& convert, Value* out) {
  if (layout == Layout::kNhwc) {
    for (int y = 0; y < pixels.rows; ++y) {
      const auto* row = pixels.ptr<Channel>(y);
      for (int x = 0; x < pixels.cols; ++x, row += 3, out += 3) {
        out[0] = convert(row[order[0]], 0);
        out[1] = convert(row[order[1]], 1);
        out[2] = convert(row[order[2]], 2);
      }
    }
    return;
  }
  for (std::size_t channel = 0; channel < 3; ++channel) {
    for (int y = 0; y < pixels.rows; ++y, out += pixels.cols) {
      const Channel* row = pixels.ptr<Channel>(y) + order[channel];
      for (int x = 0; x < pixels.cols; ++x) out[x] = convert(row[x * 3], channel);
    }
  }
}

// A normalized value as the tensor holds it.
template <class Value>
Value ToValue(Dtype dtype, float value) {
  if constexpr (std::is_same_v<Value, float>) {
    return value;
  } else {
    return dtype == Dtype::kFloat16 ? ToFloat16(value) : ToBfloat16(value);
  }
}

// Calls `work(pixels, how many, number of the first one)` for parts of rows. Rows without a gap
// between them are one long row: fewer ends, where vectors are not filled.
template <class Work>
void ForParts(const cv::Mat& pixels, std::size_t most, const Work& work) {
  const bool is_one = pixels.isContinuous();
  const std::size_t width = is_one ? pixels.total() : static_cast<std::size_t>(pixels.cols);
  for (int y = 0; y < (is_one ? 1 : pixels.rows); ++y) {
    for (std::size_t x = 0; x < width; x += most) {
      work(pixels.ptr(y) + x * pixels.elemSize(), std::min(most, width - x),
           static_cast<std::size_t>(y) * width + x);
    }
  }
}

// The bytes of the pixels in this order: where they are, or in `memory`.
const std::uint8_t* OrderedBytes(const std::uint8_t* pixels, std::size_t width,
                                 const std::array<int, 3>& order, std::uint8_t* memory) {
  if (order == std::array<int, 3>{0, 1, 2}) return pixels;
  kernels::ReorderChannels(pixels, width, order, memory);
  return memory;
}

// The same for a row of nothing but this channel.
kernels::Scaling OfChannel(const kernels::Scaling& scaling, std::size_t channel) {
  kernels::Scaling only = scaling;
  only.subtrahend.fill(scaling.subtrahend[channel]);
  only.last.fill(scaling.last[channel]);
  return only;
}

Recipe OnUnit(Recipe recipe) {
  recipe.resample_on = ResampleOn::kUnit;
  return recipe;
}

}  // namespace

Packer::Packer(const Recipe& recipe)
    : normalizer_(recipe),
      unit_normalizer_(OnUnit(recipe)),
      dtype_(recipe.dtype),
      layout_(recipe.layout),
      order_(ChannelOrder(recipe.normalize)) {
  if (dtype_ == Dtype::kUint8) order_ = {0, 1, 2};
  FillTable();
  ChooseScaling();
}

void Packer::FillTable() {
  const auto fill = [](auto& table, auto to_value) {
    for (std::size_t channel = 0; channel < 3; ++channel) {
      for (std::size_t x = 0; x < 256; ++x) {
        table[channel][x] = to_value(static_cast<std::uint8_t>(x), channel);
      }
    }
  };
  const auto normalize = [this](std::uint8_t x, std::size_t channel) {
    return normalizer_(normalizer_.Resampled(x), channel);
  };
  switch (dtype_) {
    case Dtype::kFloat32: fill(table_.emplace<Table<float>>(), normalize); break;
    case Dtype::kFloat16:
    case Dtype::kBfloat16:
      fill(table_.emplace<Table<std::uint16_t>>(), [&](std::uint8_t x, std::size_t channel) {
        return ToValue<std::uint16_t>(dtype_, normalize(x, channel));
      });
      break;
    case Dtype::kUint8:
      fill(table_.emplace<Table<std::uint8_t>>(), [](std::uint8_t x, std::size_t) { return x; });
      break;
  }
}

// Takes the kernel's word for nothing: it has to give what the table is made of, of every byte.
void Packer::ChooseScaling() {
  if (dtype_ == Dtype::kUint8) return;
  std::array<std::uint8_t, 3 * 256> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i / 3);
  std::array<float, 3 * 256> scaled{};
  const kernels::Scaling& scaling = normalizer_.scaling();
  if (kernels::ScaleBytes(scaling, bytes.data(), bytes.size(), scaled.data()) != bytes.size()) {
    return;
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const float exact = normalizer_(normalizer_.Resampled(bytes[i]), i % 3);
    if (std::bit_cast<std::uint32_t>(scaled[i]) != std::bit_cast<std::uint32_t>(exact)) return;
  }
  scaling_ = scaling;
}

template <class Value>
void Packer::PackBytes(const Table<Value>& table, const cv::Mat& pixels, Value* out) const {
  const auto convert = [&](std::uint8_t x, std::size_t channel) { return table[channel][x]; };
  PackRows<std::uint8_t>(pixels, layout_, order_, convert, out);
}

// As they are.
void Packer::CopyBytes(const cv::Mat& pixels, std::uint8_t* out) const {
  const auto width = static_cast<std::size_t>(pixels.cols);
  for (int y = 0; y < pixels.rows; ++y) {
    if (layout_ == Layout::kNchw) {
      kernels::SplitRgb(pixels.ptr(y), width,
                        std::array{out, out + pixels.total(), out + 2 * pixels.total()});
      out += width;
    } else {
      const auto* from = OrderedBytes(pixels.ptr(y), width, order_, out);
      if (from != out) std::copy_n(from, 3 * width, out);
      out += 3 * width;
    }
  }
}

// A few pixels at a time, which the first cache holds. REQUIRES: scaling_.
template <class Value>
void Packer::ScaleBytes(const Table<Value>& table, const cv::Mat& pixels, Value* out) const {
  constexpr std::size_t kPixels = 512;
  std::array<std::uint8_t, 3 * kPixels> bytes;
  std::array<float, 3 * kPixels> scaled;
  const auto scale = [&](const kernels::Scaling& scaling, std::size_t count, Value* to,
                         std::array<std::size_t, 3> channels, const std::uint8_t* from) {
    std::size_t i = 0;
    if constexpr (std::is_same_v<Value, float>) {
      i = kernels::ScaleBytes(scaling, from, count, to);
    } else {
      i = kernels::ScaleBytes(scaling, from, count, scaled.data());
      Convert(scaled.data(), i, to);
    }
    for (; i < count; ++i) to[i] = table[channels[i % 3]][from[i]];
  };
  std::array<kernels::Scaling, 3> planes;
  for (std::size_t c = 0; c < 3; ++c) planes[c] = OfChannel(*scaling_, c);
  ForParts(pixels, kPixels, [&](const std::uint8_t* part, std::size_t width, std::size_t at) {
    if (layout_ == Layout::kNhwc) {
      scale(*scaling_, 3 * width, out + 3 * at, {0, 1, 2},
            OrderedBytes(part, width, order_, bytes.data()));
      return;
    }
    const std::array<std::uint8_t*, 3> rows = {bytes.data(), bytes.data() + kPixels,
                                               bytes.data() + 2 * kPixels};
    kernels::SplitRgb(part, width, rows);
    for (std::size_t c = 0; c < 3; ++c) {
      scale(planes[c], width, out + c * pixels.total() + at, {c, c, c},
            rows[static_cast<std::size_t>(order_[c])]);
    }
  });
}

void Packer::Convert(const float* scaled, std::size_t count, std::uint8_t* out) const {
  kernels::RoundRow(scaled, count, out);
}

void Packer::Convert(const float* scaled, std::size_t count, std::uint16_t* out) const {
  const auto which = dtype_ == Dtype::kFloat16 ? kernels::Half::kFloat16 : kernels::Half::kBfloat16;
  kernels::HalveRow(which, scaled, count, out);
}

void Packer::PackFloats(const cv::Mat& pixels, float* out) const {
  const auto width = static_cast<std::size_t>(pixels.cols);
  for (int y = 0; y < pixels.rows; ++y) {
    const auto* row = pixels.ptr<float>(y);
    if (layout_ == Layout::kNhwc) {
      kernels::ScalePixels(normalizer_.scaling(), row, width, order_, out);
      out += 3 * width;
    } else {
      const std::array<float*, 3> planes = {out, out + pixels.total(), out + 2 * pixels.total()};
      kernels::ScalePlanes(normalizer_.scaling(), row, width, order_, planes);
      out += width;
    }
  }
}

template <class Value>
void Packer::PackFloats(const cv::Mat& pixels, Value* out) const {
  constexpr std::size_t kPixels = 512;
  std::array<float, 3 * kPixels> scaled;
  const kernels::Scaling scaling =
      std::is_same_v<Value, std::uint8_t> ? normalizer_.ToPixels() : normalizer_.scaling();
  const bool is_plain = std::is_same_v<Value, std::uint8_t> && scaling.multiplier == 1;
  ForParts(pixels, kPixels, [&](const std::uint8_t* part, std::size_t width, std::size_t at) {
    const auto* rgb = reinterpret_cast<const float*>(part);
    if (layout_ == Layout::kNhwc && is_plain) {
      Convert(rgb, 3 * width, out + 3 * at);
      return;
    }
    if (layout_ == Layout::kNhwc) {
      kernels::ScalePixels(scaling, rgb, width, order_, scaled.data());
      Convert(scaled.data(), 3 * width, out + 3 * at);
      return;
    }
    const std::array<float*, 3> planes = {scaled.data(), scaled.data() + kPixels,
                                          scaled.data() + 2 * kPixels};
    kernels::ScalePlanes(scaling, rgb, width, order_, planes);
    for (std::size_t c = 0; c < 3; ++c) {
      Convert(planes[c], width, out + c * pixels.total() + at);
    }
  });
}

// torchvision's convert_image_dtype (0.29): x / 65535.
template <class Value>
void Packer::PackWords(const cv::Mat& pixels, Value* out) const {
  PackRows<std::uint16_t>(
      pixels, layout_, order_,
      [this](std::uint16_t x, std::size_t channel) {
        const float unit = static_cast<float>(x) / 65535.0F;
        if constexpr (std::is_same_v<Value, std::uint8_t>) {
          return unit_normalizer_.ToPixel(unit);
        } else {
          return ToValue<Value>(dtype_, unit_normalizer_(unit, channel));
        }
      },
      out);
}

void Packer::Pack(const cv::Mat& pixels, std::span<std::byte> tensor) const {
  assert(pixels.channels() == 3);
  std::visit(
      [&]<class Value>(const Table<Value>& table) {
        assert(tensor.size() == pixels.total() * 3 * sizeof(Value));
        auto* out = reinterpret_cast<Value*>(tensor.data());
        if (pixels.depth() == CV_8U) {
          if constexpr (std::is_same_v<Value, std::uint8_t>) {
            CopyBytes(pixels, out);
          } else if (scaling_) {
            ScaleBytes(table, pixels, out);
          } else {
            PackBytes(table, pixels, out);
          }
        } else if (pixels.depth() == CV_16U) {
          PackWords(pixels, out);
        } else {
          PackFloats(pixels, out);
        }
      },
      table_);
}

}  // namespace fit299::tensor
