// Memory for vectors.
#ifndef FIT299_KERNELS_ALIGNED_H_
#define FIT299_KERNELS_ALIGNED_H_

#include <cstddef>
#include <new>
#include <vector>

namespace fit299::kernels {

// Of a cache line, in bytes: no vector that begins at a multiple of its size reads two of them.
inline constexpr std::size_t kAlignment = 64;

template <class Value>
struct AlignedAllocator {
  using value_type = Value;

  AlignedAllocator() = default;
  template <class Other>
  explicit AlignedAllocator(const AlignedAllocator<Other>& /*other*/) {}

  Value* allocate(std::size_t count) {
    return static_cast<Value*>(
        ::operator new (count * sizeof(Value), std::align_val_t{kAlignment}));
  }
  void deallocate(Value* memory, std::size_t /*count*/) {
    ::operator delete (memory, std::align_val_t{kAlignment});
  }
  bool operator==(const AlignedAllocator& /*other*/) const { return true; }
};

// Begins with a cache line.
template <class Value>
using AlignedVector = std::vector<Value, AlignedAllocator<Value>>;

// The least number of values that is not below `count`, and fills whole cache lines.
template <class Value>
constexpr std::size_t RoundUpToLines(std::size_t count) {
  constexpr std::size_t kLine = kAlignment / sizeof(Value);
  return (count + kLine - 1) / kLine * kLine;
}

}  // namespace fit299::kernels

#endif  // FIT299_KERNELS_ALIGNED_H_
