// What the differences are that no exchange of values or axes explains: a shift, another filter,
// another decoder.
#ifndef FIT299_EXAMINE_RESIDUE_H_
#define FIT299_EXAMINE_RESIDUE_H_

#include <optional>
#include <string>

#include "examine/picture.h"

namespace fit299::examine {

enum class ResidueKind { kShift, kFilter, kDecoder, kRounding };

struct Residue {
  ResidueKind kind;
  std::string words;
  bool proven;  // the difference collapses when it is undone; else the pattern is just like it
  std::string detail;  // numbers
};

// `a` and `b` are of one size, in the same values; `level` is one of 256 levels of a pixel in them.
// nullopt: no known pattern.
std::optional<Residue> ExplainResidue(const Picture& a, const Picture& b, double level);

}  // namespace fit299::examine

#endif  // FIT299_EXAMINE_RESIDUE_H_
