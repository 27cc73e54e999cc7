#include "record/digest.h"

#include <gtest/gtest.h>

#include <string>

namespace fit299::record {
namespace {

TEST(Checksum, IsWhatXxhsumPrints) {
  // xxhsum -H2 (0.8.1) of an empty file, and of "hello".
  EXPECT_EQ(Checksum({}), "99aa06d3014798d86001c324468d497f");
  const std::string hello = "hello";
  EXPECT_EQ(Checksum(std::as_bytes(std::span(hello))), "b5e9c1ad071b3e7fc779cfaa5e523818");
}

TEST(Digest, TellsFieldsApart) {
  Digest ab_c;
  ab_c.Add("ab");
  ab_c.Add("c");
  Digest a_bc;
  a_bc.Add("a");
  a_bc.Add("bc");
  EXPECT_NE(ab_c.Hex(), a_bc.Hex());
  EXPECT_EQ(ab_c.Hex().size(), 32U);
}

TEST(Digest, IsTheHashOfTheFieldsEachWithANul) {
  Digest digest;
  digest.Add("a.jpg");
  digest.Add("");
  const std::string bytes("a.jpg\0\0", 7);
  EXPECT_EQ(digest.Hex(), Checksum(std::as_bytes(std::span(bytes))));
}

}  // namespace
}  // namespace fit299::record
