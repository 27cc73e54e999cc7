// Which tensor of A belongs to which of B.
#ifndef FIT299_EXAMINE_MATCH_H_
#define FIT299_EXAMINE_MATCH_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "examine/side.h"

namespace fit299::examine {

struct Matching {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> pairs;  // in the order of A
  std::vector<std::uint64_t> only_a;
  std::vector<std::uint64_t> only_b;
  bool by_position = false;  // for want of names
};

// One against one is a pair, whatever the names. Else by the image's path; what is left, by the
// path without its suffix, where that is unique. Without names on both sides, by position.
Matching Match(const Side& a, const Side& b);

}  // namespace fit299::examine

#endif  // FIT299_EXAMINE_MATCH_H_
