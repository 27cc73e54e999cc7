#include "audit/duplicates.h"

#include <gtest/gtest.h>

#include <bit>
#include <random>
#include <vector>

namespace fit299::audit {
namespace {

using Lists = std::vector<std::vector<std::uint32_t>>;

Picture Make(std::uint32_t index, std::uint64_t bytes, std::uint64_t pixels, std::uint64_t hash) {
  Picture picture;
  picture.index = index;
  picture.bytes = {bytes, 1};
  picture.pixels = {pixels, 2};
  picture.look.hash = hash;
  picture.look.plain = false;
  return picture;
}

Lists ToLists(const Groups& groups) {
  Lists lists;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    lists.emplace_back(groups[i].begin(), groups[i].end());
  }
  return lists;
}

TEST(Duplicates, EachKindTellsOnlyWhatNoOtherHasTold) {
  const std::vector<Picture> pictures = {
      Make(2, 10, 20, 0xff),     Make(3, 11, 21, 0xf00000),  // two of a kind each, below
      Make(5, 12, 20, 0xff),                                 // the pixels of 2
      Make(6, 10, 20, 0xff),                                 // the bytes of 2
      Make(8, 13, 22, 0xfe),                                 // the look of 2
      Make(9, 11, 21, 0xf00000),                             // the bytes of 3
  };
  const Duplicates found = FindDuplicates(pictures);
  EXPECT_EQ(ToLists(found.same_bytes), (Lists{{2, 6}, {3, 9}}));
  EXPECT_EQ(ToLists(found.same_pixels), (Lists{{2, 5}}));
  EXPECT_EQ(ToLists(found.alike), (Lists{{2, 8}}));
  EXPECT_EQ(found.same_bytes.surplus(), 2U);
}

TEST(Duplicates, OfNothingAreNone) {
  EXPECT_TRUE(FindDuplicates({}).alike.empty());
  const std::vector<Picture> one = {Make(0, 1, 1, 1)};
  EXPECT_TRUE(FindDuplicates(one).same_bytes.empty());
}

TEST(Duplicates, AlikeAreSixBitsApartWhereverTheyLieAndNotSeven) {
  std::mt19937_64 random(299);
  std::vector<Picture> pictures;
  Lists expected;
  for (std::uint32_t i = 0; i < 2000; ++i) {
    const std::uint64_t hash = random();
    std::uint64_t other = hash;
    const int bits = i % 2 == 0 ? 6 : 7;
    while (std::popcount(hash ^ other) < bits) other ^= std::uint64_t{1} << random() % 64;
    pictures.push_back(Make(2 * i, random(), random(), hash));
    pictures.push_back(Make(2 * i + 1, random(), random(), other));
    if (bits == 6) expected.push_back({2 * i, 2 * i + 1});
  }
  EXPECT_EQ(ToLists(FindDuplicates(pictures).alike), expected);
}

TEST(Duplicates, AChainOfLookAlikesIsOneGroup) {
  const std::vector<Picture> pictures = {Make(0, 1, 1, 0), Make(1, 2, 2, 0x3f),
                                         Make(2, 3, 3, 0xfff), Make(3, 4, 4, 0xffffff)};
  EXPECT_EQ(ToLists(FindDuplicates(pictures).alike), (Lists{{0, 1, 2}}));
}

TEST(Duplicates, AlikeMeansTheColorsToo) {
  std::vector<Picture> pictures = {Make(0, 1, 1, 5), Make(1, 2, 2, 5)};
  pictures[1].look.colors[7] = kAlikeLevels + 1;
  EXPECT_TRUE(FindDuplicates(pictures).alike.empty());
  pictures[1].look.colors[7] = kAlikeLevels;
  EXPECT_EQ(FindDuplicates(pictures).alike.size(), 1U);
}

// Quadratic, and without the limit, this would take minutes.
TEST(Duplicates, TwentyThousandOfOneHashAreFoundAtOnce) {
  std::vector<Picture> pictures;
  for (std::uint32_t i = 0; i < 20'000; ++i) pictures.push_back(Make(i, i, i, 299));
  const Duplicates found = FindDuplicates(pictures);
  ASSERT_EQ(found.alike.size(), 1U);
  EXPECT_EQ(found.alike[0].size(), pictures.size());
}

}  // namespace
}  // namespace fit299::audit
