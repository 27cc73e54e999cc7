// Every recipe against tensors that the real frameworks made: see scripts/golden.
#include <gtest/gtest.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "codec/encode.h"
#include "fit299/preprocess.h"
#include "fit299/recipes.h"
#include "golden/golden_scene.h"

namespace fit299 {
namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::byte>;
using Samples = std::array<float, 3>;

// What a framework made of one image; without a digest: it refused.
struct Golden {
  std::string image;
  std::string digest;
  Samples samples;
};

// All that a framework made by one recipe or engine.
struct Section {
  std::string recipe;
  int size = 299;
  std::vector<Golden> rows;
};

void PrintTo(const Section& section, std::ostream* out) {
  *out << section.recipe << ", size " << section.size;
}

struct Goldens {
  std::map<std::string, std::string> pixels;  // a scene's name -> the digest of its pixels
  std::vector<Section> sections;
};

const fs::path kFolder = fs::path(FIT299_SOURCE_DIR) / "tests/golden";

std::string Digest(const Bytes& bytes) {
  std::ostringstream text;
  text << std::hex;
  text.width(16);
  text.fill('0');
  text << XXH3_64bits(bytes.data(), bytes.size());
  return text.str();
}

// "[NAME]" or "[NAME SIZE]".
Section ReadSectionHead(const std::string& line) {
  Section section;
  std::istringstream words(line.substr(1, line.size() - 2));
  words >> section.recipe >> section.size;
  if (!words) section.size = 299;
  return section;
}

Golden ReadRow(const std::string& line) {
  Golden golden;
  std::istringstream words(line);
  words >> golden.image >> golden.digest;
  if (golden.digest == "refused") {
    golden.digest.clear();
  } else {
    for (float& sample : golden.samples) words >> sample;
  }
  return golden;
}

void ReadFile(const fs::path& path, Goldens& goldens) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    if (line.starts_with('[')) {
      goldens.sections.push_back(ReadSectionHead(line));
    } else if (line.starts_with("pixels ")) {
      std::istringstream words(line.substr(7));
      std::string name;
      words >> name;
      words >> goldens.pixels[name];
    } else {
      goldens.sections.back().rows.push_back(ReadRow(line));
    }
  }
}

const Goldens& AllGoldens() {
  static const Goldens goldens = [] {
    Goldens all;
    for (const char* environment : {"tensorflow", "torch", "pillow12"}) {
      ReadFile(kFolder / ("recipes-" + std::string(environment) + ".txt"), all);
    }
    return all;
  }();
  return goldens;
}

// The size in "scene-WIDTHxHEIGHT"; nullopt: another name.
std::optional<cv::Size> SceneSize(const std::string& name) {
  cv::Size size;
  char times = 0;
  std::istringstream words(name.starts_with("scene-") ? name.substr(6) : "");
  words >> size.width >> times >> size.height;
  if (!words) return std::nullopt;
  return size;
}

Bytes LoadImage(const std::string& name) {
  if (const auto size = SceneSize(name)) return *codec::EncodePng(DrawGoldenScene(*size), *size);
  std::ifstream file(kFolder / "images" / name, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

// By name; ENGINE:FILTER is that engine with all else as Keras would have it.
std::optional<Recipe> MakeRecipe(const Section& section) {
  const cv::Size size(section.size, section.size);
  if (const BuiltinRecipe* builtin = FindBuiltinRecipe(section.recipe)) return builtin->make(size);
  const auto resamplings = Resamplings();
  const auto found = std::ranges::find(resamplings, section.recipe, &Resampling::name);
  if (found == resamplings.end()) return std::nullopt;
  Recipe recipe;
  recipe.size = size;
  recipe.engine = found->engine;
  recipe.filter = found->filter;
  return recipe;
}

// OpenCV's wheels bring closed code for cubic: Debian's OpenCV is a level off in some values.
bool IsNear(const std::string& recipe) { return recipe == "opencv-resize-cubic"; }

// The tensor; or why there is none.
Expected<Bytes, Rejection> Fit(Preprocessor& preprocessor, const Bytes& image) {
  const auto prepared = preprocessor.Prepare(image);
  if (!prepared) return prepared.error();
  Bytes tensor(prepared->tensor_bytes);
  const auto report = preprocessor.Fit(image, *prepared, tensor);
  if (!report) return report.error();
  return tensor;
}

// The values that golden.py samples: the first, one in the middle, the last.
Samples Sample(const Bytes& tensor, int size) {
  const int places[] = {0, (size / 2 * size + size / 3) * 3 + 1, size * size * 3 - 1};
  Samples samples;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    std::memcpy(&samples[i], &tensor[static_cast<std::size_t>(places[i]) * sizeof(float)],
                sizeof(float));
  }
  return samples;
}

class RecipeGolden : public testing::TestWithParam<Section> {};

TEST_P(RecipeGolden, EqualsItsFramework) {
  const Section& section = GetParam();
  std::optional<Recipe> recipe = MakeRecipe(section);
  ASSERT_TRUE(recipe.has_value()) << section.recipe << " is no recipe and no engine";
  recipe->layout = Layout::kNhwc;
  Preprocessor preprocessor(*recipe);
  for (const Golden& golden : section.rows) {
    if (golden.digest.empty()) continue;
    SCOPED_TRACE(golden.image);
    const auto tensor = Fit(preprocessor, LoadImage(golden.image));
    if (!tensor) {
      ADD_FAILURE() << tensor.error().detail;
      continue;
    }
    const Samples samples = Sample(*tensor, section.size);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      if (IsNear(section.recipe)) {
        EXPECT_NEAR(samples[i], golden.samples[i], 1.001 / 127.5);
      } else {
        EXPECT_EQ(samples[i], golden.samples[i]) << "value " << i;
      }
    }
    if (!IsNear(section.recipe)) {
      EXPECT_EQ(Digest(*tensor), golden.digest);
    }
  }
}

std::string TestName(const testing::TestParamInfo<Section>& info) {
  std::string name = info.param.recipe + "_" + std::to_string(info.param.size);
  std::ranges::replace_if(
      name, [](char c) { return c == '-' || c == ':'; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, RecipeGolden, testing::ValuesIn(AllGoldens().sections), TestName);

bool HasGolden(std::string_view name) {
  return std::ranges::any_of(AllGoldens().sections, [&](const Section& section) {
    return section.recipe == name && !section.rows.empty();
  });
}

TEST(RecipeGoldens, ThereIsOneForEveryRecipe) {
  for (const BuiltinRecipe& builtin : BuiltinRecipes()) {
    EXPECT_TRUE(HasGolden(builtin.name))
        << builtin.name << ": add it to scripts/python/frameworks.py, then run scripts/golden";
  }
}

TEST(RecipeGoldens, ThereIsOneForEveryEngineThatNoRecipeShows) {
  for (const Resampling& resampling : Resamplings()) {
    const bool is_shown =
        resampling.engine == Engine::kPillow || resampling.engine == Engine::kOpenCv;
    EXPECT_TRUE(is_shown || HasGolden(resampling.name)) << resampling.name;
  }
}

TEST(RecipeGoldens, TheScenesAreThoseThatTheFrameworksSaw) {
  ASSERT_FALSE(AllGoldens().pixels.empty());
  for (const auto& [name, digest] : AllGoldens().pixels) {
    EXPECT_EQ(Digest(DrawGoldenScene(SceneSize(name).value())), digest) << name;
  }
}

}  // namespace
}  // namespace fit299
