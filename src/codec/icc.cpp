#include "codec/icc.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>

#include "codec/bytes.h"

namespace fit299::codec {
namespace {

constexpr std::size_t kHeaderSize = 128;
constexpr std::size_t kTagTable = kHeaderSize + 4;
constexpr std::size_t kTagSize = 12;
constexpr std::size_t kMaxTags = 100;

// A tag's data as stored, type and framing included.
std::optional<Bytes> FindTag(Bytes profile, std::string_view name) {
  if (profile.size() < kTagTable) return std::nullopt;
  const std::size_t tags = std::min<std::size_t>(BigEndian32(profile, kHeaderSize), kMaxTags);
  for (std::size_t i = 0; i < tags; ++i) {
    const std::size_t tag = kTagTable + i * kTagSize;
    if (tag + kTagSize > profile.size()) return std::nullopt;
    if (!HasTextAt(profile, tag, name)) continue;
    const std::size_t offset = BigEndian32(profile, tag + 4);
    const std::size_t size = BigEndian32(profile, tag + 8);
    if (offset > profile.size()) return std::nullopt;
    return profile.subspan(offset, std::min(size, profile.size() - offset));
  }
  return std::nullopt;
}

bool Contains(Bytes bytes, std::string_view text) {
  const auto equal = [](std::byte byte, char letter) {
    return byte == static_cast<std::byte>(letter);
  };
  return std::search(bytes.begin(), bytes.end(), text.begin(), text.end(), equal) != bytes.end();
}

bool CallsItselfSrgb(Bytes profile) {
  const std::optional<Bytes> description = FindTag(profile, "desc");
  return description && (Contains(*description, "sRGB") ||
                         Contains(*description, std::string_view("s\0R\0G\0B", 7)));
}

// A name can be copied along with a profile that was changed; its primaries tell.
bool HasSrgbPrimaries(Bytes profile) {
  struct Primary {
    std::string_view tag;
    std::array<double, 3> xyz;  // adapted to D50, as profiles have it
  };
  constexpr std::array<Primary, 3> kSrgb = {{{"rXYZ", {0.4361, 0.2225, 0.0139}},
                                             {"gXYZ", {0.3851, 0.7169, 0.0971}},
                                             {"bXYZ", {0.1431, 0.0606, 0.7141}}}};
  constexpr double kTolerance = 0.005;
  for (const Primary& primary : kSrgb) {
    const std::optional<Bytes> tag = FindTag(profile, primary.tag);
    if (!tag || tag->size() < 20) return false;
    for (std::size_t i = 0; i < 3; ++i) {
      const auto fixed = static_cast<std::int32_t>(BigEndian32(*tag, 8 + 4 * i));
      if (std::abs(fixed / 65536.0 - primary.xyz[i]) > kTolerance) return false;
    }
  }
  return true;
}

}  // namespace

bool IsProfile(Bytes bytes) { return HasTextAt(bytes, 36, "acsp"); }

bool IsSrgbProfile(Bytes bytes) {
  return IsProfile(bytes) && CallsItselfSrgb(bytes) && HasSrgbPrimaries(bytes);
}

bool ProfileMatters(Bytes bytes) { return IsProfile(bytes) && !IsSrgbProfile(bytes); }

}  // namespace fit299::codec
