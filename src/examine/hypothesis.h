// What turns one picture into the other, found by trying: each guess is applied to A, and stands
// only when the difference to B collapses.
#ifndef FIT299_EXAMINE_HYPOTHESIS_H_
#define FIT299_EXAMINE_HYPOTHESIS_H_

#include <array>
#include <optional>

#include "examine/picture.h"
#include "examine/scaling.h"
#include "tensors/tensor.h"

namespace fit299::examine {

// A picture, and the type that its values were stored as: what rounding they have gone through.
struct Subject {
  Picture picture;
  tensors::ValueType type = tensors::ValueType::kFloat32;
};

// B = a * slope + offset, for each channel of B.
struct Line {
  std::array<double, 3> slope = {1, 1, 1};
  std::array<double, 3> offset = {0, 0, 0};
};

// A, turned, its channels perhaps in the other order, its values mapped, is B.
struct Hypothesis {
  const Turn* turn = kTurns.data();
  bool swapped = false;           // R and B exchanged
  const Scaling* from = nullptr;  // how A was scaled, and
  const Scaling* to = nullptr;    // how B was; both nullptr when that is not known
  Line line;

  bool keeps_values() const { return from == to; }
  // True when the exchange of channels is not just what the two ways of scaling ask for.
  bool swaps_colors() const;
};

// What remains between A, so changed, and B.
struct Remainder {
  double mean = 0;     // absolute, in the values of B
  double max = 0;      // likewise
  double level = 1;    // what one of 256 levels of a pixel is in the values of B
  bool exact = false;  // nothing but rounding remains

  double mean_levels() const { return mean / level; }
  double max_levels() const { return max / level; }
};

struct Explanation {
  Hypothesis hypothesis;
  Remainder before;  // infinite when the shapes differ
  Remainder after;
};

// The best hypothesis, whether good or not. `from`: how A is known to be scaled, or nullptr.
// nullopt: there is nothing to go by, as for constant pictures, or for unlike sizes.
std::optional<Explanation> FindBest(const Subject& a, const Subject& b, const Scaling* from);

// The same, but only when it changes something, and the difference collapses by it: to rounding, or
// to less than a quarter and a few levels.
std::optional<Explanation> Explain(const Subject& a, const Subject& b, const Scaling* from);

// A as the hypothesis has it, in the values of B.
Picture Apply(const Hypothesis& hypothesis, const Picture& a);

// What lies between two pictures of the same size as they are.
Remainder Measure(const Picture& a, const Picture& b, double level, double tolerance);

// What one level of a pixel is in these values, judging by their range.
double GuessLevel(const Picture& picture);

}  // namespace fit299::examine

#endif  // FIT299_EXAMINE_HYPOTHESIS_H_
