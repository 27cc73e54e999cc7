// WebP by libwebp: lossy and lossless, still pictures and one frame of an animation.
#include <webp/decode.h>
#include <webp/demux.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <opencv2/imgproc.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "codec/bytes.h"
#include "codec/decoders.h"
#include "codec/exif.h"
#include "codec/finish.h"
#include "codec/guard.h"
#include "codec/icc_convert.h"
#include "codec/vp8l_head.h"
#include "codec/webp_chunks.h"
#include "codec/webp_pixels.h"

namespace fit299::codec {
namespace {

constexpr std::uint32_t kLongestRiff = 1 << 30;  // what no picture of 16383x16383 comes near
constexpr std::uint32_t kHasExif = 0x08;

const std::uint8_t* Data(Bytes bytes) {
  return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

// Says whether the extended header promises something.
bool HasFlag(Bytes file, std::uint32_t flag) {
  const std::optional<Bytes> extended = FindWebpChunk(file, "VP8X");
  return extended && !extended->empty() && (Byte(*extended, 0) & flag) != 0;
}

// True when the header promises EXIF, which stands behind the pixels, and the bytes end before it.
bool LacksExif(Bytes file) {
  return HasFlag(file, kHasExif) && RiffEnd(file) > file.size() && !FindWebpChunk(file, "EXIF");
}

// What the header promises: libwebp hands out no others.
OrientationSources FindOrientation(Bytes file, Reader reader) {
  constexpr std::uint32_t kHasXmp = 0x04;
  OrientationSources sources;
  if (HasFlag(file, kHasExif)) {
    if (const auto exif = FindWebpChunk(file, "EXIF")) {
      // Some writers put JPEG's marker name in front of the TIFF block, and OpenCV reads none of
      // it.
      sources.exif.push_back(reader == Reader::kOpenCv ? *exif : WithoutExifName(*exif));
    }
  }
  if (HasFlag(file, kHasXmp)) {
    if (const auto xmp = FindWebpChunk(file, "XMP ")) sources.xmp = Text(*xmp);
  }
  return sources;
}

Rejection FromStatus(VP8StatusCode status) {
  switch (status) {
    case VP8_STATUS_OUT_OF_MEMORY: return {Reason::kTooLarge, "not enough memory for its pixels"};
    case VP8_STATUS_UNSUPPORTED_FEATURE:
      return {Reason::kUnsupportedFeature, "a WebP feature that libwebp does not decode"};
    case VP8_STATUS_NOT_ENOUGH_DATA:
    case VP8_STATUS_SUSPENDED: return {Reason::kTruncated, "its coded data end early"};
    default: return {Reason::kCorrupt, "its coded data are damaged"};
  }
}

Rejection DamagedFrame(int frame, int frames) {
  return {Reason::kCorrupt, "in frame " + std::to_string(frame) + " of " + std::to_string(frames) +
                                ": its data are damaged"};
}

Rejection WrongVersion() {
  return {Reason::kInternalError, "libwebp has another version than its header"};
}

// What a frame of an animation, or a still picture, becomes.
struct Pixels {
  Pixels(const Header& header, const DecodeRequest& request, bool has_alpha, cv::Mat& image)
      : blends(has_alpha && request.alpha == Alpha::kBlend), mat(blends ? rgba : image) {
    mat.create(header.size, blends ? CV_8UC4 : CV_8UC3);
  }

  bool blends;  // RGBA into the image
  cv::Mat rgba;
  cv::Mat& mat;
};

// What remains to be done when the pixels are there.
void FinishWebp(Bytes file, const Header& header, const DecodeRequest& request, bool has_alpha,
                Pixels& pixels, cv::Mat& image, FitReport& report) {
  if (const auto profile = FindWebpChunk(file, "ICCP")) {
    ConvertRows(TakeUpProfile(*profile, Inks::kRgb, 1, pixels.mat.channels(), request, report),
                pixels.mat);
  }
  if (has_alpha) report.changes.Add(pixels.blends ? Change::kAlphaBlended : Change::kAlphaDropped);
  if (pixels.blends) {
    image.create(header.size, CV_8UC3);
    Blend(pixels.mat, request.background, image);
  }
  if (file.size() > RiffEnd(file)) report.warnings.Add(Warning::kTrailingData);
  // The pixels were there, so what is missing stands behind them. The padding byte may be absent.
  if (file.size() + 1 < RiffEnd(file)) report.warnings.Add(Warning::kAncillaryDamaged);
  Finish(header, request, image, report);
}

struct DeleteAnimation {
  void operator()(WebPAnimDecoder* decoder) const { WebPAnimDecoderDelete(decoder); }
};

// Draws the frame that is asked for, which there is, over those before it, as RGBA. libwebp starts
// with a canvas that is transparent black, as Pillow and OpenCV have it; so does what is drawn here
// without it, in steps: the first frame. `drawn` may be the decoder's memory.
std::optional<Rejection> DrawFrame(WebPAnimDecoder& decoder, int frames, cv::Size size,
                                   const DecodeRequest& request, cv::Mat& drawn) {
  if (request.frame == 0) {
    drawn = cv::Mat(size, CV_8UC4, cv::Scalar());  // cv::Mat::zeros() would bring in LAPACK
    const auto status = DrawFirstWebpFrame(*WebPAnimDecoderGetDemuxer(&decoder), request, drawn);
    if (status == VP8_STATUS_USER_ABORT) return TookTooLong();
    if (status != VP8_STATUS_OK) return DamagedFrame(0, frames);
    return std::nullopt;
  }
  for (int frame = 0; frame <= request.frame; ++frame) {
    std::uint8_t* canvas = nullptr;
    int end_ms = 0;
    if (IsLate(request)) return TookTooLong();
    if (WebPAnimDecoderGetNext(&decoder, &canvas, &end_ms) == 0) return DamagedFrame(frame, frames);
    drawn = cv::Mat(size, CV_8UC4, canvas);
  }
  return std::nullopt;
}

// One frame of an animation.
Expected<FitReport, Rejection> DecodeFrame(Bytes file, bool has_alpha, const Header& header,
                                           const DecodeRequest& request, cv::Mat& image) {
  if (file.size() < RiffEnd(file)) return FromStatus(VP8_STATUS_NOT_ENOUGH_DATA);
  WebPAnimDecoderOptions options;
  if (WebPAnimDecoderOptionsInit(&options) == 0) return WrongVersion();
  options.color_mode = MODE_RGBA;
  const WebPData data{Data(file), file.size()};
  const std::unique_ptr<WebPAnimDecoder, DeleteAnimation> decoder(
      WebPAnimDecoderNew(&data, &options));
  WebPAnimInfo info;
  if (!decoder || WebPAnimDecoderGetInfo(decoder.get(), &info) == 0) {
    return FromStatus(VP8_STATUS_BITSTREAM_ERROR);
  }
  const int frames = static_cast<int>(info.frame_count);
  if (auto missing = FindMissingFrame(request.frame, frames)) return *std::move(missing);
  if (auto rejection = FindCostlyFrame(header, request.frame)) return *std::move(rejection);
  cv::Mat drawn;
  if (auto failure = DrawFrame(*decoder, frames, header.size, request, drawn)) {
    return *std::move(failure);
  }
  FitReport report;
  if (frames > 1) report.changes.Add(Change::kFirstFrameOnly);
  Pixels pixels(header, request, has_alpha, image);
  if (pixels.mat.channels() == 4) {
    drawn.copyTo(pixels.mat);
  } else {
    cv::cvtColor(drawn, pixels.mat, cv::COLOR_RGBA2RGB);
  }
  FinishWebp(file, header, request, has_alpha, pixels, image, report);
  return report;
}

Expected<FitReport, Rejection> Decode(Bytes file, const Header& header,
                                      const DecodeRequest& request, cv::Mat& image) {
  WebPBitstreamFeatures features;
  VP8StatusCode status = WebPGetFeatures(Data(file), file.size(), &features);
  if (status != VP8_STATUS_OK) return FromStatus(status);

  const bool has_alpha = features.has_alpha != 0;
  if (features.has_animation != 0) {
    return DecodeFrame(file, has_alpha, header, request, image);
  }
  if (auto missing = FindMissingFrame(request.frame, 1)) return *std::move(missing);
  Pixels pixels(header, request, has_alpha, image);
  status = DecodeWebpPixels(file, request, pixels.mat);
  const bool is_read = status == VP8_STATUS_OK;
  const bool is_damaged =
      !is_read && request.salvage && SalvageWebpPixels(file, request, pixels.mat);
  if (!is_read && IsLate(request)) return TookTooLong();
  if (!is_read && !is_damaged) return FromStatus(status);

  FitReport report;
  if (is_damaged) report.warnings.Add(Warning::kPixelsDamaged);
  FinishWebp(file, header, request, has_alpha, pixels, image, report);
  return report;
}

}  // namespace

namespace {

// Of libwebp's tables for these chunks' picture, which has this size: a lossless one, or a lossy
// one's alpha.
std::uint64_t MostTableBytes(WebpChunks chunks, cv::Size size) {
  std::uint64_t most = 0;
  while (const auto chunk = chunks.Next()) {
    if (chunk->type == "VP8 ") break;
    std::optional<Vp8lHead> head;
    if (chunk->type == "ALPH") head = ReadAlphaHead(chunk->data, size);
    if (chunk->type == "VP8L") head = ReadVp8lHead(chunk->data);
    if (head) most = std::max(most, TableBytes(*head));
    if (chunk->type == "VP8L") break;
  }
  return most;
}

// Of a still picture, or this frame of an animation and those before it, one at a time.
std::uint64_t MostTableBytes(Bytes file, const WebPBitstreamFeatures& features, int frame) {
  if (features.has_animation == 0) {
    return MostTableBytes(WebpChunks::OfFile(file), {features.width, features.height});
  }
  std::uint64_t most = 0;
  AnimationFrames frames(file);
  for (int i = 0; i <= frame; ++i) {
    const auto next = frames.Next();
    if (!next) break;
    most = std::max(most, MostTableBytes(next->chunks, next->size));
  }
  return most;
}

// A lossless picture is there as ARGB, too; an animation has its canvas, the frame before it and a
// frame; alpha is blended from a copy.
std::uint64_t PixelBytes(const WebPBitstreamFeatures& features) {
  constexpr int kLossy = 1;
  const auto pixels =
      static_cast<std::uint64_t>(features.width) * static_cast<std::uint64_t>(features.height);
  if (features.has_animation != 0) return pixels * 16;
  const std::uint64_t own = features.format == kLossy ? features.has_alpha != 0 ? 1 : 0 : 4;
  return pixels * (own + (features.has_alpha != 0 ? 4 : 0));
}

}  // namespace

bool MatchesWebp(Bytes bytes) { return StartsWith(bytes, "RIFF") && HasTextAt(bytes, 8, "WEBP"); }

Expected<Header, Rejection> ProbeWebp(Bytes bytes, const DecodeRequest& request) {
  if (bytes.size() >= kRiffHeader && LittleEndian32(bytes, 4) > kLongestRiff) {
    return Rejection{Reason::kCorrupt, "its RIFF claims to be longer than one can be"};
  }
  WebPBitstreamFeatures features;
  const VP8StatusCode status = WebPGetFeatures(Data(bytes), bytes.size(), &features);
  if (status != VP8_STATUS_OK) return FromStatus(status);
  Header header;
  header.format = "webp";
  header.size = cv::Size(features.width, features.height);
  header.working_bytes = PixelBytes(features) + MostTableBytes(bytes, features, request.frame);
  header.coded_bytes =
      features.has_animation != 0 ? CodedFrameBytes(bytes, request.frame) : CodedStillBytes(bytes);
  if (LacksExif(bytes)) return Rejection{Reason::kTruncated, "the file ends before its EXIF data"};
  NoteOrientation(FindOrientation(bytes, request.reader), request.reader, header);
  if (const auto profile = FindWebpChunk(bytes, "ICCP")) NoteProfile(*profile, request, header);
  return header;
}

Expected<FitReport, Rejection> DecodeWebp(Bytes bytes, const Header& header,
                                          const DecodeRequest& request, cv::Mat& image) {
  return Guard([&] { return Decode(bytes, header, request, image); });
}

std::string WebpLibrary() {
  const int version = WebPGetDecoderVersion();
  return "libwebp " + std::to_string(version >> 16) + "." + std::to_string(version >> 8 & 255) +
         "." + std::to_string(version & 255);
}

}  // namespace fit299::codec
