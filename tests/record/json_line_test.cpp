#include "record/json_line.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "record/json_bytes.h"

namespace fit299::record {
namespace {

using nlohmann::ordered_json;

TEST(JsonLine, OfNothingIsAnEmptyObject) { EXPECT_EQ(JsonLine().Finish(), "{}\n"); }

TEST(JsonLine, HasTheBytesOfATreeOfTheSameValues) {
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  JsonLine line;
  line.Add("most", kMost);
  line.BeginObject("within");
  line.Add("least", kLeast);
  line.Add("numbers", {1, -2, 3});
  line.EndObject();
  line.BeginObject("empty");
  line.EndObject();
  line.AddJson("half", "0.5");
  line.Add("text", "plain");
  const ordered_json tree = {{"most", kMost},
                             {"within", {{"least", kLeast}, {"numbers", {1, -2, 3}}}},
                             {"empty", ordered_json::object()},
                             {"half", 0.5},
                             {"text", "plain"}};
  EXPECT_EQ(std::move(line).Finish(), tree.dump() + "\n");
}

TEST(JsonLine, EscapesEachCharacterAsATreeDoes) {
  for (int code = 0; code < 0x80; ++code) {
    const std::string text = {'a', static_cast<char>(code), 'b'};
    JsonLine line;
    line.Add("text", text);
    EXPECT_EQ(std::move(line).Finish(), ordered_json({{"text", text}}).dump() + "\n") << code;
  }
}

TEST(JsonLine, KeepsBytesThatAreNoUtf8) {
  for (const std::string bytes : {"caf\xC3\xA9", "caf\xE9", "\xE9\n\"", "\xED\xA0\x80", ""}) {
    JsonLine line;
    line.AddBytes("path", bytes);
    ordered_json tree;
    SetBytes(tree, "path", bytes);
    EXPECT_EQ(std::move(line).Finish(), tree.dump() + "\n");
  }
}

}  // namespace
}  // namespace fit299::record
