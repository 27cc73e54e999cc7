// OpenCV's arithmetic, by OpenCV itself.
#include <cstdint>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <string>

#include "resample/box.h"
#include "resample/resampler.h"

namespace fit299::resample {
namespace {

// OpenCV computes the whole size even when only a window is wanted: at 3 bytes a pixel, this is
// where an image with a very long side would take more than 1.2 GB.
constexpr std::int64_t kMaxPixels = 400'000'000;

int Interpolation(Filter filter) {
  switch (filter) {
    case Filter::kLinear: return cv::INTER_LINEAR;
    case Filter::kArea: return cv::INTER_AREA;
    case Filter::kCubic: return cv::INTER_CUBIC;
    case Filter::kLanczos4: return cv::INTER_LANCZOS4;
    default: return cv::INTER_NEAREST;
  }
}

Rejection TooLarge(cv::Size scaled) {
  return {Reason::kTooLarge, "it would be scaled to " + std::to_string(scaled.width) + "x" +
                                 std::to_string(scaled.height) +
                                 " pixels, which OpenCV has to compute as a whole"};
}

class OpenCvResampler : public Resampler {
 public:
  explicit OpenCvResampler(Filter filter) : interpolation_(Interpolation(filter)) {}

  Expected<void, Rejection> Run(const cv::Mat& whole, const cv::Rect2d& box, cv::Size scaled,
                                cv::Rect window, cv::Mat& pixels) override {
    if (std::int64_t{scaled.width} * scaled.height > kMaxPixels) return TooLarge(scaled);
    const cv::Mat source = CutOut(whole, box);
    try {
      if (window.size() == scaled) {
        cv::resize(source, pixels, scaled, 0, 0, interpolation_);
      } else {
        cv::resize(source, whole_, scaled, 0, 0, interpolation_);
        whole_(window).copyTo(pixels);
      }
    } catch (const cv::Exception& error) {
      if (error.code == cv::Error::StsNoMem) return TooLarge(scaled);
      return Rejection{Reason::kInternalError, "OpenCV could not resample it: " + error.err};
    }
    return {};
  }

  void ReleaseMemory(std::size_t kept) override {
    if (whole_.total() * whole_.elemSize() > kept) whole_.release();
  }

 private:
  int interpolation_;
  cv::Mat whole_;
};

}  // namespace

std::unique_ptr<Resampler> MakeOpenCvResampler(Filter filter) {
  return std::make_unique<OpenCvResampler>(filter);
}

}  // namespace fit299::resample
