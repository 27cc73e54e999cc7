#include "sink/npy.h"

#include <string_view>

namespace fit299::sink {
namespace {

std::string_view Descr(Dtype dtype) {
  switch (dtype) {
    case Dtype::kFloat32: return "<f4";
    case Dtype::kFloat16: return "<f2";
    case Dtype::kBfloat16: return "<V2";
    case Dtype::kUint8: return "|u1";
  }
  return "";
}

std::string ShapeTuple(std::span<const std::uint64_t> shape) {
  std::string tuple = "(";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (i > 0) tuple += ", ";
    tuple += std::to_string(shape[i]);
  }
  if (shape.size() == 1) tuple += ",";
  return tuple + ")";
}

}  // namespace

std::string NpyHeader(Dtype dtype, std::span<const std::uint64_t> shape) {
  constexpr std::size_t kAlignment = 64;
  constexpr std::size_t kGrowthDigits = 21;  // numpy leaves room for the first axis to grow
  constexpr std::size_t kPreamble = 10;      // magic, version, length

  std::string dict = "{'descr': '" + std::string(Descr(dtype)) +
                     "', 'fortran_order': False, 'shape': " + ShapeTuple(shape) + ", }";
  if (!shape.empty()) dict.append(kGrowthDigits - std::to_string(shape[0]).size(), ' ');
  const std::size_t unpadded = kPreamble + dict.size() + 1;
  dict.append((kAlignment - unpadded % kAlignment) % kAlignment, ' ');
  dict += '\n';

  std::string header("\x93NUMPY\x01\x00", 8);
  header += static_cast<char>(dict.size() & 0xFF);
  header += static_cast<char>(dict.size() >> 8);
  return header + dict;
}

}  // namespace fit299::sink
