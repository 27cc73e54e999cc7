// What range and normalization a tensor seems to have, by its values alone.
#ifndef FIT299_EXAMINE_VERDICT_H_
#define FIT299_EXAMINE_VERDICT_H_

#include <string>
#include <string_view>

#include "examine/statistics.h"
#include "tensors/tensor.h"

namespace fit299::examine {

struct Verdict {
  // nothing, constant, pixels, unit, tf, torch, caffe, other, scaled-twice, wrong, unknown.
  std::string_view code;
  std::string words;
  bool certain = false;  // every value is one that 8-bit pixels so scaled have
};

// A proper way of scaling that explains every value is believed before a wrong one: a nearly black
// picture is no mistake.
Verdict Judge(const Statistics& statistics, tensors::ValueType type);

}  // namespace fit299::examine

#endif  // FIT299_EXAMINE_VERDICT_H_
