// The weights of OpenCV's filters, by the formulas of cv::resize for 8-bit pixels (OpenCV 4.6).
#ifndef FIT299_RESAMPLE_OPENCV_WEIGHTS_H_
#define FIT299_RESAMPLE_OPENCV_WEIGHTS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/fixed_point.h"
#include "kernels/spans.h"
#include "resample/axis.h"

namespace fit299::resample::opencv {

// The filters whose weights are in fixed point.
enum class FixedFilter : std::uint8_t {
  kLinear,
  kCubic,
  kLanczos4,
  kEnlargingArea,  // what INTER_AREA is unless both sides shrink: linear, at places of its own
};

// The number of weights of a position: 2, 4 or 8.
int TapsOf(FixedFilter filter);

// The weights of the vertical pass. Beyond the source's edge stands the row at the edge again: as a
// row of its own, since it is not all the same where a sum is rounded.
struct FixedRowWeights {
  struct Position {
    int top;       // the row of the first weight, which may be beyond the edge
    int first;     // the rows that there are: [first, first + count)
    int count;     //
    int sequence;  // the number of `first` among all rows that any position needs
  };
  int taps = 0;
  std::vector<Position> positions;
  std::vector<std::int16_t> weights;  // by position, taps of them
};

// The weights of the wanted positions of an axis; old content is forgotten. Columns beyond the edge
// are summed into that at the edge: there, sums are exact.
// REQUIRES: the axis's box is its whole source.
void ComputeColumns(FixedFilter filter, const Axis& axis, kernels::FixedColumns& columns);
void ComputeRows(FixedFilter filter, const Axis& axis, FixedRowWeights& rows);

// The shares that pixels have in the areas that an axis is shrunk to. REQUIRES: it is shrunk.
void ComputeArea(const Axis& axis, kernels::Spans& spans);

// How many source pixels OpenCV takes one of an axis for, where that is a whole number for it, so
// that areas are of whole pixels; else 0.
int WholeScale(const Axis& axis);

// Whether an axis is not enlarged, as OpenCV computes that.
bool Shrinks(const Axis& axis);

// The pixels that are nearest. (Here, the box may be a part of the source.)
void PickNearest(const Axis& axis, std::vector<int>& picked);

}  // namespace fit299::resample::opencv

#endif  // FIT299_RESAMPLE_OPENCV_WEIGHTS_H_
