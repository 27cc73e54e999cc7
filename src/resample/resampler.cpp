#include "resample/resampler.h"

namespace fit299::resample {

std::unique_ptr<Resampler> MakeResampler(Engine engine, Filter filter) {
  switch (engine) {
    case Engine::kPillow: return MakePillowResampler(filter);
    case Engine::kOpenCv: return MakeOpenCvResampler(filter);
  }
  return nullptr;
}

}  // namespace fit299::resample
