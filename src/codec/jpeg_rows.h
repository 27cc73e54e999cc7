// The rows of a JPEG: all of them, or a part, of which the rest is only checked for damage.
#ifndef FIT299_CODEC_JPEG_ROWS_H_
#define FIT299_CODEC_JPEG_ROWS_H_

#include <cstdint>
#include <opencv2/core/mat.hpp>

#include "codec/codec.h"
#include "codec/jpeg_inks.h"
#include "codec/libjpeg.h"

namespace fit299::codec {

class JpegRows {
 public:
  // `image` has room for all rows; or, for request.bands, for as many as shall be taken at a time.
  // All references must outlive the object. REQUIRES: the header is read, and the output chosen.
  JpegRows(const DecodeRequest& request, JpegInks& inks, jpeg_decompress_struct& info,
           cv::Mat& image)
      : request_(request), inks_(inks), info_(info), image_(image) {}

  // Reads all rows, or for request.bands those that are wanted.
  //
  // Coded data are read to the last bit wherever they lie. But what is well outside the wanted part
  // gets no pixels, which saves half of the work; those inside are the same to the last bit.
  //
  // To be called within RunJpegStep.
  void Read();

  // Makes the rows kMissing that Read did not come to, for libjpeg has stopped.
  // REQUIRES: request.salvage.
  void PutMissing();

 private:
  int Width() const { return static_cast<int>(info_.output_width); }
  int Height() const { return static_cast<int>(info_.output_height); }
  int NextRow() const { return static_cast<int>(info_.output_scanline); }
  cv::Rect Wanted() const;
  void CropColumns(cv::Range wanted);
  void SkipTo(int end);
  void ReadRow(std::uint8_t* rgb);
  void ReadTo(int end);
  // The rows from begin_ to `end` are in image_.
  void GiveBand(int end);

  const DecodeRequest& request_;
  JpegInks& inks_;
  jpeg_decompress_struct& info_;
  cv::Mat& image_;
  int first_column_ = 0;  // of the picture, in image_
  int begin_ = 0;         // likewise, the first row
};

}  // namespace fit299::codec

#endif  // FIT299_CODEC_JPEG_ROWS_H_
