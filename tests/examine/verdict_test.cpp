#include "examine/verdict.h"

#include <gtest/gtest.h>

#include "examine/pictures.h"
#include "tensor/normalize.h"

namespace fit299::examine {
namespace {

using tensors::ValueType;

Verdict JudgePicture(const Picture& picture, ValueType type = ValueType::kFloat32) {
  Statistics statistics;
  statistics.Add(picture, type, true);
  return Judge(statistics, type);
}

// By the library's own arithmetic, not by the table that judges.
Picture Normalized(const Picture& pixels, NormalizeMode mode) {
  Recipe recipe;
  recipe.normalize = mode;
  const tensor::Normalizer normalize(recipe);
  Picture picture = pixels;
  for (std::size_t i = 0; i < pixels.values.size(); ++i) {
    const std::size_t c = i % 3;
    const std::size_t source = mode == NormalizeMode::kCaffe ? i - c + 2 - c : i;
    const auto pixel = static_cast<std::uint8_t>(pixels.values[source]);
    picture.values[i] = static_cast<double>(normalize(normalize.Resampled(pixel), c));
  }
  return picture;
}

Picture Dark() {
  Picture dark{40, 40, 3, std::vector<double>(4800, 0)};
  for (std::size_t i = 0; i < dark.values.size(); i += 13) dark.values[i] = 1;
  return dark;
}

TEST(Judge, IsCertainOfEveryModeOfTheLibrary) {
  for (const Picture& pixels : {MakePixels(), Dark()}) {
    for (const auto& mode : NormalizeModes()) {
      if (mode.value == NormalizeMode::kCustom) continue;
      const Verdict verdict = JudgePicture(Normalized(pixels, mode.value));
      const std::string expected =
          mode.value == NormalizeMode::kNone ? "pixels" : std::string(mode.name);
      // Pixels 0 and 1 are what black and white are in unit: nothing in the values tells.
      if (mode.value == NormalizeMode::kNone && pixels.values[1] == 0) continue;
      EXPECT_EQ(verdict.code, expected) << mode.name;
      EXPECT_TRUE(verdict.certain) << mode.name;
    }
  }
}

TEST(Judge, NamesBothOrdersOfScalingTwice) {
  Picture after = Normalized(MakePixels(), NormalizeMode::kTf);
  for (double& v : after.values) v = static_cast<double>(static_cast<float>(v) * (1 / 255.0F));
  const Verdict a = JudgePicture(after);
  EXPECT_EQ(a.code, "scaled-twice");
  EXPECT_TRUE(a.certain);
  EXPECT_NE(a.words.find("preprocess_input, then rescale=1/255: scaled twice"), std::string::npos);

  Picture before = Normalized(MakePixels(), NormalizeMode::kUnit);
  for (double& v : before.values) {
    v = static_cast<double>(static_cast<float>(v) / 127.5F - 1.0F);
  }
  const Verdict b = JudgePicture(before);
  EXPECT_EQ(b.code, "scaled-twice");
  EXPECT_TRUE(b.certain);
  EXPECT_NE(b.words.find("rescale=1/255"), std::string::npos);
}

TEST(Judge, SeesScalingTwiceAlsoWhereTheGridIsLost) {
  Picture picture = MakePixels();
  for (double& v : picture.values) v = ((v * 0.9371 + 3.3) / 127.5 - 1) / 255;
  const Verdict verdict = JudgePicture(picture);
  EXPECT_EQ(verdict.code, "scaled-twice");
  EXPECT_FALSE(verdict.certain);
}

TEST(Judge, DoesNotTakeANearlyBlackPictureForAMistake) {
  EXPECT_EQ(JudgePicture(Normalized(Dark(), NormalizeMode::kTf)).code, "tf");
  EXPECT_EQ(JudgePicture(Normalized(Dark(), NormalizeMode::kUnit)).code, "unit");
  Picture gray = Dark();
  for (double& v : gray.values) v += 127;  // within 1/255 of 0 when normalized
  EXPECT_EQ(JudgePicture(Normalized(gray, NormalizeMode::kTf)).code, "tf");
}

TEST(Judge, IsNotCertainOfBlackAndWhite) {
  const Verdict verdict = JudgePicture(Dark());
  EXPECT_EQ(verdict.code, "unit");
  EXPECT_FALSE(verdict.certain);
}

TEST(Judge, KeepsToTheLikelierWayOfTwoThatRoundingMakesAlike) {
  Picture half = Normalized(Dark(), NormalizeMode::kTf);
  for (double& v : half.values) v = v > -1 ? -0.9921875 : v;  // as float16 has it
  EXPECT_EQ(JudgePicture(half, ValueType::kFloat16).code, "tf");
}

TEST(Judge, SaysWhenNothingCanBeTold) {
  EXPECT_EQ(JudgePicture({4, 4, 3, std::vector<double>(48, -1)}).code, "constant");
  EXPECT_EQ(JudgePicture({4, 4, 3, std::vector<double>(48, NAN)}).code, "nothing");
  EXPECT_EQ(JudgePicture(MakePixels(), ValueType::kUint8).code, "pixels");
}

TEST(Judge, GoesByTheRangeOfFloatsThatWereNeverPixels) {
  const auto range = [](double scale, double offset) {
    Picture picture = MakePixels();
    for (double& v : picture.values) v = (v * 0.99137 + 0.123) * scale + offset;
    return JudgePicture(picture).code;
  };
  EXPECT_EQ(range(1, 0), "pixels");
  EXPECT_EQ(range(1 / 255.0, 0), "unit");
  EXPECT_EQ(range(1 / 127.5, -1), "tf");
  EXPECT_EQ(range(1 / 255.0 / 0.225, -2), "torch");
  EXPECT_EQ(range(1, -120), "caffe");
}

TEST(ChannelStatistics, CountsWhatIsNotFiniteApart) {
  ChannelStatistics channel;
  for (const double v : std::vector<double>{1, 3, NAN, INFINITY, 5}) channel.Add(v);
  EXPECT_EQ(channel.nan, 1U);
  EXPECT_EQ(channel.infinite, 1U);
  EXPECT_EQ(channel.min, 1);
  EXPECT_EQ(channel.max, 5);
  EXPECT_DOUBLE_EQ(channel.mean(), 3);
  EXPECT_DOUBLE_EQ(channel.deviation(), std::sqrt(8.0 / 3));
}

}  // namespace
}  // namespace fit299::examine
