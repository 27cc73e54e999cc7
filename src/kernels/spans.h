// The weights of one axis, and the ways to sum by them, for the engines that compute in float. Each
// product and each sum is rounded, in the order that is written here, so that the bits are those of
// the framework on every CPU. A fused product is rounded once, with its sum.
#ifndef FIT299_KERNELS_SPANS_H_
#define FIT299_KERNELS_SPANS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace fit299::kernels {

// How a sum of products is computed.
enum class Sum : std::uint8_t {
  kInOrder,  // from the first to the last, none fused

  // The first, then groups of four, none fused, then the up to three that are left, fused: what GCC
  // has made of the loop in torch's antialiased kernels (torch 2.15, x86-64, AVX2).
  kTailFused,

  // From the last to the first, fused: what it has made of torch's bilinear kernels.
  kBackwardFused,

  // Of one value the value itself; of two, a and b, a + (b - a) * the second weight.
  kBetween,
};

// One output position: the weighted sum of `count` source positions from `first` on. None: zero.
struct Span {
  int first;
  int count;
  std::size_t weights_begin;  // in Spans::weights
};

// The weights of one axis. Where they are double, so are products and sums, of float values, and
// the sum is rounded to float at last.
template <class Weight>
struct SpansOf {
  std::vector<Span> spans;
  std::vector<Weight> weights;

  // Forgets what there is. Room for so many spans of so many weights each: a wide picture has
  // millions of weights, and a vector that grows takes twice what it needs, and more meanwhile.
  void Reset(int count, std::size_t most_weights) {
    spans.clear();
    weights.clear();
    spans.reserve(static_cast<std::size_t>(count));
    weights.reserve(static_cast<std::size_t>(count) * most_weights);
  }
  void Add(int first, std::span<const Weight> more) {
    spans.push_back({first, static_cast<int>(more.size()), weights.size()});
    weights.insert(weights.end(), more.begin(), more.end());
  }
};

using Spans = SpansOf<float>;
using ExactSpans = SpansOf<double>;

}  // namespace fit299::kernels

#endif  // FIT299_KERNELS_SPANS_H_
