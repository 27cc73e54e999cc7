// Geometry: where each output pixel comes from, as numbers computed from the header alone.
//
// Every policy is a set of numbers in this one struct. They are integers, but for the crop of
// Rounding::kPillow, which may begin and end between two pixels. It stands in the manifest, so that
// boxes and masks can be mapped to the output and back:
//
//   out = (source - crop.tl) * scaled / crop.size - window.tl + at
//
// with coordinates measured from the corner of a pixel, not from its centre.
#ifndef FIT299_GEOMETRY_H_
#define FIT299_GEOMETRY_H_

#include <opencv2/core/types.hpp>

#include "fit299/expected.h"
#include "fit299/recipe.h"
#include "fit299/status.h"

namespace fit299 {

// The longest side that is ever computed, in pixels.
inline constexpr int kMaxSide = 100'000'000;

struct Geometry {
  cv::Size source;  // the upright image, in pixels
  cv::Rect2d crop;  // the part of the source that is resampled
  cv::Size scaled;  // the size that the crop is resampled to, as a whole
  cv::Rect window;  // the part of `scaled` that is kept; nothing else is computed
  cv::Point at;     // where the window's corner lies on the canvas
  cv::Size canvas;  // the output; what the window does not cover is padding
  int shrink = 1;   // 2, 4, 8: how many times smaller the decoder is to give the source

  bool operator==(const Geometry&) const = default;
};

// REQUIRES: source is not empty and FindRecipeError(recipe) is empty.
// Errors: kTooSmall (smaller than the crop, and Small::kReject), kTooLarge (a side of `scaled` or
// `canvas` would exceed kMaxSide, as for 1x5000 whose shorter side is to be 299), kOddAspect (a
// side would be rounded to nothing, and the framework whose rounding it is refuses the image as
// well). The source is as large as it is stored: `shrink` depends on its format, too.
Expected<Geometry, Rejection> ComputeGeometry(const Recipe& recipe, cv::Size source);

// True when a side gets more pixels than it had.
bool IsEnlarged(const Geometry& geometry);

// True when the two sides are scaled differently, by more than rounding to whole pixels explains.
bool IsAspectChanged(const Geometry& geometry);

}  // namespace fit299

#endif  // FIT299_GEOMETRY_H_
