// TensorFlow's weights along one axis, in float32, as the CPU kernels of TensorFlow 2.21 compute
// them. Each function fills what it is given with the positions [begin, end) of the axis.
#ifndef FIT299_RESAMPLE_TF_WEIGHTS_H_
#define FIT299_RESAMPLE_TF_WEIGHTS_H_

#include <vector>

#include "fit299/recipe.h"
#include "kernels/spans.h"
#include "resample/axis.h"

namespace fit299::resample::tf {

// resize_nearest_neighbor_op.cc, half_pixel_centers.
void PickNearest(const Axis& axis, std::vector<int>& picked);

// resize_bilinear_op.cc: with half-pixel centers, or as TensorFlow 1 without. For Sum::kBetween.
void ComputeBilinear(const Axis& axis, bool half_pixel_centers, kernels::Spans& spans);

// resize_bicubic_op.cc, half_pixel_centers: cubic convolution with a = -0.5, from a table of 1024
// steps; what lies outside the image has no weight.
void ComputeBicubic(const Axis& axis, kernels::Spans& spans);

// resize_area_op.cc. A span may end one past the last pixel, which is the last again.
void ComputeArea(const Axis& axis, kernels::Spans& spans);

// What the sum of both area passes is multiplied by.
float AreaScale(const Axis& columns, const Axis& rows);

// scale_and_translate_op.cc: the filters of tf.image.resize that can antialias, and those that go
// this way in any case (lanczos, gaussian, mitchell).
void ComputeScaleAndTranslate(const Axis& axis, Filter filter, kernels::Spans& spans);

}  // namespace fit299::resample::tf

#endif  // FIT299_RESAMPLE_TF_WEIGHTS_H_
