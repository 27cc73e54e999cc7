// Resampling: the weighted sums that compute new pixels, one file an engine.
#ifndef FIT299_RESAMPLE_RESAMPLER_H_
#define FIT299_RESAMPLE_RESAMPLER_H_

#include <cstddef>
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

  // True when an image that has its size already goes through untouched.
  virtual bool KeepsSameSize() const { return true; }

  // Resamples the part `box` of `source` to the size `scaled`, and writes the part `window` of that
  // into `pixels`, of window's size; its memory is reused. The pixels are those of a full resize
  // and a crop; what is outside the window is computed only where the engine has to. They are
  // CV_8UC3, or CV_32FC3 from an engine that keeps its pixels float: 0..255 or 0..1, as
  // the recipe's ResampleOn says, and beyond where a filter overshoots. (torch:bilinear-aa also
  // takes CV_16UC3, and gives the same.)
  //
  // Pillow's engines take pixels around the box into account, as Image.resize(box=...) does, and
  // the box may begin and end between pixels. The others cut the box out first.
  //
  // REQUIRES: source is CV_8UC3; box lies within source, and is of whole pixels but for
  // Pillow's engines; window lies within `scaled`; if KeepsSameSize(), box.size() != scaled.
  // Errors: kTooLarge, when the engine would need more memory than is sane.
  // As it is here, for an engine that takes bands: the whole source is one.
  virtual Expected<void, Rejection> Run(const cv::Mat& source, const cv::Rect2d& box,
                                        cv::Size scaled, cv::Rect window, cv::Mat& pixels);

  // True when a source may also come in bands of rows, so that it never is in memory as a whole:
  // Begin instead of Run, with the size of the source, then Add for each band from top to bottom.
  // `pixels` is complete, and the same as by Run, once all of needed() has come; it has to stay
  // where it is until then.
  //
  // Such a source need not be upright either, where it takes turned ones: Add takes its pixels as
  // they are stored, and all that Begin gets is of the upright one.
  // REQUIRES of Begin: orientation is 1..8, and one of which TakesBands is true.
  virtual bool TakesBands(bool /*turned*/) const { return false; }
  virtual Expected<void, Rejection> Begin(cv::Size /*source*/, int /*orientation*/,
                                          const cv::Rect2d& /*box*/, cv::Size /*scaled*/,
                                          cv::Rect /*window*/, cv::Mat& /*pixels*/) {
    return {};
  }

  // The part of the source, as stored, whose pixels count. Valid after Begin.
  virtual cv::Rect needed() const { return {}; }

  // A band whose first pixel is that at `at` of the stored source.
  // REQUIRES: it has all of needed()'s columns, and the first row of it that has not come yet.
  virtual void Add(const cv::Mat& /*band*/, cv::Point /*at*/) {}

  // Gives scratch memory back that is larger than `kept` bytes.
  virtual void ReleaseMemory(std::size_t /*kept*/) {}
};

// REQUIRES: FindRecipeError(recipe) is empty.
std::unique_ptr<Resampler> MakeResampler(const Recipe& recipe);

// One maker for each engine, in the file of its name.
std::unique_ptr<Resampler> MakePillowResampler(Engine engine, Filter filter);
std::unique_ptr<Resampler> MakePillowFloatResampler(Filter filter);
std::unique_ptr<Resampler> MakeOpenCvResampler(Filter filter);
std::unique_ptr<Resampler> MakeTensorFlowResampler(Filter filter, ResampleOn resample_on);
std::unique_ptr<Resampler> MakeTorchResampler(Filter filter, ResampleOn resample_on);

// A photo needs well under a hundredth of this. Beyond it are only sizes made up to do harm.
inline constexpr std::size_t kMaxScratchBytes = std::size_t{2} << 30;

// The rejection of an image that would need more scratch memory.
Rejection TooMuchScratch(cv::Size scaled);

}  // namespace fit299::resample

#endif  // FIT299_RESAMPLE_RESAMPLER_H_
