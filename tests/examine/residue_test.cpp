#include "examine/residue.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "examine/pictures.h"

namespace fit299::examine {
namespace {

constexpr double kLevel = 1;

// B shows at (y, x) what A shows at (y + dy, x + dx), as far as there is such a place.
Picture Moved(const Picture& a, int dy, int dx) {
  Picture b = a;
  for (std::size_t y = 0; y < a.height; ++y) {
    for (std::size_t x = 0; x < a.width; ++x) {
      const auto clamp = [](std::size_t at, int by, std::size_t size) {
        return static_cast<std::size_t>(
            std::clamp(static_cast<int>(at) + by, 0, static_cast<int>(size) - 1));
      };
      for (std::size_t c = 0; c < 3; ++c) {
        b.values[(y * a.width + x) * 3 + c] =
            a.At(clamp(y, dy, a.height), clamp(x, dx, a.width), c);
      }
    }
  }
  return b;
}

TEST(ExplainResidue, FindsAShiftByOnePixel) {
  const Picture a = MakePixels();
  const auto residue = ExplainResidue(a, Moved(a, 0, -1), kLevel);
  ASSERT_TRUE(residue);
  EXPECT_EQ(residue->kind, ResidueKind::kShift);
  EXPECT_EQ(residue->words, "shifted: B is A moved by 1 pixel to the right");
}

TEST(ExplainResidue, FindsAShiftByHalfAPixel) {
  const Picture a = MakePixels();
  Picture b = Moved(a, 1, 0);
  for (std::size_t i = 0; i < b.values.size(); ++i) b.values[i] = (a.values[i] + b.values[i]) / 2;
  const auto residue = ExplainResidue(a, b, kLevel);
  ASSERT_TRUE(residue);
  EXPECT_EQ(residue->kind, ResidueKind::kShift);
  EXPECT_EQ(residue->words, "shifted: B is A moved by half a pixel up");
  const auto reverse = ExplainResidue(b, a, kLevel);
  ASSERT_TRUE(reverse);
  EXPECT_EQ(reverse->words, "shifted: A is B moved by half a pixel up");
}

TEST(ExplainResidue, TellsASofterPictureFromNoise) {
  const Picture a = MakePixels();
  Picture soft = a;
  const Picture left = Moved(a, 0, -1);
  const Picture right = Moved(a, 0, 1);
  Picture noisy = a;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    soft.values[i] = 0.8 * a.values[i] + 0.1 * (left.values[i] + right.values[i]);
    noisy.values[i] += static_cast<double>(i * 2654435761U % 7) - 3;
  }
  const auto filter = ExplainResidue(a, soft, kLevel);
  ASSERT_TRUE(filter);
  EXPECT_EQ(filter->kind, ResidueKind::kFilter);
  EXPECT_NE(filter->words.find("A is sharper"), std::string::npos);
  EXPECT_FALSE(filter->proven);
  const auto decoder = ExplainResidue(a, noisy, kLevel);
  ASSERT_TRUE(decoder);
  EXPECT_EQ(decoder->kind, ResidueKind::kDecoder);
  EXPECT_FALSE(decoder->proven);
}

TEST(ExplainResidue, CallsOneLevelRounding) {
  const Picture a = MakePixels();
  Picture b = a;
  for (std::size_t i = 0; i < b.values.size(); i += 5) b.values[i] += 1;
  EXPECT_EQ(ExplainResidue(a, b, kLevel)->kind, ResidueKind::kRounding);
  EXPECT_FALSE(ExplainResidue(a, a, kLevel));
}

TEST(ExplainResidue, SurvivesTheSmallestPictures) {
  for (std::size_t side = 1; side < 9; ++side) {
    const Picture a = MakePixels(side, 1 + side % 3);
    Picture b = a;
    for (double& value : b.values) value += 9;
    const auto residue = ExplainResidue(a, b, kLevel);
    if (residue) {
      EXPECT_FALSE(residue->words.empty()) << side;
      EXPECT_NE(residue->kind, ResidueKind::kShift) << side << ": nothing was moved";
    }
    EXPECT_FALSE(ExplainResidue(a, a, kLevel)) << side;
  }
}

}  // namespace
}  // namespace fit299::examine
