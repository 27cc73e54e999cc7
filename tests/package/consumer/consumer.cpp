// Fits one image with the installed library: consumer IMAGE.
#include <fit299/preprocess.h>

#include <cstddef>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::ifstream file(argv[1], std::ios::binary);
  const std::vector<char> content(std::istreambuf_iterator<char>(file), {});
  const auto bytes = std::as_bytes(std::span(content));

  fit299::Recipe recipe;
  recipe.policy = fit299::Policy::kPad;
  if (const auto error = fit299::FindRecipeError(recipe)) {
    std::fprintf(stderr, "%s\n", error->c_str());
    return 1;
  }

  fit299::Preprocessor preprocessor(recipe);
  const auto prepared = preprocessor.Prepare(bytes);
  if (!prepared) {
    std::fprintf(stderr, "%s\n", prepared.error().detail.c_str());
    return 1;
  }
  std::vector<std::byte> tensor(prepared->tensor_bytes);
  const auto report = preprocessor.Fit(bytes, *prepared, tensor);
  if (!report) {
    std::fprintf(stderr, "%s\n", report.error().detail.c_str());
    return 1;
  }
  std::printf("%zu bytes\n", tensor.size());
  return tensor.size() == 299 * 299 * 3 * sizeof(float) ? 0 : 1;
}
