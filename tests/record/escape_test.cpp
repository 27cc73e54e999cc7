#include "record/escape.h"

#include <gtest/gtest.h>

#include <string>

namespace fit299::record {
namespace {

TEST(EscapeForDisplay, LeavesOrdinaryNamesAlone) {
  EXPECT_EQ(EscapeForDisplay("photos/a b.jpg"), "photos/a b.jpg");
  EXPECT_EQ(EscapeForDisplay("größe/日本.jpg"), "größe/日本.jpg");
  EXPECT_EQ(EscapeForDisplay("back\\slash"), "back\\slash");
}

TEST(EscapeForDisplay, ShowsWhatATerminalWouldObey) {
  EXPECT_EQ(EscapeForDisplay("a\nb\tc\rd"), "a\\nb\\tc\\rd");
  EXPECT_EQ(EscapeForDisplay("\x1b[31mred"), "\\x1b[31mred");
  EXPECT_EQ(EscapeForDisplay("\xE9.jpg"), "\\xe9.jpg") << "Latin-1";
  EXPECT_EQ(EscapeForDisplay("gpj.\u202Eexe"), "gpj.\\u{202e}exe") << "right-to-left override";
  EXPECT_EQ(EscapeForDisplay("\\\n"), "\\\\\\n") << "a backslash beside an escape";
}

TEST(EscapeName, CutsWhatIsTooLongForALine) {
  const std::string longest(1024, 'n');
  EXPECT_EQ(EscapeName(longest), longest);
  EXPECT_EQ(EscapeName(longest + "n"), longest + "... (1025 bytes)");
  EXPECT_EQ(EscapeName(std::string(1023, 'n') + "ä.jpg"),
            std::string(1023, 'n') + "... (1029 bytes)")
      << "a character stays whole or goes";
  EXPECT_EQ(EscapeName(std::string(900'000, '\x80')).substr(4076), "\\x80... (900000 bytes)")
      << "no UTF-8";
}

TEST(IsUtf8, RefusesWhatOnlyLooksLikeIt) {
  EXPECT_TRUE(IsUtf8("ä€𝄞"));
  EXPECT_FALSE(IsUtf8("\xC0\xAF")) << "overlong";
  EXPECT_FALSE(IsUtf8("\xE0\x80\xAF")) << "overlong";
  EXPECT_FALSE(IsUtf8("\xED\xA0\x80")) << "surrogate";
  EXPECT_FALSE(IsUtf8("\xF4\x90\x80\x80")) << "beyond the last code point";
  EXPECT_FALSE(IsUtf8("\xE2\x82")) << "cut";
}

TEST(EscapeForJson, TouchesOnlyWhatIsNotUtf8) {
  EXPECT_EQ(EscapeForJson("a\nb ä"), "a\nb ä");
  EXPECT_EQ(EscapeForJson("\xE9\xFFx"), "\\xe9\\xffx");
}

TEST(Base64, RoundTripsEveryLength) {
  EXPECT_EQ(Base64(""), "");
  EXPECT_EQ(Base64("f"), "Zg==");
  EXPECT_EQ(Base64("fo"), "Zm8=");
  EXPECT_EQ(Base64("foobar"), "Zm9vYmFy");
  std::string all;
  for (int i = 0; i < 256; ++i) {
    all += static_cast<char>(i);
    EXPECT_EQ(FromBase64(Base64(all)), all);
  }
}

}  // namespace
}  // namespace fit299::record
