// CMYK and YCCK: four inks to RGB, by a framework's formula or by a profile.
#ifndef FIT299_CODEC_JPEG_INKS_H_
#define FIT299_CODEC_JPEG_INKS_H_

#include <cstdint>
#include <vector>

#include "codec/codec.h"
#include "codec/libjpeg.h"

namespace fit299::codec {

bool IsCmyk(const jpeg_decompress_struct& info);

// The row that libjpeg decodes to, where it does not decode to RGB itself.
class JpegInks {
 public:
  // Notes how inks become colours. `profile` may be empty.
  JpegInks(const jpeg_decompress_struct& info, Bytes profile, const DecodeRequest& request,
           FitReport& report);

  // Null: libjpeg writes RGB.
  std::uint8_t* row() { return samples_.empty() ? nullptr : samples_.data(); }

  // REQUIRES: row() has been written.
  void Convert(int width, std::uint8_t* rgb) const;

 private:
  using FromInk = int (*)(int ink, int black);
  static FromInk Choose(Reader reader, bool is_adobe);

  FromInk from_ink_;
  const ColorConverter* by_profile_ = nullptr;  // instead, if there is a profile to apply
  std::vector<std::uint8_t> samples_;
};

}  // namespace fit299::codec

#endif  // FIT299_CODEC_JPEG_INKS_H_
