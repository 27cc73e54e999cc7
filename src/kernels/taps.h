// Taps: the weights of one axis, in the form that the kernels read.
#ifndef FIT299_KERNELS_TAPS_H_
#define FIT299_KERNELS_TAPS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace fit299::kernels {

// Weights are integers in units of 2^-22. A sum of weighted 8-bit pixels has to fit 32 bits: 8 bits
// of pixel, 22 of weight, and two for filters with negative lobes, whose sums may be below 0 or
// above 255.
inline constexpr int kWeightBits = 22;

// Vector units multiply 16-bit numbers, so each weight is split: w = high * 2^11 + low, exactly.
// `low` is within 0..2047; `high` fits 16 bits as long as |w| < 2^26, sixteen times the weight 1.
// Sums wrap at 32 bits like the plain sum does, so the split changes no bit of the result.
inline constexpr int kLowBits = 11;

// The weights of two neighbouring source pixels: the first in the lower 16 bits.
struct Pair {
  std::int32_t high;
  std::int32_t low;
};

// The weights of four neighbouring source pixels, for vector units that multiply bytes:
// w = digits[0] + digits[1] * 2^8 + digits[2] * 2^16, each within -128..127. One word holds that
// digit of all four weights, the first pixel's in the lowest byte. Weights below 1.98 have such
// digits.
struct Quad {
  std::array<std::int32_t, 3> digits;
};

// One output position: which source pixels it is made of. The same weights stand here twice, plain
// (for scalar code) and as pairs; an odd number of weights is filled up with a zero.
struct Position {
  int first;                  // index of the source pixel of the first weight
  int count;                  // at least 1
  std::size_t weights_begin;  // where they begin in Taps::weights()
  int pairs_first;            // likewise for the pairs
  int pairs_count;
  std::size_t pairs_begin;

  // The source pixels that a kernel reads for it: [reads_begin(), reads_end()). The last of them
  // may be behind end(), when the taps overhang.
  int reads_begin() const { return first < pairs_first ? first : pairs_first; }
  int reads_end() const {
    const int pairs_end = pairs_first + 2 * pairs_count;
    return first + count > pairs_end ? first + count : pairs_end;
  }
};

// Source indices are relative to begin(): the kernels are given only the pixels begin()..end().
class Taps {
 public:
  // Forgets all positions. The new ones use the source pixels [begin, end); memory is reused.
  void Reset(int begin, int end);

  // Room for so many positions of so many weights each.
  void Reserve(int positions, std::size_t most_weights);

  // Adds one output position, made of the source pixels first, first + 1, ... (not relative). Zeros
  // at the ends are left out.
  // REQUIRES: weights is not empty, and within [begin, end).
  void Add(int first, std::span<const std::int32_t> weights);

  // To be called after the last one, before a kernel gets them.
  void Finish();

  int begin() const { return begin_; }
  int end() const { return end_; }
  int size() const { return static_cast<int>(positions_.size()); }
  std::span<const Position> positions() const { return positions_; }
  const std::int32_t* weights() const { return weights_.data(); }
  const Pair* pairs() const { return pairs_.data(); }

  // True when a pair reaches past end(), which happens only when an odd number of pixels, all there
  // are, have a weight. Then pairs are of no use.
  bool overhangs() const { return overhangs_; }

  // The same weights a third time, for a kernel that reads four neighbouring pixels at once, as
  // often for each position: filled up with zeros to quads() times two pairs, from the source pixel
  // quad_firsts()[position] on. 0: there are not so many source pixels.
  int quads() const { return quads_; }
  std::span<const int> quad_firsts() const { return quad_firsts_; }
  const Pair* quad_pairs() const { return quad_pairs_.data(); }

  // The same quads as digits, if they have such.
  bool has_digits() const { return has_digits_; }
  const Quad* quad_digits() const { return quad_digits_.data(); }

 private:
  void AddPairs(Position& position);
  Quad ToQuad(const std::array<std::int32_t, 4>& weights);
  void AddQuads(const Position& position);

  int begin_ = 0;
  int end_ = 0;
  bool overhangs_ = false;
  std::vector<Position> positions_;
  std::vector<std::int32_t> weights_;
  std::vector<Pair> pairs_;
  int quads_ = 0;
  std::vector<int> quad_firsts_;
  std::vector<Pair> quad_pairs_;
  std::vector<Quad> quad_digits_;
  bool has_digits_ = true;
};

}  // namespace fit299::kernels

#endif  // FIT299_KERNELS_TAPS_H_
