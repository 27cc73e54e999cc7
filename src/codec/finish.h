// The last steps of decoding, the same for all formats.
#ifndef FIT299_CODEC_FINISH_H_
#define FIT299_CODEC_FINISH_H_

#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <optional>

#include "codec/codec.h"

namespace fit299::codec {

// Blends straight (not premultiplied) RGBA on an opaque colour, rounded to nearest:
// (c * a + background * (255 - a)) / 255. `image` has rgba's size and three channels.
void Blend(const cv::Mat& rgba, const Rgb& background, cv::Mat& image);

// Turns the image upright if the request says so, and notes it. Of bands, whoever takes them does.
void Finish(const Header& header, const DecodeRequest& request, cv::Mat& image, FitReport& report);

// The rejection of a request for a frame that is not there; nullopt: it is. `frames`: those that
// can be asked for.
std::optional<Rejection> FindMissingFrame(int frame, int frames);

// The rejection of a frame before which the canvas has to be drawn, or copied, too often for what
// the frames are coded in; nullopt: it is not. `header`: its size is the canvas, its bytes are
// those of the frames up to this one.
std::optional<Rejection> FindCostlyFrame(const Header& header, int frame);

// What missing pixels are where they are salvaged, in every channel: libjpeg's gray.
inline constexpr std::uint8_t kMissing = 128;

// True when the time for this image is over.
bool IsLate(const DecodeRequest& request);
Rejection TookTooLong();

// How many rows a band has: few enough to stay in a core's cache until they have been taken.
int BandRows(const cv::Size& picture);

// Above this many pixels a decoder first asks whether a file of that size can hold them at all,
// before memory is allocated. Smaller claims cost little, and the decoder itself finds out better
// what is wrong with them.
inline constexpr std::int64_t kPixelsTakenOnTrust = 16'000'000;

// The rejection of a claim that the file's size cannot support.
Rejection ImpossibleClaim(cv::Size size, std::size_t bytes);

}  // namespace fit299::codec

#endif  // FIT299_CODEC_FINISH_H_
