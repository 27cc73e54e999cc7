// Filters: how much a source pixel contributes to an output pixel, by their distance.
#ifndef FIT299_RESAMPLE_FILTERS_H_
#define FIT299_RESAMPLE_FILTERS_H_

#include <span>

#include "fit299/recipe.h"

namespace fit299::resample {

// Pillow's filters, in double arithmetic that is Pillow's to the last bit. (`nearest` is not among
// them: it picks pixels and weighs none.)
struct FilterShape {
  Filter filter;
  double (*weight)(double distance);  // in units of source pixels; of output pixels when shrinking
  double support;                     // no weight beyond this distance
};

std::span<const FilterShape> FilterShapes();

// REQUIRES: the filter stands in FilterShapes().
const FilterShape& FindFilterShape(Filter filter);

}  // namespace fit299::resample

#endif  // FIT299_RESAMPLE_FILTERS_H_
