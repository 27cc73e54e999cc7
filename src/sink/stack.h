// One array of all accepted images: row i lies at a known offset, so that workers write side by
// side. How many rows there are is known only at the end, and written then.
#ifndef FIT299_SINK_STACK_H_
#define FIT299_SINK_STACK_H_

#include <cstddef>
#include <cstdint>
#include <opencv2/core/types.hpp>
#include <span>
#include <string>

#include "fit299/expected.h"
#include "fit299/recipe.h"
#include "sink/private_file.h"

namespace fit299::sink {

class Stack {
 public:
  // The file under construction lies in `folder`. `canvas` is every row's size.
  static Expected<Stack, WriteError> Create(const std::string& folder, const Recipe& recipe,
                                            cv::Size canvas);

  // Thread-safe. REQUIRES: tensor is one row's bytes.
  Expected<void, WriteError> Put(std::uint64_t row, std::span<const std::byte> tensor) const;

  // Writes the header and gives the file its name.
  Expected<void, WriteError> Publish(std::uint64_t rows, const std::string& path, bool replace);

  // The size of the file with so many rows, in bytes.
  static std::uint64_t FileBytes(const Recipe& recipe, cv::Size canvas, std::uint64_t rows);

 private:
  Stack(PrivateFile file, const Recipe& recipe, cv::Size canvas);

  PrivateFile file_;
  Dtype dtype_;
  Layout layout_;
  cv::Size canvas_;
};

}  // namespace fit299::sink

#endif  // FIT299_SINK_STACK_H_
