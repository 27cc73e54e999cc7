// Puts the bands of a picture together.
#ifndef FIT299_CODEC_WHOLE_PICTURE_H_
#define FIT299_CODEC_WHOLE_PICTURE_H_

#include <opencv2/core/mat.hpp>

#include "codec/codec.h"

namespace fit299::codec {

// Each band is turned by itself, so that what is turned is not there twice.
class WholePicture : public BandTaker {
 public:
  // A picture of the size `stored` becomes `image`, upright where `orientation`, 1..8, is what
  // turns it. Its memory is `memory`, or that of a band which is all there is to it.
  WholePicture(cv::Size stored, int orientation, cv::Mat& memory, cv::Mat& image)
      : stored_(stored), orientation_(orientation), memory_(memory), image_(image) {}

  void Take(const cv::Mat& band, cv::Point at) override;

 private:
  const cv::Size stored_;
  const int orientation_;
  cv::Mat& memory_;
  cv::Mat& image_;
};

}  // namespace fit299::codec

#endif  // FIT299_CODEC_WHOLE_PICTURE_H_
