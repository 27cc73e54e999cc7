// Image formats: bytes -> Header (probe), bytes -> upright RGB pixels (decode).
//
// Past this room nobody hears of BGR, alpha, EXIF, palettes or CMYK.
#ifndef FIT299_CODEC_CODEC_H_
#define FIT299_CODEC_CODEC_H_

#include <chrono>
#include <cstddef>
#include <opencv2/core/mat.hpp>
#include <span>
#include <string>
#include <string_view>

#include "fit299/expected.h"
#include "fit299/preprocess.h"
#include "fit299/recipe.h"
#include "fit299/status.h"

namespace fit299::codec {

using Bytes = std::span<const std::byte>;

class ColorConverter;

// Takes a picture in bands of rows, from top to bottom, as they are decoded.
class BandTaker {
 public:
  virtual ~BandTaker() = default;

  // Makes `band` room for the next rows of a picture of this size and type: for as many as the
  // taker likes, but one at least, and where it likes them to be. A decoder may have memory of its
  // own instead.
  virtual void MakeRoom(cv::Size picture, int type, cv::Mat& band);

  // The next rows, as they are stored: not turned, of the type that was asked for. Their first
  // pixel is that at `at` of the picture. Their memory is used again for those that follow.
  virtual void Take(const cv::Mat& band, cv::Point at) = 0;
};

// What a caller wants of a decoder.
struct DecodeRequest {
  Reader reader = Reader::kStandard;
  Orientation orientation = Orientation::kApply;
  Alpha alpha = Alpha::kBlend;
  Rgb background = {255, 255, 255};
  Dct dct = Dct::kAccurate;
  Upsampling upsampling = Upsampling::kFancy;
  Depth16 depth16 = Depth16::kHighByte;
  int frame = 0;         // of an animation, or page
  bool salvage = false;  // missing and wrong pixels are better than a rejection
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
  ColorConverter* colors = nullptr;  // applies ICC profiles; null: they are left out
  BandTaker* bands = nullptr;  // takes the pixels, where Header::in_rows; null: all are wanted
  cv::Rect wanted;             // by `bands`, as stored; others may not come. Empty: all
  int shrink = 1;              // 2, 4, 8: a picture that many times smaller, where Header::shrinks
};

// True when such a request turns an image upright: if it wants that, and TIFF for Pillow's reader
// always, as Image.load does (TiffImagePlugin.load_end).
bool IsTurned(const Header& header, const DecodeRequest& request);

// The size that an image has after decoding, unless that shrinks it.
cv::Size DecodedSize(const Header& header, const DecodeRequest& request);

// One format. A new one is a file and a row in kCodecs (codec.cpp).
//
// Rare formats are known here by name and signature only, and decoded by a program of its own, so
// that a fault in their libraries costs one image (decoder/client.h): their functions below are
// nullptr. That program has rows for them with nothing but the format and those functions.
struct Codec {
  std::string_view format;                     // "jpeg"
  std::span<const std::string_view> suffixes;  // lower case, with the dot: ".jpg"
  bool (*matches)(Bytes bytes);                // by signature, never by name

  // Everything that can be known without pixels, as this request has it.
  Expected<Header, Rejection> (*probe)(Bytes bytes, const DecodeRequest& request);

  // Decodes into `image` (CV_8UC3, CV_16UC3 of a file with 16 bits that are to be kept; its
  // memory is reused when the size allows), upright when the request
  // says so. Damage is an error: a picture is whole or rejected, unless salvage was asked for.
  // With request.bands they get the pixels, and `image` is but memory for a band; what was decoded
  // before an error has been given away then. Whatever is requested is done to each band: turning
  // the picture upright is not.
  // REQUIRES: `header` is what probe said of the same bytes and request; header.in_rows if there
  // are bands, or a format that is decoded elsewhere: those can always give them.
  Expected<FitReport, Rejection> (*decode)(Bytes bytes, const Header& header,
                                           const DecodeRequest& request, cv::Mat& image);

  std::string (*library)();  // "libjpeg-turbo 2.1.5"

  // False: the format is decoded elsewhere.
  bool in_process() const { return decode != nullptr; }
};

// All formats that are known, whether this process decodes them or not.
std::span<const Codec> Codecs();

// The codec for these bytes. Errors: kEmptyFile, kNotAnImage, kUnsupportedFormat (an image format
// that is known by its signature, but not read; tensors).
Expected<const Codec*, Rejection> FindCodec(Bytes bytes);

// The codec whose files carry this suffix (in any case, with the dot), or nullptr.
const Codec* FindCodecBySuffix(std::string_view suffix);

}  // namespace fit299::codec

#endif  // FIT299_CODEC_CODEC_H_
