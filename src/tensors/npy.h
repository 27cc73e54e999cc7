// NumPy's array file (numpy.lib.format, versions 1 to 3): what its header says.
#ifndef FIT299_TENSORS_NPY_H_
#define FIT299_TENSORS_NPY_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "fit299/expected.h"
#include "tensors/tensor.h"

namespace fit299::tensors {

struct NpyHeader {
  ValueType type = ValueType::kFloat32;
  bool big_endian = false;
  Shape shape;
  std::uint64_t offset = 0;  // of the values in the file
};

bool IsNpy(std::span<const std::byte> head);

// The most that a header of an array of numbers takes.
inline constexpr std::size_t kNpyHeadBytes = 64 * 1024;

// `head` is the beginning of a file of `file_bytes`. Errors: in words, what is wrong or not read
// and what to do.
Expected<NpyHeader, std::string> ParseNpyHeader(std::span<const std::byte> head,
                                                std::uint64_t file_bytes);

}  // namespace fit299::tensors

#endif  // FIT299_TENSORS_NPY_H_
