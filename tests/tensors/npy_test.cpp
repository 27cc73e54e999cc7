#include "tensors/npy.h"

#include <gtest/gtest.h>

#include <string>

#include "sink/npy.h"
#include "temporary_folder.h"
#include "tensors/tensor_file.h"

namespace fit299::tensors {
namespace {

std::string File(const std::string& dictionary, std::size_t data_bytes, char version = 1) {
  std::string text = "\x93NUMPY";
  text += version;
  text += '\0';
  text += static_cast<char>(dictionary.size());
  text += '\0';
  if (version > 1) text.append(2, '\0');
  return text + dictionary + std::string(data_bytes, '\0');
}

Expected<NpyHeader, std::string> Parse(const std::string& file) {
  return ParseNpyHeader(std::as_bytes(std::span(file)), file.size());
}

std::string ErrorOf(const std::string& file) {
  const auto header = Parse(file);
  return header ? "" : header.error();
}

TEST(ParseNpyHeader, ReadsWhatThisProjectWrites) {
  const std::array<std::uint64_t, 4> shape = {2, 3, 4, 3};
  for (const auto& [dtype, type] :
       std::vector<std::pair<Dtype, ValueType>>{{Dtype::kFloat32, ValueType::kFloat32},
                                                {Dtype::kFloat16, ValueType::kFloat16},
                                                {Dtype::kBfloat16, ValueType::kBfloat16},
                                                {Dtype::kUint8, ValueType::kUint8}}) {
    const auto header = Parse(sink::NpyHeader(dtype, shape) + std::string(72 * 4, '\0'));
    ASSERT_TRUE(header.ok());
    EXPECT_EQ(header->type, type);
    EXPECT_EQ(header->shape, (Shape{2, 3, 4, 3}));
    EXPECT_EQ(header->offset % 64, 0U);
  }
}

TEST(ParseNpyHeader, ReadsOtherTypesOrdersAndVersions) {
  const auto header =
      Parse(File("{'descr': '>f4', 'fortran_order': False, 'shape': (3,), }\n", 12, 2));
  ASSERT_TRUE(header.ok());
  EXPECT_TRUE(header->big_endian);
  EXPECT_EQ(header->shape, Shape{3});
  const auto scalar =
      Parse(File("{\"descr\": \"<f8\", \"fortran_order\": False, \"shape\": ()}\n", 8));
  ASSERT_TRUE(scalar.ok());
  EXPECT_EQ(scalar->type, ValueType::kFloat64);
  EXPECT_TRUE(scalar->shape.empty());
}

TEST(ParseNpyHeader, RefusesInWords) {
  EXPECT_NE(ErrorOf(File("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1), }\n", 4))
                .find("Fortran order"),
            std::string::npos);
  EXPECT_NE(
      ErrorOf(File("{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }\n", 8)).find("<i8"),
      std::string::npos);
  EXPECT_NE(ErrorOf(File("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n", 4))
                .find("takes 8 bytes of values, 4 are there"),
            std::string::npos);
  EXPECT_NE(ErrorOf(File("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, "
                         "4294967296), }\n",
                         4))
                .find("cut"),
            std::string::npos);
  EXPECT_NE(ErrorOf(File("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", 4))
                .find("a record"),
            std::string::npos);
  EXPECT_NE(ErrorOf(File("{}", 0)), "");
}

TEST(ParseNpyHeader, SurvivesEveryCut) {
  const std::string whole =
      File("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n", 24);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_NE(ErrorOf(whole.substr(0, size)), "") << size;
  }
}

TEST(OpenTensorFile, ReadsOneTensorOfAStackAtATime) {
  const TemporaryFolder folder;
  const std::array<std::uint64_t, 4> shape = {3, 1, 2, 1};
  WriteFile(folder / "x.npy", sink::NpyHeader(Dtype::kUint8, shape) + "\x01\x02\x03\x04\x05\x06");
  auto file = OpenTensorFile(folder / "x.npy");
  ASSERT_TRUE(file.ok()) << file.error();
  EXPECT_TRUE((*file)->stacked());
  EXPECT_EQ((*file)->size(), 3U);
  Tensor tensor;
  ASSERT_TRUE((*file)->Read(1, tensor).ok());
  EXPECT_EQ(tensor.shape, (Shape{1, 2, 1}));
  EXPECT_EQ(tensor.values, (std::vector<double>{3, 4}));
}

// Found by fuzzing: whoever went through the tensors of such a file never came to an end.
TEST(OpenTensorFile, TensorsWithoutValuesAreNotCounted) {
  const TemporaryFolder folder;
  const auto open = [&](const std::string& shape) {
    const std::string head = "{'descr': '|u1', 'fortran_order': False, 'shape': ";
    WriteFile(folder / "x.npy", File(head + shape + ", }\n", 0));
    return OpenTensorFile(folder / "x.npy");
  };
  const auto refused = open("(4611686018427387904, 0, 2, 3)");
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().find("hold no value"), std::string::npos);
  const auto empty = open("(0, 2, 2, 3)");
  ASSERT_TRUE(empty.ok());
  EXPECT_EQ((*empty)->size(), 0U);
}

TEST(OpenTensorFile, SaysWhatIsReadWhenItIsNone) {
  const TemporaryFolder folder;
  WriteFile(folder / "x.npy", "text");
  const auto file = OpenTensorFile(folder / "x.npy");
  ASSERT_FALSE(file.ok());
  EXPECT_NE(file.error().find("npy"), std::string::npos);
  EXPECT_FALSE(OpenTensorFile(folder.path()).ok());
  EXPECT_FALSE(OpenTensorFile(folder / "absent").ok());
}

TEST(Containers, AreFoundByTheirSuffixInAnyCase) {
  for (const Container& container : Containers()) {
    for (const std::string_view suffix : container.suffixes) EXPECT_TRUE(IsTensorSuffix(suffix));
  }
  EXPECT_TRUE(IsTensorSuffix(".NPY"));
  EXPECT_FALSE(IsTensorSuffix(".jpg"));
  EXPECT_FALSE(IsTensorSuffix(""));
}

}  // namespace
}  // namespace fit299::tensors
