// From a decoder's rows of samples to the image that was asked for: gray to RGB, alpha, depth.
#ifndef FIT299_FOREIGN_PIXEL_WRITER_H_
#define FIT299_FOREIGN_PIXEL_WRITER_H_

#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <vector>

#include "codec/codec.h"

namespace fit299::foreign {

// The samples of one pixel, interleaved.
struct PixelForm {
  int channels = 3;            // 1: gray. 2: gray and alpha. 3: RGB. 4: RGBA
  int depth = 8;               // bits of a sample in the file; above 8 they come as 16-bit samples
  bool premultiplied = false;  // the colours are multiplied by alpha already
  bool ignores_alpha = false;  // the last of 2 or 4 samples means nothing

  bool HasAlpha() const { return channels == 2 || channels == 4; }
};

// Writes samples of the full range (0..255, or 0..65535 in native byte order when form.depth > 8)
// into an image, or into bands, as DecodeRequest wants it, and notes every change.
class PixelWriter {
 public:
  // Makes `image`, whose pixels are undefined until they are put. All references must outlive the
  // writer. So many rows, counted from the top, are `rows_together` that they are put in any order;
  // else each is complete before the next one below.
  PixelWriter(const PixelForm& form, cv::Size size, const codec::DecodeRequest& request,
              cv::Mat& image, FitReport& report, int rows_together = 1);

  // Pixels are to be brought to sRGB by this profile, if the request says so; notes what comes of
  // it. `profile` may be empty. REQUIRES: nothing was put yet.
  void UseProfile(codec::Bytes profile);

  // Puts `count` pixels at (x, y) and to the right of it. REQUIRES: they lie within the image;
  // form.depth <= 8 for the first, > 8 for the second.
  void Put(int x, int y, int count, const std::uint8_t* samples);
  void Put(int x, int y, int count, const std::uint16_t* samples);

  // Makes `count` pixels kMissing, as salvage does, and notes it. REQUIRES: they lie within the
  // image.
  void PutMissing(int x, int y, int count);

  // When all pixels have been put: turns the image upright, or gives the last band away, and notes
  // what was seen in them.
  void Finish(const Header& header);

 private:
  void BeginBand();
  void GiveBand(int rows);
  // Where row y of the picture is in image_: the bands above it are given away.
  int RowOf(int y);
  void PutBytes(int x, int y, int count, const std::uint8_t* samples);
  void PutWide(int x, int y, int count, const std::uint16_t* samples);
  void Blend(const PixelForm& form, int count, const std::uint8_t* samples, std::uint8_t* to) const;
  // The straight RGBA of these pixels, by the profile.
  const std::uint8_t* Convert(int count, const std::uint8_t* samples);

  PixelForm form_;
  cv::Size size_;
  const codec::DecodeRequest& request_;
  cv::Mat& image_;
  FitReport& report_;
  int rows_together_;
  int type_ = 0;                    // of a pixel
  int top_ = 0;                     // the first row in image_
  int rows_ = 0;                    // of a band, or all
  cv::Mat tall_;                    // a band that is higher than its taker likes
  bool blends_;                     // alpha is blended on the background
  bool keeps_;                      // 16 bits stay 16 bits
  bool clips_;                      // 16-bit gray is cut off at 255
  std::uint8_t brightest_ = 0;      // high byte of all colours seen
  std::vector<std::uint8_t> row_;   // samples reduced to 8 bits
  std::vector<std::uint8_t> rgba_;  // converted

  const codec::ColorConverter* colors_ = nullptr;  // by a profile; null: there is none
};

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_PIXEL_WRITER_H_
