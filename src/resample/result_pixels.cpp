#include "resample/result_pixels.h"

namespace fit299::resample {

void ResultPixels::Begin(const cv::Mat& upright, cv::Size scaled, cv::Rect window,
                         int orientation) {
  orientation_ = orientation;
  upright_ = upright;
  if (orientation_ == kUpright) {
    pixels_ = upright_;
  } else {
    memory_.create(ToStored(window, scaled, orientation).size(), upright.type());
    pixels_ = memory_;
  }
}

void ResultPixels::Finish() {
  if (orientation_ != kUpright) TurnUpright(orientation_, pixels_, upright_);
  pixels_.release();
  upright_.release();
}

void ResultPixels::ReleaseMemory(std::size_t kept) {
  pixels_.release();
  upright_.release();
  if (memory_.total() * memory_.elemSize() > kept) memory_.release();
}

}  // namespace fit299::resample
