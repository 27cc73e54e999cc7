#include "tensors/tensor_file.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "tensors/containers.h"
#include "tensors/npy.h"
#include "tensors/random_file.h"

namespace fit299::tensors {
namespace {

constexpr std::array<std::string_view, 1> kNpySuffixes = {".npy"};

constexpr std::array<Container, 1> kContainers = {{
    {"npy", kNpySuffixes, IsNpy, OpenNpy},
}};

constexpr std::size_t kSignatureBytes = 16;

Expected<const Container*, std::string> FindContainer(const std::string& path) {
  auto file = RandomFile::Open(path);
  if (!file) return std::move(file).error();
  std::vector<std::byte> head(std::min<std::uint64_t>(kSignatureBytes, file->size()));
  if (auto done = file->ReadAt(0, head); !done) return std::move(done).error();
  const auto row =
      std::ranges::find_if(kContainers, [&](const Container& c) { return c.matches(head); });
  if (row != kContainers.end()) return &*row;
  std::string names;
  for (const Container& container : kContainers) names += " " + std::string(container.name);
  return "it holds no tensors that are read; these are:" + names;
}

}  // namespace

std::span<const Container> Containers() { return kContainers; }

bool IsTensorSuffix(std::string_view suffix) {
  std::string lower(suffix);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::ranges::any_of(kContainers, [&](const Container& row) {
    return std::ranges::find(row.suffixes, lower) != row.suffixes.end();
  });
}

bool IsTensorFile(const std::string& path) { return FindContainer(path).ok(); }

Expected<std::unique_ptr<TensorFile>, std::string> OpenTensorFile(const std::string& path) {
  const auto container = FindContainer(path);
  if (!container) return container.error();
  return (*container)->open(path);
}

}  // namespace fit299::tensors
