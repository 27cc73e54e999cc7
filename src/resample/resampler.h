// Resampling: the weighted sums that compute new pixels, one file an engine.
#ifndef FIT299_RESAMPLE_RESAMPLER_H_
#define FIT299_RESAMPLE_RESAMPLER_H_

#include <memory>
#include <opencv2/core/mat.hpp>

#include "fit299/expected.h"
#include "fit299/recipe.h"
#include "fit299/status.h"

namespace fit299::resample {

// Keeps weights and scratch memory between images. Not thread-safe: one for each thread.
class Resampler {
 public:
  virtual ~Resampler() = default;

  // Channels that the engine wants its images to have: 4 (RGBX) where that is faster, else 3.
  virtual int channels() const = 0;

  // Resamples all of `source` to the size `scaled`, and writes the part `window` of that into
  // `pixels` (of window's size and source's type; its memory is reused). The pixels are those of a
  // full resize and a crop; what is outside the window is computed only where the engine has to.
  // REQUIRES: source is CV_8UC(channels()); window lies within `scaled`; source.size() != scaled
  // (same size: every engine copies, so there is nothing to call it for).
  // Errors: kTooLarge, when the engine would need more memory than is sane.
  virtual Expected<void, Rejection> Run(const cv::Mat& source, cv::Size scaled, cv::Rect window,
                                        cv::Mat& pixels) = 0;
};

// REQUIRES: the pair stands in Resamplings().
std::unique_ptr<Resampler> MakeResampler(Engine engine, Filter filter);

// One maker for each engine, in the file of its name.
std::unique_ptr<Resampler> MakePillowResampler(Filter filter);
std::unique_ptr<Resampler> MakeOpenCvResampler(Filter filter);

}  // namespace fit299::resample

#endif  // FIT299_RESAMPLE_RESAMPLER_H_
