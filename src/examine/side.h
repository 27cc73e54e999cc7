// One of the two things that are compared: tensors in a file or in a folder, or images, which are
// fitted when they are read.
#ifndef FIT299_EXAMINE_SIDE_H_
#define FIT299_EXAMINE_SIDE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fit299/exit_status.h"
#include "fit299/expected.h"
#include "fit299/preprocess.h"
#include "fit299/recipe.h"
#include "record/manifest.h"
#include "source/input_list.h"
#include "tensors/tensor_file.h"

namespace fit299::examine {

class Side {
 public:
  // A folder that holds a file of tensors is one of tensors, else one of images. Errors: kNoInput
  // (an empty folder), kFailure: with the path, and what to do.
  static Expected<Side, Failure> Open(const std::string& path, std::uint64_t max_file_bytes);

  const std::string& path() const { return path_; }
  bool images() const { return images_; }
  bool folder() const { return folder_; }
  std::uint64_t size() const { return stack_ ? stack_->size() : files_.size(); }

  // A file of tensors, not a folder; nullptr: it is none.
  const tensors::TensorFile* file() const { return stack_.get(); }

  // True when each is known by the path of its image: all but a stack without a manifest.
  bool named() const { return !names_.empty() || !stack_; }

  // The path of the image that it is or was, or "row 17".
  std::string Name(std::uint64_t index) const;

  // What the manifest beside it says; nullopt: there is none.
  const std::optional<record::RecipeOptions>& recipe() const { return recipe_; }
  std::optional<Layout> known_layout() const;

  // How images are fitted. REQUIRES: images().
  void FitWith(const Recipe& recipe, const Limits& limits);

  // Errors: in words, without the path. Of an image: why it is rejected.
  Expected<void, std::string> Read(std::uint64_t index, tensors::Tensor& tensor);

  // The file's bytes. REQUIRES: images().
  Expected<void, std::string> ReadBytes(std::uint64_t index, std::vector<std::byte>& bytes) const;

  // The path to open.
  std::string OpenPath(std::uint64_t index) const;

 private:
  Side() = default;
  Expected<void, Failure> OpenFolder();
  Expected<void, Failure> OpenFile();
  void ReadManifest();
  Expected<void, std::string> Fit(std::uint64_t index, tensors::Tensor& tensor);

  std::string path_;
  bool images_ = false;
  bool folder_ = false;
  std::uint64_t max_file_bytes_ = 0;
  source::InputList files_;
  std::unique_ptr<tensors::TensorFile> stack_;
  std::vector<std::string> names_;  // from a manifest, or of files without their suffix
  std::optional<record::RecipeOptions> recipe_;

  Recipe fit_recipe_;
  std::optional<Preprocessor> preprocessor_;
};

// The type that the library writes for a dtype.
tensors::ValueType ToValueType(Dtype dtype);

// The reverse; nullopt for what the library does not write.
std::optional<Dtype> ToDtype(tensors::ValueType type);

// The bytes of a tensor that the library has made. REQUIRES: they are whole.
void TakeTensor(const Recipe& recipe, cv::Size canvas, std::span<const std::byte> bytes,
                tensors::Tensor& tensor);

}  // namespace fit299::examine

#endif  // FIT299_EXAMINE_SIDE_H_
