#include "resample/opencv_area.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "geometry/orientation.h"
#include "kernels/channels.h"
#include "kernels/float_rows.h"
#include "resample/box.h"
#include "resample/opencv_weights.h"

namespace fit299::resample::opencv {
namespace {

using kernels::kChannels;

// A sum of more than 8 million pixels does not fit, and is as wrong here as there.
std::uint8_t Mean(std::uint32_t sum, cv::Size area) {
  if (area == cv::Size(2, 2)) return static_cast<std::uint8_t>((sum + 2) >> 2);
  const float share = 1.0F / static_cast<float>(area.area());
  const float mean = static_cast<float>(static_cast<std::int32_t>(sum)) * share;
  return static_cast<std::uint8_t>(std::clamp(std::nearbyint(mean), 0.0F, 255.0F));
}

}  // namespace

AreaResampler::AreaResampler()
    : FloatResampler(Box::kIsCutOut, kernels::Widen::kPlain, kernels::Sum::kInOrder) {}

void AreaResampler::ComputeWeights(const Axis& axis, Spans& spans) const {
  ComputeArea(axis, spans);
}

void AreaResampler::CreatePixels(cv::Size size, cv::Mat& pixels) {
  pixels.create(size, CV_8UC(kChannels));
  rounded_ = pixels;
  row_.resize(static_cast<std::size_t>(size.width) * kChannels);
}

void AreaResampler::FinishRow(int y, std::size_t count, float* row) {
  kernels::RoundRow(row, count, rounded_.ptr(y));
}

void AreaResampler::ReleaseMemory(std::size_t kept) {
  rounded_.release();  // of an image that was not finished
  FloatResampler::ReleaseMemory(kept);
}

Expected<void, Rejection> WholeAreaResampler::Begin(cv::Size /*source*/,
                                                    [[maybe_unused]] int orientation,
                                                    const cv::Rect2d& box, cv::Size scaled,
                                                    cv::Rect window, cv::Mat& pixels) {
  assert(orientation == kUpright);
  const cv::Rect whole(box);
  corner_ = whole.tl();
  area_ = {whole.width / scaled.width, whole.height / scaled.height};
  needed_ = {window.x * area_.width, window.y * area_.height, window.width * area_.width,
             window.height * area_.height};
  added_ = needed_.y;
  const std::size_t values = static_cast<std::size_t>(needed_.width) * kChannels;
  if (values > kMaxScratchBytes / sizeof(sums_[0])) return TooMuchScratch(scaled);
  sums_.assign(values, 0);
  pixels.create(window.size(), CV_8UC(kChannels));
  pixels_ = pixels;
  return {};
}

void WholeAreaResampler::Add(const cv::Mat& band, cv::Point at) {
  at -= corner_;
  const int begin = std::max(at.y, added_);
  const int end = std::min(at.y + band.rows, needed_.y + needed_.height);
  if (begin >= end) return;
  for (; added_ < end; ++added_) {
    AddRow(band.ptr(added_ - at.y) + std::ptrdiff_t{needed_.x - at.x} * kChannels);
    const int row = added_ - needed_.y;
    if ((row + 1) % area_.height == 0) {
      FinishRow(pixels_.ptr(row / area_.height));
      std::ranges::fill(sums_, 0);
    }
  }
  if (end == needed_.y + needed_.height) pixels_.release();
}

void WholeAreaResampler::AddRow(const std::uint8_t* row) {
  for (std::uint32_t& sum : sums_) sum += *row++;
}

void WholeAreaResampler::FinishRow(std::uint8_t* out) const {
  const std::uint32_t* from = sums_.data();
  for (int x = 0; x < pixels_.cols; ++x, from += std::ptrdiff_t{area_.width} * kChannels) {
    for (int c = 0; c < kChannels; ++c) {
      std::uint32_t sum = 0;
      for (int i = 0; i < area_.width; ++i) sum += from[i * kChannels + c];
      *out++ = Mean(sum, area_);
    }
  }
}

void WholeAreaResampler::ReleaseMemory(std::size_t kept) {
  pixels_.release();  // of an image that was not finished
  if (sums_.capacity() * sizeof(sums_[0]) > kept) std::vector<std::uint32_t>().swap(sums_);
}

}  // namespace fit299::resample::opencv
