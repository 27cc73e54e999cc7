// Any bytes as a file of tensors (.npy).
//
// What is opened has all the tensors that it says, each of the shape that it says.
#include <algorithm>
#include <limits>
#include <string>

#include "fuzz/fuzz.h"
#include "fuzz/memory_file.h"
#include "tensors/tensor_file.h"

namespace fit299::tensors {
namespace {

using fuzz::Require;

void ReadAll(const std::string& path, std::size_t file_bytes) {
  auto file = OpenTensorFile(path);
  Require(!file || IsTensorFile(path));
  if (!file) return;
  TensorFile& tensors = **file;
  const std::uint64_t bytes = Count(tensors.item_shape()) * BytesPerValue(tensors.type());
  Require(tensors.size() == 0 || bytes <= file_bytes);
  Require(bytes == 0 || tensors.size() <= file_bytes);
  Tensor tensor;
  for (const std::uint64_t index : {std::uint64_t{0}, tensors.size() - 1}) {
    if (index >= tensors.size()) continue;
    Require(tensors.Read(index, tensor).ok());
    Require(tensor.shape == tensors.item_shape());
    Require(tensor.values.size() == Count(tensor.shape));
  }
  // Whoever goes through all of them comes to an end.
  Require(tensors.size() <= file_bytes);
}

}  // namespace
}  // namespace fit299::tensors

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fit299::fuzz::MemoryFile file({data, size});
  fit299::tensors::ReadAll(file.path(), size);
  return 0;
}
