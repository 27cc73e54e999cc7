#include "resample/resampler.h"

#include <string>

#include "geometry/orientation.h"

namespace fit299::resample {

std::unique_ptr<Resampler> MakeResampler(const Recipe& recipe) {
  switch (recipe.engine) {
    case Engine::kPillow:
    case Engine::kPillow12: return MakePillowResampler(recipe.engine, recipe.filter);
    case Engine::kPillowFloat: return MakePillowFloatResampler(recipe.filter);
    case Engine::kOpenCv: return MakeOpenCvResampler(recipe.filter);
    case Engine::kTensorFlow: return MakeTensorFlowResampler(recipe.filter, recipe.resample_on);
    case Engine::kTorch: return MakeTorchResampler(recipe.filter, recipe.resample_on);
  }
  return nullptr;
}

Expected<void, Rejection> Resampler::Run(const cv::Mat& source, const cv::Rect2d& box,
                                         cv::Size scaled, cv::Rect window, cv::Mat& pixels) {
  auto begun = Begin(source.size(), kUpright, box, scaled, window, pixels);
  if (begun) Add(source, {0, 0});
  return begun;
}

Rejection TooMuchScratch(cv::Size scaled) {
  return {Reason::kTooLarge, "to scale it to " + std::to_string(scaled.width) + "x" +
                                 std::to_string(scaled.height) +
                                 " pixels would take more than 2 GiB of memory"};
}

}  // namespace fit299::resample
