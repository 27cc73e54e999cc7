// Why two tensors differ, in words: what is found for the worst few pairs, put together.
#ifndef FIT299_EXAMINE_DIAGNOSIS_H_
#define FIT299_EXAMINE_DIAGNOSIS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fit299/preprocess.h"
#include "fit299/recipe.h"
#include "tensors/tensor.h"

namespace fit299::examine {

// One thing that was found. The code is stable: layout, reshaped, channels, orientation, scaling,
// scaled-twice, not-scaled, shift, filter, decoder, rounding,
// not-finite, recipe, nearest-recipe.
struct Finding {
  std::string_view code;
  std::string words;
  bool proven = true;      // undoing it was tried, and the difference collapses
  std::string detail{};    // numbers, of the worst image
  std::size_t images = 1;  // of those examined that show it
};

struct Diagnosis {
  std::size_t examined = 0;
  std::vector<Finding> findings;

  // Adds what was found for one more pair.
  void Add(std::vector<Finding> found);

  // Of the recipes keeps the few that hold for the most images.
  void Settle();
};

// One side of a pair.
struct Evidence {
  const tensors::Tensor& tensor;
  std::optional<Layout> known_layout;
};

// Where B was fitted from an image.
struct ImageEvidence {
  std::vector<std::byte> bytes;
  Recipe asked;
  Limits limits;
  bool is_a = false;  // the image is A, not B
};

std::vector<Finding> DiagnosePair(const Evidence& a, const Evidence& b,
                                  const std::optional<ImageEvidence>& image);

}  // namespace fit299::examine

#endif  // FIT299_EXAMINE_DIAGNOSIS_H_
