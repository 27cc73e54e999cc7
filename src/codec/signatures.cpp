#include "codec/signatures.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "codec/bytes.h"

namespace fit299::codec {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kBrand = 4;  // bytes

constexpr std::array kAvifBrands = {"avif"sv, "avis"sv};
constexpr std::array kHeicBrands = {"heic"sv, "heix"sv, "heim"sv, "heis"sv,
                                    "hevc"sv, "hevx"sv, "hevm"sv, "hevs"sv};

bool IsOneOf(std::string_view brand, std::span<const std::string_view> brands) {
  return std::ranges::find(brands, brand) != brands.end();
}

// The brands in an ISO file's first box, the major one first; its version, which stands second, is
// no brand of anything. Empty when the file begins otherwise.
std::string_view FileTypeBrands(Bytes bytes) {
  constexpr std::size_t kHeader = 8;
  if (!HasTextAt(bytes, 4, "ftyp")) return {};
  const std::size_t end = std::min<std::size_t>(BigEndian32(bytes, 0), bytes.size());
  if (end < kHeader + kBrand) return {};
  return {reinterpret_cast<const char*>(bytes.data()) + kHeader, end - kHeader};
}

bool HasBrand(std::string_view brands, std::span<const std::string_view> wanted) {
  for (; brands.size() >= kBrand; brands.remove_prefix(kBrand)) {
    if (IsOneOf(brands.substr(0, kBrand), wanted)) return true;
  }
  return false;
}

// A major brand decides. Where it names only the family (mif1, msf1), the others do.
bool IsHeifOf(Bytes bytes, std::span<const std::string_view> wanted,
              std::span<const std::string_view> rival) {
  const std::string_view brands = FileTypeBrands(bytes);
  const std::string_view major = brands.substr(0, kBrand);
  if (IsOneOf(major, wanted)) return true;
  return !IsOneOf(major, rival) && HasBrand(brands, wanted);
}

}  // namespace

bool MatchesGif(Bytes bytes) { return StartsWith(bytes, "GIF87a") || StartsWith(bytes, "GIF89a"); }

bool MatchesBmp(Bytes bytes) {
  if (!StartsWith(bytes, "BM") || bytes.size() < 18) return false;
  const std::uint32_t header = LittleEndian32(bytes, 14);
  return header == 12 || (header >= 16 && header <= 124);
}

bool MatchesTiff(Bytes bytes) {
  return StartsWith(bytes, "II*\0"sv) || StartsWith(bytes, "MM\0*"sv) ||
         StartsWith(bytes, "II+\0"sv) || StartsWith(bytes, "MM\0+"sv);
}

bool IsPnmSpace(std::byte byte) {
  const auto c = std::to_integer<char>(byte);
  return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '#';
}

// "P632 48": a size that stands right behind the signature.
bool HasTwoNumbers(Bytes bytes) {
  constexpr std::size_t kLongest = 64;
  const auto is_digit = [&](std::size_t at) {
    return at < bytes.size() && Byte(bytes, at) >= '0' && Byte(bytes, at) <= '9';
  };
  std::size_t at = 0;
  while (at < kLongest && is_digit(at)) ++at;
  return at > 0 && at < bytes.size() && IsPnmSpace(bytes[at]) && is_digit(at + 1);
}

// One-letter signatures need more evidence.
bool MatchesPnm(Bytes bytes) {
  return bytes.size() >= 3 && Byte(bytes, 0) == 'P' && Byte(bytes, 1) >= '1' &&
         Byte(bytes, 1) <= '6' && (IsPnmSpace(bytes[2]) || HasTwoNumbers(bytes.subspan(2)));
}

// A file that claims both is AVIF.
bool MatchesAvif(Bytes bytes) { return IsHeifOf(bytes, kAvifBrands, kHeicBrands); }
bool MatchesHeic(Bytes bytes) { return IsHeifOf(bytes, kHeicBrands, kAvifBrands); }

bool MatchesJp2(Bytes bytes) {
  return StartsWith(bytes, "\0\0\0\x0CjP  \r\n\x87\n"sv) || StartsWith(bytes, "\xFF\x4F\xFF\x51"sv);
}

}  // namespace fit299::codec
