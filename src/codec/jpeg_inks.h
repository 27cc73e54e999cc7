// What libjpeg decodes to, to sRGB: CMYK and YCCK by a framework's formula, and all that has a
// profile by that, if it is wanted.
#ifndef FIT299_CODEC_JPEG_INKS_H_
#define FIT299_CODEC_JPEG_INKS_H_

#include <cstdint>
#include <vector>

#include "codec/codec.h"
#include "codec/libjpeg.h"

namespace fit299::codec {

bool IsCmyk(const jpeg_decompress_struct& info);

class JpegInks {
 public:
  // Notes how colours are made. `profile` may be empty.
  JpegInks(const jpeg_decompress_struct& info, Bytes profile, const DecodeRequest& request,
           FitReport& report);

  // Where libjpeg is to write a row that becomes `rgb`: there, or to four inks in memory of its
  // own.
  std::uint8_t* Row(std::uint8_t* rgb) { return samples_.empty() ? rgb : samples_.data(); }

  // False: libjpeg's RGB is as it is wanted.
  bool converts() const { return by_profile_ != nullptr || !samples_.empty(); }

  // REQUIRES: Row(rgb) has been written; converts().
  void Convert(int width, std::uint8_t* rgb) const;

  // Makes a row kMissing, by the profile where libjpeg would have written RGB.
  void PutMissing(int width, std::uint8_t* rgb) const;

 private:
  using FromInk = int (*)(int ink, int black);
  static FromInk Choose(Reader reader, bool is_adobe);

  FromInk from_ink_;
  const ColorConverter* by_profile_;   // instead, if there is a profile to apply
  std::vector<std::uint8_t> samples_;  // inks, if that is what libjpeg decodes to
};

}  // namespace fit299::codec

#endif  // FIT299_CODEC_JPEG_INKS_H_
