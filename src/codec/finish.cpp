#include "codec/finish.h"

#include <opencv2/core.hpp>
#include <string>

#include "geometry/orientation.h"

namespace fit299::codec {
namespace {

// The exact quotient by 255, rounded to nearest, of 0..255 * 255.
std::uint8_t DivideBy255(unsigned value) {
  const unsigned biased = value + 128;
  return static_cast<std::uint8_t>((biased + (biased >> 8)) >> 8);
}

void BlendRow(const std::uint8_t* from, const Rgb& background, int width, std::uint8_t* to) {
  for (int x = 0; x < width; ++x, from += 4, to += 3) {
    const unsigned alpha = from[3];
    const unsigned rest = 255 - alpha;
    for (std::size_t i = 0; i < 3; ++i) to[i] = DivideBy255(from[i] * alpha + background[i] * rest);
  }
}

}  // namespace

void Blend(const cv::Mat& rgba, const Rgb& background, cv::Mat& image) {
  for (int y = 0; y < rgba.rows; ++y) {
    BlendRow(rgba.ptr<std::uint8_t>(y), background, rgba.cols, image.ptr<std::uint8_t>(y));
  }
}

void Finish(const Header& header, const DecodeRequest& request, cv::Mat& image, FitReport& report) {
  if (header.orientation == 1 || !IsTurned(header, request)) return;
  if (request.bands == nullptr) TurnUpright(header.orientation, image);
  report.changes.Add(Change::kRotated);
}

std::optional<Rejection> FindCostlyFrame(const Header& header, int frame) {
  // Up to ten nanoseconds each. Drawings of few colours have some hundred of them to a byte.
  constexpr std::uint64_t kPixelsOnTrust = 128'000'000;
  constexpr std::uint64_t kMostPerByte = 256;
  if (frame == 0) return std::nullopt;
  const auto frames = static_cast<std::uint64_t>(frame) + 1;
  const auto canvas =
      static_cast<std::uint64_t>(std::int64_t{header.size.width} * header.size.height);
  if (frames <= kPixelsOnTrust / canvas || frames * canvas / kMostPerByte <= header.coded_bytes) {
    return std::nullopt;
  }
  return Rejection{Reason::kTooComplex,
                   "frame " + std::to_string(frame) + " needs " + std::to_string(frames * canvas) +
                       " pixels drawn from " + std::to_string(header.coded_bytes) + " bytes"};
}

std::optional<Rejection> FindMissingFrame(int frame, int frames) {
  if (frame < frames) return std::nullopt;
  return Rejection{
      Reason::kUnsupportedFeature,
      "no frame " + std::to_string(frame) + ": " +
          (frames == 1 ? std::string("there is one that can be read, number 0")
                       : "there are " + std::to_string(frames) + ", and they count from 0")};
}

int BandRows(const cv::Size& picture) {
  constexpr int kBytes = 256 * 1024;
  constexpr int kFewest = 16;  // what a JPEG has decoded at a time
  const int rows = kBytes / (picture.width * 3 + 1) / kFewest * kFewest;
  return std::min(std::max(rows, kFewest), picture.height);
}

bool IsLate(const DecodeRequest& request) {
  return std::chrono::steady_clock::now() > request.deadline;
}

Rejection TookTooLong() { return {Reason::kTooComplex, "decoding takes too long (--timeout)"}; }

Rejection ImpossibleClaim(cv::Size size, std::size_t bytes) {
  return {Reason::kTooLarge, "claims to be " + std::to_string(size.width) + "x" +
                                 std::to_string(size.height) + " pixels, more than " +
                                 std::to_string(bytes) + " bytes can hold"};
}

}  // namespace fit299::codec
