#include "tensor/pack.h"

#include <cassert>
#include <type_traits>

namespace fit299::tensor {
namespace {

// Applies `convert(channel value, output channel)` to all pixels of kChannels channels, in the
// order of the layout.
template <int kChannels, class Channel, class Value, class Convert>
void PackRows(const cv::Mat& pixels, Layout layout, const std::array<int, 3>& order,
              const Convert& convert, Value* out) {
  if (layout == Layout::kNhwc) {
    for (int y = 0; y < pixels.rows; ++y) {
      const auto* row = pixels.ptr<Channel>(y);
      for (int x = 0; x < pixels.cols; ++x, row += kChannels, out += 3) {
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
      for (int x = 0; x < pixels.cols; ++x) out[x] = convert(row[x * kChannels], channel);
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
      order_ = {0, 1, 2};
      fill(table_.emplace<Table<std::uint8_t>>(), [](std::uint8_t x, std::size_t) { return x; });
      break;
  }
}

template <class Value>
void Packer::PackBytes(const Table<Value>& table, const cv::Mat& pixels, Value* out) const {
  const auto convert = [&](std::uint8_t x, std::size_t channel) { return table[channel][x]; };
  if (pixels.channels() == 4) {
    PackRows<4, std::uint8_t>(pixels, layout_, order_, convert, out);
  } else {
    PackRows<3, std::uint8_t>(pixels, layout_, order_, convert, out);
  }
}

template <class Value>
void Packer::PackFloats(const cv::Mat& pixels, Value* out) const {
  PackRows<4, float>(
      pixels, layout_, order_,
      [this](float x, std::size_t channel) {
        if constexpr (std::is_same_v<Value, std::uint8_t>) {
          return normalizer_.ToPixel(x);
        } else {
          return ToValue<Value>(dtype_, normalizer_(x, channel));
        }
      },
      out);
}

// torchvision's convert_image_dtype (0.29): x / 65535.
template <class Value>
void Packer::PackWords(const cv::Mat& pixels, Value* out) const {
  PackRows<4, std::uint16_t>(
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
  assert(pixels.depth() == CV_8U ? pixels.channels() == 3 || pixels.channels() == 4
                                 : pixels.type() == CV_16UC4 || pixels.type() == CV_32FC4);
  std::visit(
      [&]<class Value>(const Table<Value>& table) {
        assert(tensor.size() == pixels.total() * 3 * sizeof(Value));
        auto* out = reinterpret_cast<Value*>(tensor.data());
        if (pixels.depth() == CV_8U) {
          PackBytes(table, pixels, out);
        } else if (pixels.depth() == CV_16U) {
          PackWords(pixels, out);
        } else {
          PackFloats(pixels, out);
        }
      },
      table_);
}

}  // namespace fit299::tensor
