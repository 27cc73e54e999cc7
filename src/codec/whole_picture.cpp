#include "codec/whole_picture.h"

#include "geometry/orientation.h"

namespace fit299::codec {

void WholePicture::Take(const cv::Mat& band, cv::Point at) {
  if (orientation_ == kUpright && band.rows == stored_.height) {
    image_ = band;
    return;
  }
  const cv::Rect all({0, 0}, stored_);
  if (at.y == 0) {
    memory_.create(ToUpright(all, stored_, orientation_).size(), band.type());
    image_ = memory_;
  }
  cv::Mat part = image_(ToUpright({at, band.size()}, stored_, orientation_));
  TurnUpright(orientation_, band, part);
}

}  // namespace fit299::codec
