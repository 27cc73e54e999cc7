// A hash of a picture's pixels, whichever way they come.
#ifndef FIT299_BATCH_PIXEL_HASH_H_
#define FIT299_BATCH_PIXEL_HASH_H_

#include <cstdint>
#include <opencv2/core/mat.hpp>

#include "record/digest.h"

namespace fit299::batch {

// Pictures that are equal when they are upright have equal hashes, however they are stored: the
// pixels are hashed in pieces of upright rows, each with its place.
class PixelHash {
 public:
  // Of a picture of this size as stored, which the EXIF orientation 1..8 turns upright.
  PixelHash(cv::Size stored, int orientation);

  // The next rows as they are stored: of type CV_8UC3 or CV_16UC3, all of one type.
  void Add(const cv::Mat& rows);

  // REQUIRES: all rows were added.
  record::Hash128 Value() const;

 private:
  int StripRows() const;
  void HashStrip(const cv::Mat& strip);
  void HashBlock(const cv::Mat& block, int x, int y);
  void HashPiece(const std::uint8_t* pixels, const cv::Mat& block, cv::Point at);

  cv::Size size_;
  int orientation_;
  int row_ = 0;    // of the next one to come
  cv::Mat strip_;  // rows that wait for those below, where columns are to be rows
  int waiting_ = 0;
  bool is_wide_ = false;
  cv::Mat upright_;  // scratch
  record::Hash128 sum_{};
};

}  // namespace fit299::batch

#endif  // FIT299_BATCH_PIXEL_HASH_H_
