#include "resample/nearest.h"

#include <cstddef>
#include <cstring>

#include "kernels/channels.h"
#include "resample/box.h"

namespace fit299::resample {
namespace {

constexpr std::size_t kPixelBytes = kernels::kChannels;

}  // namespace

Expected<void, Rejection> NearestResampler::Run(const cv::Mat& source, const cv::Rect2d& box,
                                                cv::Size scaled, cv::Rect window, cv::Mat& pixels) {
  pick_(ColumnAxis(source.size(), box, scaled, window), columns_);
  pick_(RowAxis(source.size(), box, scaled, window), rows_);
  pixels.create(window.size(), CV_8UC3);
  for (int y = 0; y < window.height; ++y) {
    const auto row = static_cast<std::size_t>(y);
    if (y > 0 && rows_[row] == rows_[row - 1]) {
      std::memcpy(pixels.ptr(y), pixels.ptr(y - 1),
                  static_cast<std::size_t>(window.width) * kPixelBytes);
    } else {
      CopyRow(source.ptr(rows_[row]), pixels.ptr(y));
    }
  }
  return {};
}

void NearestResampler::CopyRow(const std::uint8_t* from, std::uint8_t* to) const {
  for (const int column : columns_) {
    std::memcpy(to, from + static_cast<std::size_t>(column) * kPixelBytes, kPixelBytes);
    to += kPixelBytes;
  }
}

}  // namespace fit299::resample
