#include "codec/codec.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "codec/decoders.h"
#include "codec/foreign.h"

namespace fit299::codec {
namespace {

constexpr std::array<std::string_view, 4> kJpegSuffixes = {".jpg", ".jpeg", ".jpe", ".jfif"};
constexpr std::array<std::string_view, 2> kPngSuffixes = {".png", ".apng"};
constexpr std::array<std::string_view, 1> kWebpSuffixes = {".webp"};

constexpr std::array<Codec, 3> kCodecs = {{
    {"jpeg", kJpegSuffixes, MatchesJpeg, ProbeJpeg, DecodeJpeg, JpegLibrary},
    {"png", kPngSuffixes, MatchesPng, ProbePng, DecodePng, PngLibrary},
    {"webp", kWebpSuffixes, MatchesWebp, ProbeWebp, DecodeWebp, WebpLibrary},
}};

}  // namespace

std::span<const Codec> Codecs() { return kCodecs; }

Expected<const Codec*, Rejection> FindCodec(Bytes bytes) {
  if (bytes.empty()) return Rejection{Reason::kEmptyFile, "it has no bytes"};
  for (const Codec& codec : kCodecs) {
    if (codec.matches(bytes)) return &codec;
  }
  if (const std::string_view format = ForeignFormat(bytes); !format.empty()) {
    return Rejection{Reason::kUnsupportedFormat, std::string(format) + " is not read"};
  }
  if (const std::string_view tensors = TensorFormat(bytes); !tensors.empty()) {
    return Rejection{
        Reason::kUnsupportedFormat,
        std::string(tensors) +
            ", not an image: if it is normalized already, fitting it again would scale "
            "it twice"};
  }
  return Rejection{Reason::kNotAnImage, DescribeContent(bytes)};
}

const Codec* FindCodecBySuffix(std::string_view suffix) {
  std::string lower(suffix);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  const auto codec = std::ranges::find_if(kCodecs, [&](const Codec& row) {
    return std::ranges::find(row.suffixes, lower) != row.suffixes.end();
  });
  return codec == kCodecs.end() ? nullptr : &*codec;
}

}  // namespace fit299::codec
