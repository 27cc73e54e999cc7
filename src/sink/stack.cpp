#include "sink/stack.h"

#include <array>
#include <utility>

#include "fit299/preprocess.h"
#include "sink/npy.h"

namespace fit299::sink {
namespace {

std::string Header(Dtype dtype, Layout layout, cv::Size canvas, std::uint64_t rows) {
  const std::array<int, 3> axes = TensorShape(canvas, layout);
  const std::array<std::uint64_t, 4> shape = {rows, static_cast<std::uint64_t>(axes[0]),
                                              static_cast<std::uint64_t>(axes[1]),
                                              static_cast<std::uint64_t>(axes[2])};
  return NpyHeader(dtype, shape);
}

}  // namespace

Stack::Stack(PrivateFile file, const Recipe& recipe, cv::Size canvas)
    : file_(std::move(file)), dtype_(recipe.dtype), layout_(recipe.layout), canvas_(canvas) {}

Expected<Stack, WriteError> Stack::Create(const std::string& folder, const Recipe& recipe,
                                          cv::Size canvas) {
  auto file = PrivateFile::Create(folder);
  if (!file) return std::move(file).error();
  return Stack(*std::move(file), recipe, canvas);
}

Expected<void, WriteError> Stack::Put(std::uint64_t row, std::span<const std::byte> tensor) const {
  const std::uint64_t header = Header(dtype_, layout_, canvas_, 0).size();
  return file_.WriteAt(header + row * tensor.size(), tensor);
}

Expected<void, WriteError> Stack::Publish(std::uint64_t rows, const std::string& path,
                                          bool replace) {
  const std::string header = Header(dtype_, layout_, canvas_, rows);
  if (auto done = file_.WriteAt(0, std::as_bytes(std::span(header))); !done) return done;
  return file_.Publish(path, replace);
}

std::uint64_t Stack::FileBytes(const Recipe& recipe, cv::Size canvas, std::uint64_t rows) {
  const std::uint64_t values = std::uint64_t{3} * static_cast<std::uint64_t>(canvas.width) *
                               static_cast<std::uint64_t>(canvas.height);
  return Header(recipe.dtype, recipe.layout, canvas, rows).size() +
         rows * values * BytesPerValue(recipe.dtype);
}

}  // namespace fit299::sink
