// A file of tensors: one, or a stack of them, read one at a time, so that a stack of any size takes
// the memory of one image.
#ifndef FIT299_TENSORS_TENSOR_FILE_H_
#define FIT299_TENSORS_TENSOR_FILE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "fit299/expected.h"
#include "tensors/tensor.h"

namespace fit299::tensors {

// An open file. Not thread-safe.
class TensorFile {
 public:
  virtual ~TensorFile() = default;

  virtual ValueType type() const = 0;
  virtual Shape shape() const = 0;         // of the whole, batch axis included
  virtual std::uint64_t size() const = 0;  // tensors in it
  virtual bool stacked() const = 0;        // a batch axis comes first, be it of length 1

  // The container's own name of a tensor, where it has names.
  virtual std::optional<std::string> Key(std::uint64_t /*index*/) const { return std::nullopt; }

  // Reads one tensor; the memory of `tensor` is reused. Errors: in words, without the path.
  virtual Expected<void, std::string> Read(std::uint64_t index, Tensor& tensor) = 0;

  // The shape of one tensor.
  Shape item_shape() const {
    const Shape all = shape();
    return stacked() ? Shape(all.begin() + 1, all.end()) : all;
  }
};

// One way to store tensors. A new one is a file and a row in kContainers (tensor_file.cpp).
struct Container {
  std::string_view name;                        // "npy"
  std::span<const std::string_view> suffixes;   // lower case, with the dot
  bool (*matches)(std::span<const std::byte>);  // by signature, never by name
  Expected<std::unique_ptr<TensorFile>, std::string> (*open)(const std::string& path);
};

std::span<const Container> Containers();

// True when the suffix (with the dot, in any case) is one of a container.
bool IsTensorSuffix(std::string_view suffix);

// True when the file's first bytes are those of a container. False also when it cannot be read.
bool IsTensorFile(const std::string& path);

// Errors: in words, without the path: what is wrong and what to do.
Expected<std::unique_ptr<TensorFile>, std::string> OpenTensorFile(const std::string& path);

}  // namespace fit299::tensors

#endif  // FIT299_TENSORS_TENSOR_FILE_H_
