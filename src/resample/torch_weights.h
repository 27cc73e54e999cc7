// torch's weights along one axis (torch 2.15, CPU), in the arithmetic that its kernels compile to.
// Each function fills what it is given with the positions [begin, end) of the axis.
#ifndef FIT299_RESAMPLE_TORCH_WEIGHTS_H_
#define FIT299_RESAMPLE_TORCH_WEIGHTS_H_

#include "kernels/spans.h"
#include "resample/axis.h"

namespace fit299::resample::torch {

// UpSampleKernel.cpp, HelperInterpLinear with antialias. For Sum::kTailFused. An axis that keeps
// its size has no pass: one weight of 1 each.
void ComputeBilinearAa(const Axis& axis, kernels::Spans& spans);

// UpSampleKernel.cpp, HelperInterpLinear without, align_corners=False. For Sum::kBackwardFused. A
// span may end one past the last pixel, which is the last again.
void ComputeBilinear(const Axis& axis, kernels::Spans& spans);

}  // namespace fit299::resample::torch

#endif  // FIT299_RESAMPLE_TORCH_WEIGHTS_H_
