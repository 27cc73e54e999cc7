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

// Takes up the profile of a picture where the request says so and the profile matters, and notes
// what comes of it: the change icc-converted, or the warning icc-ignored where it cannot be used.
// Null: nothing is to be converted. The arguments are those of Use; `profile` may be empty.
const ColorConverter* TakeUpProfile(Bytes profile, Inks inks, int sample_bytes, int channels,
                                    const DecodeRequest& request, FitReport& report);

// Converts rows in place. A pixel is converted by itself, so it does not matter how many rows are
// there. `colors` may be null: then they stay as they are.
void ConvertRows(const ColorConverter* colors, cv::Mat& rows);

// Notes in the header that a profile will be left out, where it matters.
void NoteProfile(Bytes profile, const DecodeRequest& request, Header& header);

}  // namespace fit299::codec

#endif  // FIT299_CODEC_ICC_CONVERT_H_
