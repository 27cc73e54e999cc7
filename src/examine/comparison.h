// `compare`: how far two sets of tensors are apart, and why.
#ifndef FIT299_EXAMINE_COMPARISON_H_
#define FIT299_EXAMINE_COMPARISON_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "examine/diagnosis.h"
#include "examine/difference.h"
#include "examine/match.h"
#include "examine/side.h"
#include "fit299/exit_status.h"
#include "fit299/expected.h"

namespace fit299::examine {

struct Question {
  double tolerance = 0;  // of a value's absolute difference
  Recipe recipe;         // how images are fitted
  Limits limits;
};

// What one side's tensors are; of several unlike ones, the first that was read.
struct Kind {
  tensors::ValueType type = tensors::ValueType::kFloat32;
  tensors::Shape shape;
};

// An image that could not be fitted.
struct Unfit {
  std::string path;
  std::string why;
};

struct Comparison {
  std::optional<Kind> a;
  std::optional<Kind> b;
  std::uint64_t images = 0;  // that are on both sides
  std::uint64_t images_equal = 0;
  std::uint64_t unlike_shapes = 0;  // pairs that could not be compared value by value
  std::uint64_t unlike_types = 0;
  bool by_position = false;
  Difference total;
  std::string worst;  // the image that is farthest apart, "" when all are equal
  std::optional<Difference> worst_difference;  // absent when the shapes differ
  std::vector<std::string> only_a;
  std::vector<std::string> only_b;
  std::vector<Unfit> unfit;
  Diagnosis diagnosis;

  // True when anything is outside of the tolerance.
  bool differs() const {
    return total.outside > 0 || unlike_shapes > 0 || unlike_types > 0 || !only_a.empty() ||
           !only_b.empty() || images == 0;
  }
};

// Errors: kFailure (a tensor that cannot be read), kUsage (images on both sides).
Expected<Comparison, Failure> CompareSides(Side& a, Side& b, const Question& question);

}  // namespace fit299::examine

#endif  // FIT299_EXAMINE_COMPARISON_H_
