#include "decoder/client.h"

#include <algorithm>
#include <opencv2/core.hpp>
#include <optional>
#include <utility>

#include "codec/whole_picture.h"
#include "decoder/band_reader.h"
#include "decoder/connection.h"
#include "decoder/protocol.h"
#include "geometry/orientation.h"

namespace fit299::decoder {
namespace {

// More memory than this is no decoder's.
constexpr std::uint64_t kMostWorkingBytes = std::uint64_t{1} << 40;

// What a header, and a small image, may take of the processor, in seconds, and how fast a large one
// has to be: by its pixels, the slowest that was measured, noise in JPEG 2000 without loss, being
// five times as fast; or, where they are coded in little, by those bytes and by its empty pixels,
// of which JPEG 2000, the slowest, decodes four times as many.
constexpr std::uint64_t kCpuSeconds = 1;
constexpr std::uint64_t kPixelsPerCpuSecond = 500'000;
constexpr std::uint64_t kEmptyPixelsPerCpuSecond = 4'000'000;
constexpr std::uint64_t kBytesPerCpuSecond = 200'000;

std::uint64_t CpuSeconds(std::uint64_t pixels, std::uint64_t coded_bytes) {
  return kCpuSeconds + std::min(pixels / kPixelsPerCpuSecond, pixels / kEmptyPixelsPerCpuSecond +
                                                                  coded_bytes / kBytesPerCpuSecond);
}

bool IsSound(const WireHeader& header) {
  return header.width > 0 && header.height > 0 && header.depth > 0 && header.depth <= 64 &&
         header.orientation >= 1 && header.orientation <= 8 &&
         header.working_bytes <= kMostWorkingBytes;
}

// A pointer means nothing to another process: it has a converter of its own.
void Want(const codec::DecodeRequest& wanted, Request& request) {
  request.wanted = wanted;
  request.converts_colors = wanted.colors != nullptr ? 1 : 0;
  request.wanted.colors = nullptr;
  request.wanted.bands = nullptr;
}

bool IsWide(const Header& header, const codec::DecodeRequest& wanted) {
  return wanted.depth16 == Depth16::kKeep && header.depth > 8;
}

}  // namespace

Client::Client(Options options) : connection_(std::make_unique<Connection>(std::move(options))) {}
Client::~Client() = default;

Expected<Header, Rejection> Client::Probe(const codec::Codec& codec, codec::Bytes bytes,
                                          const codec::DecodeRequest& wanted) {
  const Options& options = connection_->options();
  Request request;
  request.verb = Verb::kProbe;
  request.cpu_seconds = kCpuSeconds;
  Want(wanted, request);
  request.memory = static_cast<std::uint64_t>(options.base_bytes) + bytes.size();
  const auto reply = connection_->Ask(codec, bytes, request);
  if (!reply) return reply.error();
  if (!IsSound(reply->header)) return connection_->Garbage("a header that cannot be");
  Header header = FromWire(reply->header, codec.format);
  header.working_bytes += bytes.size() + 2 * kBandBytes;
  header.in_rows = !IsWide(header, wanted);
  return header;
}

Expected<FitReport, Rejection> Client::Decode(const codec::Codec& codec, codec::Bytes bytes,
                                              const Header& header,
                                              const codec::DecodeRequest& wanted, cv::Mat& image) {
  const Options& options = connection_->options();
  const std::int64_t area = std::int64_t{header.size.width} * header.size.height;
  if (area <= 0 || area > options.max_pixels) {
    return Rejection{Reason::kTooLarge, std::to_string(area) + " pixels are too many"};
  }
  if (auto started = connection_->Start(); !started) {
    return Rejection{Reason::kUnsupportedFormat,
                     std::string(codec.format) + ": " + started.error()};
  }
  const auto pixels = static_cast<std::size_t>(area);
  const int type = IsWide(header, wanted) ? CV_16UC3 : CV_8UC3;
  const std::size_t row = static_cast<std::size_t>(header.size.width) * CV_ELEM_SIZE(type);
  const std::size_t whole = row * static_cast<std::size_t>(header.size.height);

  Request request;
  request.verb = Verb::kDecode;
  const auto frames = static_cast<std::uint64_t>(wanted.frame) + 1;  // those before it, too
  request.cpu_seconds =
      CpuSeconds(pixels * frames, std::min<std::uint64_t>(header.coded_bytes, bytes.size()));
  Want(wanted, request);
  request.header = ToWire(header);
  request.band_bytes = std::min(whole, std::max(kBandBytes, row));
  request.pixel_bytes = request.band_bytes == whole ? whole : 2 * request.band_bytes;
  request.memory = static_cast<std::uint64_t>(options.base_bytes) + bytes.size() +
                   request.pixel_bytes +
                   pixels * static_cast<std::uint64_t>(options.bytes_per_pixel);
  if (options.max_memory > 0) {
    request.memory = std::min(request.memory,
                              static_cast<std::uint64_t>(options.base_bytes) + options.max_memory);
  }
  const int orientation = IsTurned(header, wanted) ? header.orientation : kUpright;
  codec::WholePicture picture(header.size, orientation, connection_->picture(), image);
  BandReader bands(header.size, type, connection_->MakeRoom(request.pixel_bytes),
                   request.band_bytes, wanted.bands != nullptr ? *wanted.bands : picture);
  const auto reply = connection_->Ask(codec, bytes, request, &bands);
  if (!reply) return reply.error();
  return FitReport{FromBits<Change>(reply->changes, Changes().size()),
                   FromBits<Warning>(reply->warnings, Warnings().size())};
}

void Client::ReleaseMemory(std::size_t kept) { connection_->ReleaseMemory(kept); }

Expected<std::vector<DecoderVersion>, std::string> Client::Versions() {
  if (auto started = connection_->Start(); !started) return std::move(started).error();
  std::vector<DecoderVersion> versions;
  for (const codec::Codec& codec : codec::Codecs()) {
    for (const HelloRow& row : connection_->hello()->rows) {
      if (row.format.view() != codec.format) continue;
      versions.push_back({codec.format, std::string(row.library.view())});
    }
  }
  return versions;
}

std::vector<DecoderVersion> Client::UsedVersions() const {
  std::vector<DecoderVersion> versions;
  if (!connection_->hello()) return versions;
  for (const HelloRow& row : connection_->hello()->rows) {
    const auto used = connection_->used().find(row.format.view());
    if (used != connection_->used().end()) {
      versions.push_back({*used, std::string(row.library.view())});
    }
  }
  return versions;
}

int Client::process_id() const { return connection_->process_id(); }

}  // namespace fit299::decoder
