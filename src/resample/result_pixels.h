// The pixels of a result while it is made of a picture that EXIF turns.
#ifndef FIT299_RESAMPLE_RESULT_PIXELS_H_
#define FIT299_RESAMPLE_RESULT_PIXELS_H_

#include <cstddef>
#include <opencv2/core/mat.hpp>

#include "geometry/orientation.h"

namespace fit299::resample {

// They are made as the source is stored, and turned when all are there. Memory is reused.
class ResultPixels {
 public:
  // `upright` is the window of the result, and has its size. The result is turned by `orientation`.
  void Begin(const cv::Mat& upright, cv::Size scaled, cv::Rect window, int orientation);

  // As they are stored: to be filled. Empty once they are finished.
  cv::Mat& stored() { return pixels_; }

  // All are there: makes them upright, and forgets the caller's memory.
  void Finish();

  // Of a result that was not finished, too. More than `kept` bytes are given back.
  void ReleaseMemory(std::size_t kept);

 private:
  int orientation_ = kUpright;
  cv::Mat upright_;  // the caller's
  cv::Mat pixels_;   // the same, or, where they have to be turned at last, memory_
  cv::Mat memory_;
};

}  // namespace fit299::resample

#endif  // FIT299_RESAMPLE_RESULT_PIXELS_H_
