#include "examine/hypothesis.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "examine/pictures.h"

namespace fit299::examine {
namespace {

std::optional<Explanation> Between(const Picture& a, const Picture& b) {
  return Explain({a, tensors::ValueType::kFloat32}, {b, tensors::ValueType::kFloat32}, nullptr);
}

bool InBgr(const Scaling& scaling) { return scaling.order == ChannelOrder::kBgr; }

// The picture as a careful program scales it: in the order of channels that this way wants.
Picture Properly(const Picture& pixels, const Scaling& scaling) {
  return Scaled(InBgr(scaling) ? Swapped(pixels) : pixels, scaling);
}

TEST(Explain, NamesBothWaysOfScalingForEveryPair) {
  const Picture pixels = MakePixels();
  for (const Scaling& from : Scalings()) {
    for (const Scaling& to : Scalings()) {
      if (&from == &to) continue;
      const auto found = Between(Properly(pixels, from), Properly(pixels, to));
      ASSERT_TRUE(found) << from.name << " and " << to.name;
      EXPECT_TRUE(found->after.exact);
      EXPECT_EQ(found->hypothesis.turn->name, "");
      // Of reversed torch values nothing else can be said.
      if (from.name.substr(0, 5) == to.name.substr(0, 5) && found->hypothesis.keeps_values()) {
        EXPECT_TRUE(found->hypothesis.swaps_colors());
        continue;
      }
      EXPECT_FALSE(found->hypothesis.swaps_colors()) << from.name << " and " << to.name;
      ASSERT_NE(found->hypothesis.from, nullptr);
      EXPECT_EQ(found->hypothesis.from->name, from.name) << from.name << " and " << to.name;
      EXPECT_EQ(found->hypothesis.to->name, to.name) << from.name << " and " << to.name;
    }
  }
}

TEST(Explain, FindsExchangedChannels) {
  const Picture tf = Scaled(MakePixels(), *FindScaling("tf"));
  const auto found = Between(tf, Swapped(tf));
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->hypothesis.swaps_colors());
  EXPECT_TRUE(found->hypothesis.keeps_values());
  EXPECT_EQ(found->after.max, 0);
}

TEST(Explain, FindsEveryTurnAlsoWithOtherValues) {
  const Picture pixels = MakePixels();
  for (const Turn& turn : kTurns) {
    if (turn.name.empty()) continue;
    const auto found = Between(Scaled(pixels, *FindScaling("unit")),
                               Turned(Scaled(pixels, *FindScaling("tf")), turn));
    ASSERT_TRUE(found) << turn.name;
    EXPECT_EQ(found->hypothesis.turn->name, turn.name);
    EXPECT_EQ(found->hypothesis.to->name, "tf");
    EXPECT_TRUE(found->after.exact);
  }
}

TEST(Explain, FindsTheTurnOfAnOblongPicture) {
  const Picture tf = Scaled(MakePixels(30, 50), *FindScaling("tf"));
  const auto found = Between(tf, Turned(tf, kTurns[5]));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->hypothesis.turn->name, kTurns[5].name);
}

TEST(Explain, ClaimsNothingOfSmallOrNoDifferences) {
  const Picture tf = Scaled(MakePixels(), *FindScaling("tf"));
  EXPECT_FALSE(Between(tf, tf));
  Picture noisy = tf;
  for (std::size_t i = 0; i < noisy.values.size(); ++i) {
    noisy.values[i] += (static_cast<double>(i * 7 % 11) - 5) / 5 / 127.5;
  }
  EXPECT_FALSE(Between(tf, noisy));
}

TEST(Explain, ClaimsNothingOfAnotherPicture) {
  const Picture tf = Scaled(MakePixels(), *FindScaling("tf"));
  Picture other = tf;
  for (std::size_t i = 0; i < other.values.size(); ++i) {
    other.values[i] = static_cast<double>(i * 2654435761U % 256) / 127.5 - 1;
  }
  EXPECT_FALSE(Between(tf, other));
}

TEST(Explain, ClaimsNothingOfConstants) {
  const Picture black{10, 10, 3, std::vector<double>(300, -1)};
  const Picture zero{10, 10, 3, std::vector<double>(300, 0)};
  EXPECT_FALSE(Between(black, zero));
}

TEST(Explain, TakesANearlyBlackPictureForOne) {
  Picture dark{40, 40, 3, std::vector<double>(4800, 0)};
  for (std::size_t i = 0; i < dark.values.size(); i += 13) dark.values[i] = 1;
  const auto found =
      Between(Scaled(dark, *FindScaling("unit")), Scaled(dark, *FindScaling("none")));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->hypothesis.from->name, "unit");
  EXPECT_EQ(found->hypothesis.to->name, "none");
}

TEST(Scalings, HaveUniqueNamesAndAllModes) {
  std::set<std::string_view> names;
  for (const Scaling& scaling : Scalings()) {
    EXPECT_TRUE(names.insert(scaling.name).second) << scaling.name;
    EXPECT_EQ(FindScaling(scaling.name), &scaling);
    if (scaling.mode) {
      EXPECT_EQ(scaling.name, Name(*scaling.mode));
    }
  }
  for (const auto& mode : NormalizeModes()) {
    if (mode.value != NormalizeMode::kCustom) {
      EXPECT_NE(FindScaling(mode.value), nullptr);
    }
  }
}

}  // namespace
}  // namespace fit299::examine
