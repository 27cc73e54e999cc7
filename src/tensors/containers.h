// The containers that are read, a function each, as the table in tensor_file.cpp has them.
#ifndef FIT299_TENSORS_CONTAINERS_H_
#define FIT299_TENSORS_CONTAINERS_H_

#include <memory>
#include <string>

#include "fit299/expected.h"
#include "tensors/tensor_file.h"

namespace fit299::tensors {

// An array of four axes or more is a stack, one of three or fewer is one tensor.
Expected<std::unique_ptr<TensorFile>, std::string> OpenNpy(const std::string& path);

}  // namespace fit299::tensors

#endif  // FIT299_TENSORS_CONTAINERS_H_
