#include "codec/webp_pixels.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <new>

#include "codec/bytes.h"
#include "codec/finish.h"
#include "codec/webp_chunks.h"

namespace fit299::codec {
namespace {

// Lossless ones take some 100 ms.
constexpr std::int64_t kPixelsAtATime = 4'000'000;

struct DeleteIncremental {
  void operator()(WebPIDecoder* decoder) const { WebPIDelete(decoder); }
};
using IncrementalDecoder = std::unique_ptr<WebPIDecoder, DeleteIncremental>;

const std::uint8_t* Data(Bytes bytes) {
  return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

std::int64_t Area(const cv::Mat& pixels) { return std::int64_t{pixels.cols} * pixels.rows; }

// Decodes into `pixels`.
VP8StatusCode Configure(cv::Mat& pixels, WebPDecoderConfig& config) {
  if (WebPInitDecoderConfig(&config) == 0) return VP8_STATUS_INVALID_PARAM;
  const auto row = static_cast<std::size_t>(pixels.cols) * pixels.elemSize();
  config.output.colorspace = pixels.channels() == 4 ? MODE_RGBA : MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = pixels.data;
  config.output.u.RGBA.stride = static_cast<int>(pixels.step[0]);
  config.output.u.RGBA.size = pixels.step[0] * static_cast<std::size_t>(pixels.rows - 1) + row;
  return VP8_STATUS_OK;
}

// Gives the decoder more and more of `data`: what stands before the picture at once, of the picture
// itself as much as holds so many pixels, on the average.
VP8StatusCode Feed(Bytes data, std::int64_t pixels, const DecodeRequest& request,
                   WebPIDecoder& decoder) {
  const bool is_file = StartsWith(data, "RIFF");
  const Bytes picture = FindWebpPicture(is_file ? WebpChunks::OfFile(data) : WebpChunks(data));
  const auto steps = static_cast<std::size_t>(pixels / kPixelsAtATime) + 1;
  const std::size_t step = picture.size() / steps + 1;
  VP8StatusCode status = VP8_STATUS_SUSPENDED;
  for (std::size_t at = step; at < picture.size(); at += step) {
    const auto before = static_cast<std::size_t>(picture.data() - data.data());
    if (IsLate(request)) return VP8_STATUS_USER_ABORT;
    status = WebPIUpdate(&decoder, Data(data), before + at);
    if (status != VP8_STATUS_SUSPENDED) return status;
  }
  if (IsLate(request)) return VP8_STATUS_USER_ABORT;
  return WebPIUpdate(&decoder, Data(data), data.size());
}

}  // namespace

VP8StatusCode DecodeWebpPixels(Bytes data, const DecodeRequest& request, cv::Mat pixels) {
  WebPDecoderConfig config;
  VP8StatusCode status = Configure(pixels, config);
  if (status != VP8_STATUS_OK) return status;
  if (Area(pixels) <= kPixelsAtATime) return WebPDecode(Data(data), data.size(), &config);
  const IncrementalDecoder decoder(WebPIDecode(nullptr, 0, &config));
  if (!decoder) throw std::bad_alloc();
  return Feed(data, Area(pixels), request, *decoder);
}

bool SalvageWebpPixels(Bytes file, const DecodeRequest& request, cv::Mat pixels) {
  WebPDecoderConfig config;
  if (Configure(pixels, config) != VP8_STATUS_OK) return false;
  const IncrementalDecoder decoder(WebPIDecode(nullptr, 0, &config));
  if (!decoder) return false;
  Feed(file, Area(pixels), request, *decoder);
  int rows = 0;
  if (WebPIDecGetRGB(decoder.get(), &rows, nullptr, nullptr, nullptr) == nullptr || rows == 0) {
    return false;
  }
  constexpr double kOpaque = 255;
  pixels.rowRange(rows, pixels.rows).setTo(cv::Scalar(kMissing, kMissing, kMissing, kOpaque));
  return true;
}

VP8StatusCode DrawFirstWebpFrame(const WebPDemuxer& demuxer, const DecodeRequest& request,
                                 cv::Mat& canvas) {
  WebPIterator frame;
  if (WebPDemuxGetFrame(&demuxer, 1, &frame) == 0) return VP8_STATUS_BITSTREAM_ERROR;
  const std::unique_ptr<WebPIterator, decltype(&WebPDemuxReleaseIterator)> released(
      &frame, WebPDemuxReleaseIterator);
  const cv::Rect box(frame.x_offset, frame.y_offset, frame.width, frame.height);
  if ((box & cv::Rect(cv::Point(), canvas.size())) != box) return VP8_STATUS_BITSTREAM_ERROR;
  const Bytes data = std::as_bytes(std::span(frame.fragment.bytes, frame.fragment.size));
  return DecodeWebpPixels(data, request, canvas(box));
}

}  // namespace fit299::codec
