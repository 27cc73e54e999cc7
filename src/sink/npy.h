// NumPy's array file, version 1.0 (numpy.lib.format): a header, then the values in C order.
#ifndef FIT299_SINK_NPY_H_
#define FIT299_SINK_NPY_H_

#include <cstdint>
#include <span>
#include <string>

#include "fit299/recipe.h"

namespace fit299::sink {

// The header's bytes, the very ones that numpy.save (2.x) writes for such an array. Its length does
// not depend on the first axis, so that an array whose length is known only at its end can be
// written first. bfloat16 stands as '<V2', as ml_dtypes arrays are saved.
std::string NpyHeader(Dtype dtype, std::span<const std::uint64_t> shape);

}  // namespace fit299::sink

#endif  // FIT299_SINK_NPY_H_
