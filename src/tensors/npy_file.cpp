#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "tensors/containers.h"
#include "tensors/npy.h"
#include "tensors/random_file.h"

namespace fit299::tensors {
namespace {

// Fewer axes are one image, gray or with channels, or no image at all.
constexpr std::size_t kStackAxes = 4;

// Their number would be no more than a claim: a hundred bytes can make it 2^63.
bool IsStackOfNothing(const Shape& shape) {
  return shape.size() >= kStackAxes && shape[0] != 0 &&
         std::find(shape.begin() + 1, shape.end(), 0U) != shape.end();
}

class NpyFile : public TensorFile {
 public:
  NpyFile(RandomFile file, NpyHeader header) : file_(std::move(file)), header_(std::move(header)) {}

  ValueType type() const override { return header_.type; }
  Shape shape() const override { return header_.shape; }
  bool stacked() const override { return header_.shape.size() >= kStackAxes; }
  std::uint64_t size() const override { return stacked() ? header_.shape[0] : 1; }

  Expected<void, std::string> Read(std::uint64_t index, Tensor& tensor) override {
    tensor.type = header_.type;
    tensor.shape = item_shape();
    tensor.values.resize(Count(tensor.shape));
    bytes_.resize(tensor.values.size() * BytesPerValue(header_.type));
    auto done = file_.ReadAt(header_.offset + index * bytes_.size(), bytes_);
    if (done) Decode(header_.type, header_.big_endian, bytes_, tensor.values);
    return done;
  }

 private:
  RandomFile file_;
  NpyHeader header_;
  std::vector<std::byte> bytes_;
};

}  // namespace

Expected<std::unique_ptr<TensorFile>, std::string> OpenNpy(const std::string& path) {
  auto file = RandomFile::Open(path);
  if (!file) return std::move(file).error();
  std::vector<std::byte> head(std::min<std::uint64_t>(kNpyHeadBytes, file->size()));
  if (auto done = file->ReadAt(0, head); !done) return std::move(done).error();
  auto header = ParseNpyHeader(head, file->size());
  if (!header) return std::move(header).error();
  if (IsStackOfNothing(header->shape)) {
    return "its " + std::to_string(header->shape[0]) + " tensors hold no value: its shape is " +
           ShapeText(header->shape);
  }
  return std::unique_ptr<TensorFile>(
      std::make_unique<NpyFile>(*std::move(file), *std::move(header)));
}

}  // namespace fit299::tensors
