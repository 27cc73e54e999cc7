#include "resample/nearest.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "geometry/orientation.h"
#include "kernels/channels.h"
#include "resample/box.h"

namespace fit299::resample {
namespace {

constexpr std::size_t kPixelBytes = kernels::kChannels;

void Mirror(int size, std::vector<int>& picked) {
  for (int& index : picked) index = size - 1 - index;
  std::ranges::reverse(picked);
}

}  // namespace

Expected<void, Rejection> NearestResampler::Begin(cv::Size source, int orientation,
                                                  const cv::Rect2d& box, cv::Size scaled,
                                                  cv::Rect window, cv::Mat& pixels) {
  Pick(source, box, scaled, window);
  const Turn turn = TurnOf(orientation);
  if (turn.mirrors_x) Mirror(source.width, columns_);
  if (turn.mirrors_y) Mirror(source.height, rows_);
  if (turn.transposes) std::swap(columns_, rows_);

  next_ = 0;
  pixels.create(window.size(), CV_8UC3);
  result_.Begin(pixels, scaled, window, orientation);
  return {};
}

void NearestResampler::Pick(cv::Size source, const cv::Rect2d& box, cv::Size scaled,
                            cv::Rect window) {
  cv::Rect2d part = box;
  cv::Point corner;
  if (cuts_out_) {
    corner = cv::Rect(box).tl();
    source = cv::Rect(box).size();
    part = {0, 0, box.width, box.height};
  }
  pick_(ColumnAxis(source, part, scaled, window), columns_);
  pick_(RowAxis(source, part, scaled, window), rows_);
  for (int& column : columns_) column += corner.x;
  for (int& row : rows_) row += corner.y;
}

cv::Rect NearestResampler::needed() const {
  return {cv::Point(columns_.front(), rows_.front()),
          cv::Point(columns_.back() + 1, rows_.back() + 1)};
}

void NearestResampler::Add(const cv::Mat& band, cv::Point at) {
  cv::Mat& pixels = result_.stored();
  if (next_ == pixels.rows) return;
  const auto picked = [this](int row) { return rows_[static_cast<std::size_t>(row)]; };
  for (; next_ < pixels.rows && picked(next_) < at.y + band.rows; ++next_) {
    std::uint8_t* to = pixels.ptr(next_);
    if (next_ > 0 && picked(next_) == picked(next_ - 1)) {
      std::memcpy(to, pixels.ptr(next_ - 1), columns_.size() * kPixelBytes);
    } else {
      CopyRow(band.ptr(picked(next_) - at.y), at.x, to);
    }
  }
  if (next_ < pixels.rows) return;
  result_.Finish();
  next_ = 0;
}

void NearestResampler::CopyRow(const std::uint8_t* from, int first_column, std::uint8_t* to) const {
  for (const int column : columns_) {
    std::memcpy(to, from + static_cast<std::size_t>(column - first_column) * kPixelBytes,
                kPixelBytes);
    to += kPixelBytes;
  }
}

void NearestResampler::ReleaseMemory(std::size_t kept) { result_.ReleaseMemory(kept); }

}  // namespace fit299::resample
