#include "decoder/server.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <exception>
#include <new>
#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "codec/icc_convert.h"
#include "decoder/band_writer.h"
#include "decoder/confine.h"
#include "decoder/protocol.h"
#include "decoder/shared_memory.h"

namespace fit299::decoder {
namespace {

constexpr int kUsage = 2;

constexpr std::string_view kWords =
    "fit299-decode decodes images for fit299, which starts it by itself. "
    "`fit299 formats` lists what it reads.\n";

// Whether somebody has started this program as fit299 does.
bool IsExpected() {
  int type = 0;
  socklen_t size = sizeof(type);
  return getsockopt(kSocketFile, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET;
}

template <class T>
bool Send(const T& message) {
  const ssize_t sent = send(kSocketFile, &message, sizeof(message), MSG_NOSIGNAL);
  return sent == static_cast<ssize_t>(sizeof(message));
}

// False: the parent has gone.
bool Receive(Request& request) {
  while (true) {
    const ssize_t size = recv(kSocketFile, &request, sizeof(request), 0);
    if (size == static_cast<ssize_t>(sizeof(request))) return true;
    if (size < 0 && errno == EINTR) continue;
    return false;
  }
}

Hello Introduction(std::span<const codec::Codec> codecs) {
  Hello hello;
  hello.version = ThisVersion();
  const std::size_t count = std::min(codecs.size(), hello.rows.size());
  for (std::size_t i = 0; i < count; ++i) {
    hello.rows[i] = {FormatText(codecs[i].format), FixedText<64>(codecs[i].library())};
  }
  return hello;
}

Reply ToReply(const Rejection& rejection) {
  Reply reply;
  reply.answer = Answer::kRejection;
  reply.reason = static_cast<std::uint32_t>(rejection.reason);
  reply.detail = FixedText<480>(rejection.detail);
  return reply;
}

Reply Probe(const codec::Codec& codec, codec::Bytes bytes, const Request& request) {
  const auto header = codec.probe(bytes, request.wanted);
  if (!header) return ToReply(header.error());
  Reply reply;
  reply.answer = Answer::kHeader;
  reply.header = ToWire(*header);
  return reply;
}

// The room for pixels, as long as bands are in it.
struct PixelRoom {
  explicit PixelRoom(const Request& request)
      : mapping(kPixelFile, request.pixel_bytes, /*writable=*/true),
        bands(mapping.bytes(), request.band_bytes) {}

  Mapping mapping;
  BandWriter bands;
};

Reply Decode(const codec::Codec& codec, codec::Bytes bytes, const Request& request,
             BandWriter& bands) {
  const Header header = FromWire(request.header, codec.format);
  codec::DecodeRequest wanted = request.wanted;
  wanted.bands = &bands;
  cv::Mat band;
  const OneCpu one_cpu;
  const auto report = codec.decode(bytes, header, wanted, band);
  if (!report) return ToReply(report.error());
  Reply reply;
  reply.answer = Answer::kPixels;
  reply.changes = ToBits(report->changes);
  reply.warnings = ToBits(report->warnings);
  return reply;
}

Reply Answered(const codec::Codec& codec, const Request& request, std::optional<PixelRoom>& room) {
  const Mapping input(kInputFile, request.input_bytes, /*writable=*/false);
  if (request.verb == Verb::kProbe) return Probe(codec, input.bytes(), request);
  room.emplace(request);
  return Decode(codec, input.bytes(), request, room->bands);
}

Rejection TooMuchMemory(const Request& request) {
  return {Reason::kTooLarge, "decoding takes more than the " +
                                 std::to_string(request.memory >> 20) +
                                 " MB of memory that an image of its size may"};
}

Reply Answered(const Request& request, std::span<const codec::Codec> codecs,
               std::optional<PixelRoom>& room) {
  const auto codec = std::ranges::find(codecs, request.format.view(), &codec::Codec::format);
  if (codec == codecs.end()) {
    return ToReply(Rejection{Reason::kUnsupportedFormat, "this build does not read it"});
  }
  Allow(request.memory, request.cpu_seconds);
  try {
    return Answered(*codec, request, room);
  } catch (const std::bad_alloc&) {
    return ToReply(TooMuchMemory(request));
  } catch (const cv::Exception& error) {
    if (error.code == cv::Error::StsNoMem) return ToReply(TooMuchMemory(request));
    return ToReply(Rejection{Reason::kInternalError, error.err});
  } catch (const std::exception& error) {
    return ToReply(Rejection{Reason::kInternalError, error.what()});
  }
}

Reply ToReply(const Request& request, std::span<const codec::Codec> codecs) {
  std::optional<PixelRoom> room;
  Reply reply = Answered(request, codecs, room);
  if (room) room->bands.Finish(reply);
  return reply;
}

}  // namespace

int Serve(int argc, const char* const* argv, std::span<const codec::Codec> codecs) {
  int parent = 0;
  const std::string_view number = argc == 2 ? argv[1] : "";
  const auto parsed = std::from_chars(number.data(), number.data() + number.size(), parent);
  if (number.empty() || parsed.ec != std::errc() || !IsExpected()) {
    (void)!write(STDERR_FILENO, kWords.data(), kWords.size());
    return kUsage;
  }
  Confine(parent);
  if (!Send(Introduction(codecs))) return 0;
  codec::ColorConverter colors;
  Request request;
  while (Receive(request)) {
    request.wanted.colors = request.converts_colors != 0 ? &colors : nullptr;
    if (!Send(ToReply(request, codecs))) return 0;
  }
  return 0;
}

}  // namespace fit299::decoder
