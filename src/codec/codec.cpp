#include "codec/codec.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "codec/decoders.h"
#include "codec/finish.h"
#include "codec/foreign.h"
#include "codec/signatures.h"

namespace fit299::codec {
namespace {

constexpr std::array<std::string_view, 4> kJpegSuffixes = {".jpg", ".jpeg", ".jpe", ".jfif"};
constexpr std::array<std::string_view, 2> kPngSuffixes = {".png", ".apng"};
constexpr std::array<std::string_view, 1> kWebpSuffixes = {".webp"};
constexpr std::array<std::string_view, 1> kGifSuffixes = {".gif"};
constexpr std::array<std::string_view, 2> kBmpSuffixes = {".bmp", ".dib"};
constexpr std::array<std::string_view, 2> kTiffSuffixes = {".tif", ".tiff"};
constexpr std::array<std::string_view, 4> kPnmSuffixes = {".pnm", ".pbm", ".pgm", ".ppm"};
constexpr std::array<std::string_view, 1> kAvifSuffixes = {".avif"};
constexpr std::array<std::string_view, 3> kHeicSuffixes = {".heic", ".heif", ".hif"};
constexpr std::array<std::string_view, 6> kJp2Suffixes = {".jp2", ".j2k", ".j2c",
                                                          ".jpc", ".jpf", ".jpx"};

// A format that is decoded by another process.
constexpr Codec Elsewhere(std::string_view format, std::span<const std::string_view> suffixes,
                          bool (*matches)(Bytes)) {
  return {format, suffixes, matches, nullptr, nullptr, nullptr};
}

constexpr std::array<Codec, 10> kCodecs = {{
    {"jpeg", kJpegSuffixes, MatchesJpeg, ProbeJpeg, DecodeJpeg, JpegLibrary},
    {"png", kPngSuffixes, MatchesPng, ProbePng, DecodePng, PngLibrary},
    {"webp", kWebpSuffixes, MatchesWebp, ProbeWebp, DecodeWebp, WebpLibrary},
    Elsewhere("gif", kGifSuffixes, MatchesGif),
    Elsewhere("bmp", kBmpSuffixes, MatchesBmp),
    Elsewhere("tiff", kTiffSuffixes, MatchesTiff),
    Elsewhere("pnm", kPnmSuffixes, MatchesPnm),
    Elsewhere("avif", kAvifSuffixes, MatchesAvif),
    Elsewhere("heic", kHeicSuffixes, MatchesHeic),
    Elsewhere("jp2", kJp2Suffixes, MatchesJp2),
}};

}  // namespace

void BandTaker::MakeRoom(cv::Size picture, int type, cv::Mat& band) {
  band.create(BandRows(picture), picture.width, type);
}

bool IsTurned(const Header& header, const DecodeRequest& request) {
  return request.orientation == Orientation::kApply ||
         (request.reader == Reader::kPillow && header.format == "tiff");
}

cv::Size DecodedSize(const Header& header, const DecodeRequest& request) {
  return IsTurned(header, request) ? header.UprightSize() : header.size;
}

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
