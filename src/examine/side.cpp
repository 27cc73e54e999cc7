#include "examine/side.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <map>
#include <new>
#include <span>
#include <utility>

#include "codec/codec.h"
#include "record/escape.h"
#include "source/find_inputs.h"
#include "source/read_file.h"

namespace fit299::examine {
namespace {

using record::EscapeForDisplay;

Failure CannotRead(const std::string& path, const std::string& why) {
  return {ExitStatus::kFailure, EscapeForDisplay(path) + ": " + why};
}

bool IsFolder(const std::string& path) {
  struct stat status = {};
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

// The name's suffix with its dot; "" when it has none.
std::string_view SuffixOf(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  const std::size_t dot = path.rfind('.');
  const std::size_t begin = slash == path.npos ? 0 : slash + 1;
  return dot == path.npos || dot <= begin ? std::string_view() : path.substr(dot);
}

Expected<source::InputList, Failure> Walk(const std::string& folder,
                                          bool (*is_wanted)(std::string_view suffix)) {
  source::InputQuery query;
  query.operands = {folder};
  query.is_image_suffix = is_wanted;
  auto found = source::FindInputs(query);
  if (!found) return std::move(found).error();
  return std::move(found->list);
}

bool IsImageSuffix(std::string_view suffix) { return codec::FindCodecBySuffix(suffix) != nullptr; }

}  // namespace

tensors::ValueType ToValueType(Dtype dtype) {
  switch (dtype) {
    case Dtype::kFloat32: return tensors::ValueType::kFloat32;
    case Dtype::kFloat16: return tensors::ValueType::kFloat16;
    case Dtype::kBfloat16: return tensors::ValueType::kBfloat16;
    case Dtype::kUint8: return tensors::ValueType::kUint8;
  }
  return tensors::ValueType::kFloat32;
}

std::optional<Dtype> ToDtype(tensors::ValueType type) {
  for (const Choice<Dtype>& choice : Dtypes()) {
    if (ToValueType(choice.value) == type) return choice.value;
  }
  return std::nullopt;
}

void TakeTensor(const Recipe& recipe, cv::Size canvas, std::span<const std::byte> bytes,
                tensors::Tensor& tensor) {
  tensor.type = ToValueType(recipe.dtype);
  tensor.shape.clear();
  for (const int side : TensorShape(canvas, recipe.layout)) {
    tensor.shape.push_back(static_cast<std::uint64_t>(side));
  }
  tensor.values.resize(tensors::Count(tensor.shape));
  tensors::Decode(tensor.type, false, bytes, tensor.values);
}

Expected<Side, Failure> Side::Open(const std::string& path, std::uint64_t max_file_bytes) {
  Side side;
  side.path_ = path;
  side.max_file_bytes_ = max_file_bytes;
  side.folder_ = IsFolder(path);
  if (auto opened = side.folder_ ? side.OpenFolder() : side.OpenFile(); !opened) {
    return std::move(opened).error();
  }
  if (!side.images_) side.ReadManifest();
  return side;
}

Expected<void, Failure> Side::OpenFolder() {
  auto found = Walk(path_, tensors::IsTensorSuffix);
  if (!found) return std::move(found).error();
  if (found->empty()) {
    images_ = true;
    found = Walk(path_, IsImageSuffix);
    if (!found) return std::move(found).error();
  }
  if (found->empty()) {
    return Failure{ExitStatus::kNoInput, EscapeForDisplay(path_) +
                                             ": neither tensors (.npy) nor images are in this "
                                             "folder"};
  }
  files_ = *std::move(found);
  if (images_) return {};
  for (std::size_t i = 0; i < files_.size(); ++i) {
    const std::string file = files_.Path(i);
    names_.push_back(file.substr(0, file.size() - SuffixOf(file).size()));
  }
  return {};
}

Expected<void, Failure> Side::OpenFile() {
  auto opened = tensors::OpenTensorFile(path_);
  if (opened) {
    stack_ = *std::move(opened);
    if (!stack_->stacked()) {
      const std::string base = path_.substr(path_.rfind('/') + 1);
      names_.push_back(base.substr(0, base.size() - SuffixOf(base).size()));
    }
    return {};
  }
  if (tensors::IsTensorFile(path_)) return CannotRead(path_, opened.error());
  std::vector<std::byte> bytes;
  if (const auto read = source::ReadFile(path_, max_file_bytes_, bytes); !read) {
    return CannotRead(path_, read.error().detail);
  }
  if (const auto codec = codec::FindCodec(bytes); !codec) {
    return CannotRead(path_, "neither tensors nor an image that is read: " + codec.error().detail);
  }
  images_ = true;
  files_.BeginGroup(path_.substr(0, path_.rfind('/') + 1), "");
  files_.Add(path_.substr(path_.rfind('/') + 1));
  return {};
}

void Side::ReadManifest() {
  const std::string manifest = record::ManifestPathOf(path_, folder_);
  auto recipe = record::ReadRecipeOptions(manifest);
  if (!recipe) return;
  recipe_ = *std::move(recipe);
  std::map<std::string, std::string> by_file;
  std::vector<std::string> by_row(stack_ && stack_->stacked() ? stack_->size() : 0);
  std::uint64_t rows = 0;
  const auto read = record::ForEachStoredRow(manifest, [&](const record::StoredRow& row) {
    if (!row.row) {
      by_file[row.file] = row.path;
    } else if (*row.row < by_row.size()) {
      by_row[*row.row] = row.path;
      ++rows;
    }
  });
  if (!read) return;
  if (stack_) {
    if (rows == by_row.size() && rows > 0) names_ = std::move(by_row);
    return;
  }
  for (std::size_t i = 0; i < files_.size(); ++i) {
    if (const auto it = by_file.find(files_.Path(i)); it != by_file.end()) names_[i] = it->second;
  }
}

std::string Side::Name(std::uint64_t index) const {
  if (!names_.empty()) return names_[index];
  return stack_ ? "row " + std::to_string(index) : files_.Path(index);
}

std::optional<Layout> Side::known_layout() const {
  if (images_) return fit_recipe_.layout;
  if (!recipe_) return std::nullopt;
  const auto text = recipe_->find("layout");
  for (const Choice<Layout>& choice : Layouts()) {
    if (text != recipe_->end() && choice.name == text->second) return choice.value;
  }
  return std::nullopt;
}

void Side::FitWith(const Recipe& recipe, const Limits& limits) {
  fit_recipe_ = recipe;
  preprocessor_.emplace(recipe, limits);
}

std::string Side::OpenPath(std::uint64_t index) const {
  return stack_ ? path_ : files_.OpenPath(index);
}

Expected<void, std::string> Side::Read(std::uint64_t index, tensors::Tensor& tensor) {
  if (stack_) return stack_->Read(index, tensor);
  if (images_) return Fit(index, tensor);
  auto file = tensors::OpenTensorFile(files_.OpenPath(index));
  if (!file) return std::move(file).error();
  if ((*file)->size() != 1) {
    return std::string("it is a stack among single tensors; compare it by its own name");
  }
  return (*file)->Read(0, tensor);
}

Expected<void, std::string> Side::ReadBytes(std::uint64_t index,
                                            std::vector<std::byte>& bytes) const {
  const auto stamp = source::ReadFile(files_.OpenPath(index), max_file_bytes_, bytes);
  if (!stamp) return std::string(Code(stamp.error().reason)) + ": " + stamp.error().detail;
  return {};
}

Expected<void, std::string> Side::Fit(std::uint64_t index, tensors::Tensor& tensor) {
  const auto in_words = [](const Rejection& rejection) {
    return std::string(Code(rejection.reason)) + ": " + rejection.detail;
  };
  std::vector<std::byte> bytes;
  if (auto read = ReadBytes(index, bytes); !read) return read;
  const auto prepared = preprocessor_->Prepare(bytes);
  if (!prepared) return in_words(prepared.error());
  if (auto waste = FindWaste(*prepared, bytes.size())) return in_words(*waste);
  std::vector<std::byte> made(prepared->tensor_bytes);
  const auto fitted = preprocessor_->Fit(bytes, *prepared, made);
  if (!fitted) return in_words(fitted.error());
  TakeTensor(fit_recipe_, prepared->geometry.canvas, made, tensor);
  return {};
}

}  // namespace fit299::examine
