#include "sink/npy.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace fit299::sink {
namespace {

std::string Header(Dtype dtype, std::vector<std::uint64_t> shape) {
  return NpyHeader(dtype, shape);
}

// numpy.save (2.4.6) of numpy.zeros((299, 299, 3), numpy.float32).
TEST(NpyHeader, IsTheOneThatNumpyWrites) {
  const std::string expected =
      std::string("\x93NUMPY\x01\x00v\x00", 10) +
      "{'descr': '<f4', 'fortran_order': False, 'shape': (299, 299, 3), }" + std::string(18, ' ') +
      std::string(33, ' ') + "\n";
  EXPECT_EQ(Header(Dtype::kFloat32, {299, 299, 3}), expected);
}

TEST(NpyHeader, EndsAtAMultipleOf64) {
  for (const std::uint64_t n : {1ULL, 1000ULL, 123456789012ULL}) {
    EXPECT_EQ(Header(Dtype::kUint8, {n, 299, 299, 3}).size(), 128U) << n;
  }
}

TEST(NpyHeader, LengthDoesNotDependOnTheFirstAxis) {
  for (std::uint64_t n = 1; n < 1'000'000'000'000; n *= 7) {
    EXPECT_EQ(Header(Dtype::kFloat16, {n, 3, 65535, 65535}).size(),
              Header(Dtype::kFloat16, {0, 3, 65535, 65535}).size());
  }
}

TEST(NpyHeader, NamesTheTypes) {
  EXPECT_NE(Header(Dtype::kFloat16, {1}).find("'<f2'"), std::string::npos);
  EXPECT_NE(Header(Dtype::kBfloat16, {1}).find("'<V2'"), std::string::npos);
  EXPECT_NE(Header(Dtype::kUint8, {1}).find("'|u1'"), std::string::npos);
  EXPECT_NE(Header(Dtype::kUint8, {1}).find("'shape': (1,), }"), std::string::npos);
}

}  // namespace
}  // namespace fit299::sink
