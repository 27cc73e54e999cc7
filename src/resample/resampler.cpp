#include "resample/resampler.h"

#include <string>

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

Rejection TooMuchScratch(cv::Size scaled) {
  return {Reason::kTooLarge, "to scale it to " + std::to_string(scaled.width) + "x" +
                                 std::to_string(scaled.height) +
                                 " pixels would take more than 2 GiB of memory"};
}

}  // namespace fit299::resample
