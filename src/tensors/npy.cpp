#include "tensors/npy.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string_view>

namespace fit299::tensors {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";

struct DescrRow {
  std::string_view descr;
  ValueType type;
  bool big_endian;
};

// What is read. numpy has no bfloat16: ml_dtypes saves it as two bytes without a meaning.
constexpr std::array<DescrRow, 9> kDescrs = {{
    {"<f4", ValueType::kFloat32, false},
    {">f4", ValueType::kFloat32, true},
    {"<f2", ValueType::kFloat16, false},
    {">f2", ValueType::kFloat16, true},
    {"<V2", ValueType::kBfloat16, false},
    {"|V2", ValueType::kBfloat16, false},
    {"<f8", ValueType::kFloat64, false},
    {">f8", ValueType::kFloat64, true},
    {"|u1", ValueType::kUint8, false},
}};

std::string_view Text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// What stands after "'key':" in the header's dictionary, from its first character on.
std::string_view ValueOf(std::string_view dictionary, std::string_view key) {
  for (const char quote : {'\'', '"'}) {
    const std::string quoted = quote + std::string(key) + quote;
    std::size_t at = dictionary.find(quoted);
    if (at == dictionary.npos) continue;
    at = dictionary.find_first_not_of(" :", at + quoted.size());
    if (at != dictionary.npos) return dictionary.substr(at);
  }
  return {};
}

// "'<f4', ..." -> "<f4"; "" when it is no string (a record of several fields is a list).
std::string_view Unquoted(std::string_view value) {
  if (value.empty() || (value[0] != '\'' && value[0] != '"')) return {};
  const std::size_t end = value.find(value[0], 1);
  return end == value.npos ? std::string_view() : value.substr(1, end - 1);
}

// "(299, 299, 3), ..." into its numbers.
bool ReadShape(std::string_view value, Shape& shape) {
  if (!value.starts_with('(')) return false;
  const std::size_t close = value.find(')');
  if (close == value.npos) return false;
  value = value.substr(1, close - 1);
  while (true) {
    const std::size_t digit = value.find_first_not_of(" ,");
    if (digit == value.npos) return true;
    value.remove_prefix(digit);
    std::uint64_t side = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), side);
    if (error != std::errc()) return false;
    value.remove_prefix(static_cast<std::size_t>(end - value.data()));
    if (!value.empty() && value[0] == 'L') value.remove_prefix(1);  // Python 2's
    shape.push_back(side);
  }
}

// The bytes of all values; nullopt-like max when they are beyond counting.
std::uint64_t DataBytes(const NpyHeader& header) {
  std::uint64_t bytes = BytesPerValue(header.type);
  for (const std::uint64_t side : header.shape) {
    if (side != 0 && bytes > std::numeric_limits<std::uint64_t>::max() / side) {
      return std::numeric_limits<std::uint64_t>::max();
    }
    bytes *= side;
  }
  return bytes;
}

Expected<NpyHeader, std::string> ParseDictionary(std::string_view dictionary) {
  NpyHeader header;
  const std::string_view descr = Unquoted(ValueOf(dictionary, "descr"));
  const auto row = std::ranges::find(kDescrs, descr, &DescrRow::descr);
  if (row == kDescrs.end()) {
    const std::string shown = descr.empty() ? "a record or no type at all" : std::string(descr);
    return "its values are " + shown +
           ", not numbers that are read; write it anew with .astype('float32')";
  }
  header.type = row->type;
  header.big_endian = row->big_endian;
  if (!ReadShape(ValueOf(dictionary, "shape"), header.shape)) {
    return std::string("its header is damaged: there is no shape in it");
  }
  if (ValueOf(dictionary, "fortran_order").starts_with("True")) {
    return std::string(
        "its values are in Fortran order (columns first), which is not read; "
        "write it anew with numpy.save(path, numpy.ascontiguousarray(x))");
  }
  return header;
}

}  // namespace

bool IsNpy(std::span<const std::byte> head) { return Text(head).starts_with(kMagic); }

Expected<NpyHeader, std::string> ParseNpyHeader(std::span<const std::byte> head,
                                                std::uint64_t file_bytes) {
  const auto byte = [&](std::size_t i) { return std::to_integer<std::uint64_t>(head[i]); };
  constexpr std::size_t kShortest = 12;
  if (!IsNpy(head)) return std::string("it is not a numpy array");
  if (head.size() < kShortest) return std::string("it ends within its header");
  const std::uint64_t version = byte(6);
  if (version < 1 || version > 3) {
    return "its format is version " + std::to_string(version) + " of numpy's, which is not known";
  }
  const std::uint64_t length = version == 1
                                   ? byte(8) | byte(9) << 8
                                   : byte(8) | byte(9) << 8 | byte(10) << 16 | byte(11) << 24;
  const std::uint64_t begin = version == 1 ? 10 : 12;
  if (begin + length > head.size()) return std::string("it ends within its header");
  auto header = ParseDictionary(Text(head).substr(begin, length));
  if (!header) return header;
  header->offset = begin + length;
  const std::uint64_t needed = DataBytes(*header);
  const std::uint64_t stored = file_bytes - header->offset;
  if (needed > stored) {
    return "it is cut: its shape " + ShapeText(header->shape) + " takes " + std::to_string(needed) +
           " bytes of values, " + std::to_string(stored) + " are there";
  }
  return header;
}

}  // namespace fit299::tensors
