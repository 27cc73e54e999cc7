#include "tensor/pack.h"

#include <algorithm>
#include <cassert>

#include "tensor/lookup.h"

namespace fit299::tensor {
namespace {

using Row = const std::uint8_t*;

// One row of interleaved values.
template <int kChannels, class Value>
Value* PackInterleaved(const std::array<int, 3>& source,
                       const std::array<std::array<Value, 256>, 3>& values, Row row, int width,
                       Value* out) {
  for (int x = 0; x < width; ++x, row += kChannels, out += 3) {
    out[0] = values[0][row[source[0]]];
    out[1] = values[1][row[source[1]]];
    out[2] = values[2][row[source[2]]];
  }
  return out;
}

// One row of one plane.
template <int kChannels, class Value>
Value* PackPlane(const std::array<Value, 256>& values, Row row, int width, Value* out) {
  for (int x = 0; x < width; ++x) out[x] = values[row[x * kChannels]];
  return out + width;
}

template <int kChannels, class Value>
void PackRows(const std::array<int, 3>& source, const std::array<std::array<Value, 256>, 3>& values,
              const cv::Mat& pixels, Layout layout, Value* out) {
  if (layout == Layout::kNhwc) {
    for (int y = 0; y < pixels.rows; ++y) {
      out = PackInterleaved<kChannels>(source, values, pixels.ptr(y), pixels.cols, out);
    }
    return;
  }
  for (std::size_t channel = 0; channel < 3; ++channel) {
    for (int y = 0; y < pixels.rows; ++y) {
      out =
          PackPlane<kChannels>(values[channel], pixels.ptr(y) + source[channel], pixels.cols, out);
    }
  }
}

}  // namespace

Packer::Packer(const Recipe& recipe) : layout_(recipe.layout) {
  const Lookup lookup = MakeLookup(recipe);
  const auto convert = [&](auto& table, auto to_value) {
    table.source = lookup.source;
    for (std::size_t channel = 0; channel < 3; ++channel) {
      std::ranges::transform(lookup.values[channel], table.values[channel].begin(), to_value);
    }
  };
  switch (recipe.dtype) {
    case Dtype::kFloat32:
      convert(table_.emplace<Table<float>>(), [](float value) { return value; });
      break;
    case Dtype::kFloat16: convert(table_.emplace<Table<std::uint16_t>>(), ToFloat16); break;
    case Dtype::kBfloat16: convert(table_.emplace<Table<std::uint16_t>>(), ToBfloat16); break;
    case Dtype::kUint8: {
      auto& table = table_.emplace<Table<std::uint8_t>>();
      table.source = {0, 1, 2};
      for (auto& values : table.values) {
        for (std::size_t x = 0; x < 256; ++x) values[x] = static_cast<std::uint8_t>(x);
      }
      break;
    }
  }
}

template <class Value>
void Packer::PackAs(const Table<Value>& table, const cv::Mat& pixels, Value* out) const {
  if (pixels.channels() == 4) {
    PackRows<4>(table.source, table.values, pixels, layout_, out);
  } else {
    PackRows<3>(table.source, table.values, pixels, layout_, out);
  }
}

void Packer::Pack(const cv::Mat& pixels, std::span<std::byte> tensor) const {
  assert(pixels.depth() == CV_8U && (pixels.channels() == 3 || pixels.channels() == 4));
  std::visit(
      [&]<class Value>(const Table<Value>& table) {
        assert(tensor.size() == pixels.total() * 3 * sizeof(Value));
        PackAs(table, pixels, reinterpret_cast<Value*>(tensor.data()));
      },
      table_);
}

}  // namespace fit299::tensor
