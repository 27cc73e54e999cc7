#include "sink/format.h"

#include <gtest/gtest.h>

namespace fit299::sink {
namespace {

TEST(FormatTable, RowsAreFoundByNameAndBySuffix) {
  for (const FormatRow& row : Formats()) {
    EXPECT_EQ(&Row(row.format), &row);
    EXPECT_EQ(FindFormat(row.name), &row);
    for (const std::string_view suffix : row.suffixes) {
      EXPECT_EQ(FindFormatBySuffix(suffix), &row) << suffix;
    }
  }
  EXPECT_EQ(FindFormatBySuffix(".JPG"), &Row(Format::kJpeg));
  EXPECT_EQ(FindFormatBySuffix(".txt"), nullptr);
  EXPECT_EQ(FindFormatBySuffix(""), nullptr);
  EXPECT_EQ(FindFormat("nothing"), nullptr);
}

}  // namespace
}  // namespace fit299::sink
