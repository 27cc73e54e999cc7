// Colours to sRGB by an ICC profile, by Little CMS.
#ifndef FIT299_CODEC_ICC_CONVERT_H_
#define FIT299_CODEC_ICC_CONVERT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <vector>

#include "codec/codec.h"

namespace fit299::codec {

// What the samples of a row mean before they are converted. The rows of kRgb and kGray are RGB with
// or without a fourth channel, which is left alone; kGray has the same value in all three.
enum class Inks : std::uint8_t { kRgb, kGray, kCmyk, kInvertedCmyk };

// Keeps the transform of the last profile, since the photos of a folder often share one. Perceptual
// intent, as Pillow's ImageCms.profileToProfile. Not thread-safe.
class ColorConverter {
 public:
  ColorConverter();
  ~ColorConverter();
  ColorConverter(const ColorConverter&) = delete;
  ColorConverter& operator=(const ColorConverter&) = delete;

  // Takes up a profile for samples of so many bytes (1 or 2, native order) and channels. False: it
  // is damaged, or describes other inks; then nothing may be converted.
  [[nodiscard]] bool Use(Bytes profile, Inks inks, int sample_bytes, int channels);

  // Converts `pixels` of a row. `from` may be `to` unless the inks are CMYK.
  // REQUIRES: Use said true for such a row.
  void ConvertRow(const void* from, void* to, int pixels) const;

 private:
  struct Transform;
  std::unique_ptr<Transform> transform_;
};

// Converts all of an image in place where the request says so and the profile matters, and notes
// what was done: the change icc-converted, or the warning icc-ignored where it cannot be used.
// `profile` may be empty.
void ConvertColors(Bytes profile, bool is_gray, const DecodeRequest& request, cv::Mat& image,
                   FitReport& report);

// Notes in the header that a profile will be left out, where it matters.
void NoteProfile(Bytes profile, const DecodeRequest& request, Header& header);

}  // namespace fit299::codec

#endif  // FIT299_CODEC_ICC_CONVERT_H_
