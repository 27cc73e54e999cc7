#include "decoder/client.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "decoder/child.h"
#include "decoder/protocol.h"
#include "decoder/shared_memory.h"

namespace fit299::decoder {
namespace {

// Loading the libraries takes milliseconds; a machine may be busy.
constexpr std::chrono::seconds kStartTime{30};

// What one image leaves in memory for the next one.
constexpr std::size_t kKeptBytes = 64U << 20;

// What a header, and a small image, may take of the processor, in seconds, and how fast a large one
// has to be. The slowest that was measured, noise in JPEG 2000 without loss, is five times as fast.
constexpr std::uint64_t kCpuSeconds = 1;
constexpr std::uint64_t kPixelsPerCpuSecond = 500'000;

template <class T>
std::span<std::byte> BytesOf(T& message) {
  return std::as_writable_bytes(std::span(&message, 1));
}

std::string Seconds(std::chrono::milliseconds time) {
  const double seconds = static_cast<double>(time.count()) / 1000;
  std::string text = std::to_string(seconds);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text + " s";
}

std::string NotStarted(const std::string& program, const std::string& why) {
  return program + " reads it, but " + why;
}

bool IsSound(const WireHeader& header) {
  return header.width > 0 && header.height > 0 && header.depth > 0 && header.depth <= 64 &&
         header.orientation >= 1 && header.orientation <= 8;
}

// A pointer means nothing to another process: it has a converter of its own.
void Want(const codec::DecodeRequest& wanted, Request& request) {
  request.wanted = wanted;
  request.converts_colors = wanted.colors != nullptr ? 1 : 0;
  request.wanted.colors = nullptr;
  request.wanted.bands = nullptr;
}

// The types that pixels may have, by what was asked for.
bool IsWantedType(int type, const Header& header, const codec::DecodeRequest& request) {
  const bool wide = request.depth16 == Depth16::kKeep && header.depth > 8;
  return type == CV_8UC3 || (wide && type == CV_16UC3);
}

}  // namespace

class Client::Connection {
 public:
  explicit Connection(Options options) : options_(std::move(options)) {}

  const Options& options() const { return options_; }
  int process_id() const { return child_ ? child_->id() : -1; }
  const std::optional<Hello>& hello() const { return hello_; }
  const std::set<std::string_view>& used() const { return used_; }

  // Ready to be asked. Errors: why it never will be; asking again costs nothing.
  Expected<void, std::string> Start();

  // One question, one answer. What is wrong with the answer, or its lack, is a rejection.
  Expected<Reply, Rejection> Ask(const codec::Codec& codec, codec::Bytes bytes, Request request);

  // The decoder has said what no decoder says: it is not asked again.
  Rejection Garbage(const std::string& what) {
    child_.reset();
    return {Reason::kDecoderDied, "fit299-decode made no sense: " + what};
  }

  void ReleaseMemory(std::size_t kept) {
    view_ = Mapping();
    if (input_) input_->Release(kept);
    if (pixels_) pixels_->Release(kept);
  }

  // The room for pixels, as it was reserved last.
  SharedMemory& pixels() { return *pixels_; }
  Mapping& view() { return view_; }

 private:
  Expected<void, std::string> StartAnew();
  bool Reads(std::string_view format) const;
  bool Send(const Request& request);
  Rejection Died(std::uint64_t cpu_seconds);
  Rejection TooSlow();

  const Options options_;
  std::optional<std::string> hopeless_;
  std::optional<Hello> hello_;
  std::optional<SharedMemory> input_;
  std::optional<SharedMemory> pixels_;
  Mapping view_;
  std::optional<Child> child_;
  std::set<std::string_view> used_;
};

Expected<void, std::string> Client::Connection::Start() {
  if (hopeless_) return *hopeless_;
  if (child_ && !child_->HasGone()) return {};
  auto started = StartAnew();
  if (!started) hopeless_ = started.error();
  return started;
}

Expected<void, std::string> Client::Connection::StartAnew() {
  const std::string& program = options_.program;
  if (program.empty()) return std::string("fit299-decode reads it, and no path of it was given");
  if (!input_) input_.emplace();
  if (!pixels_) pixels_.emplace();
  child_.reset();
  auto child = Child::Start(program, input_->file(), pixels_->file());
  if (!child) {
    return NotStarted(program,
                      "it cannot be started: " + std::generic_category().message(child.error()));
  }
  child_.emplace(*std::move(child));
  Hello hello;
  switch (child_->Receive(BytesOf(hello), std::chrono::steady_clock::now() + kStartTime)) {
    case Received::kPacket: break;
    case Received::kClosed: {
      const Death death = child_->End();
      child_.reset();
      return NotStarted(program, "it did not begin: it " + death.words);
    }
    case Received::kLate:
    case Received::kGarbage: {
      child_.reset();
      return NotStarted(program, "it is of another version, or another program");
    }
  }
  if (!(hello.version == ThisVersion())) {
    child_.reset();
    return NotStarted(program, "it is of another version");
  }
  hello_ = hello;
  return {};
}

bool Client::Connection::Reads(std::string_view format) const {
  return std::ranges::any_of(hello_->rows,
                             [&](const HelloRow& row) { return row.format.view() == format; });
}

Rejection Client::Connection::Died(std::uint64_t cpu_seconds) {
  const Death death = child_->End();
  child_.reset();
  if (death.cpu_limit) {
    return {Reason::kTooComplex, "takes more than " + std::to_string(cpu_seconds) +
                                     " s of the processor, too much for its size"};
  }
  return {Reason::kDecoderDied, "its decoder " + death.words};
}

Rejection Client::Connection::TooSlow() {
  child_.reset();
  return {Reason::kTooComplex,
          "decoding takes more than " + Seconds(options_.timeout) + " (--timeout)"};
}

Expected<Reply, Rejection> Client::Connection::Ask(const codec::Codec& codec, codec::Bytes bytes,
                                                   Request request) {
  if (auto started = Start(); !started) {
    return Rejection{Reason::kUnsupportedFormat,
                     std::string(codec.format) + ": " + started.error()};
  }
  if (!Reads(codec.format)) {
    return Rejection{Reason::kUnsupportedFormat,
                     "this build does not read " + std::string(codec.format)};
  }
  used_.insert(codec.format);
  input_->Release(kKeptBytes);
  input_->Write(bytes);
  request.format = FormatText(codec.format);
  request.input_bytes = bytes.size();
  const Deadline deadline = std::chrono::steady_clock::now() + options_.timeout;
  if (!child_->Send(std::as_bytes(std::span(&request, 1)))) {
    return Died(request.cpu_seconds);
  }
  Reply reply;
  switch (child_->Receive(BytesOf(reply), deadline)) {
    case Received::kPacket: break;
    case Received::kClosed: return Died(request.cpu_seconds);
    case Received::kLate: return TooSlow();
    case Received::kGarbage: return Garbage("an answer of a wrong length");
  }
  if (reply.answer != Answer::kRejection) return reply;
  if (reply.reason >= Reasons().size()) return Garbage("an unknown reason");
  return Rejection{static_cast<Reason>(reply.reason), std::string(reply.detail.view())};
}

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
  if (reply->answer != Answer::kHeader) return connection_->Garbage("an answer to nothing");
  if (!IsSound(reply->header)) return connection_->Garbage("a header that cannot be");
  Header header = FromWire(reply->header, codec.format);
  const auto pixels =
      static_cast<std::uint64_t>(std::int64_t{header.size.width} * header.size.height);
  header.working_bytes = bytes.size() + pixels * codec.working_bytes_per_pixel;
  return header;
}

Expected<FitReport, Rejection> Client::Decode(const codec::Codec& codec, codec::Bytes bytes,
                                              const Header& header,
                                              const codec::DecodeRequest& wanted, cv::Mat& image) {
  const Options& options = connection_->options();
  const cv::Size size = DecodedSize(header, wanted);
  const std::int64_t area = std::int64_t{size.width} * size.height;
  if (area <= 0 || area > options.max_pixels) {
    return Rejection{Reason::kTooLarge, std::to_string(area) + " pixels are too many"};
  }
  if (auto started = connection_->Start(); !started) {
    return Rejection{Reason::kUnsupportedFormat,
                     std::string(codec.format) + ": " + started.error()};
  }
  const auto pixels = static_cast<std::size_t>(area);
  const bool wide = wanted.depth16 == Depth16::kKeep && header.depth > 8;
  const std::size_t room = pixels * 3 * (wide ? 2 : 1);
  connection_->view() = Mapping();
  connection_->pixels().Release(kKeptBytes);
  connection_->pixels().Reserve(room);

  Request request;
  request.verb = Verb::kDecode;
  const auto frames = static_cast<std::uint64_t>(wanted.frame) + 1;  // those before it, too
  request.cpu_seconds = kCpuSeconds + pixels * frames / kPixelsPerCpuSecond;
  Want(wanted, request);
  request.header = ToWire(header);
  request.pixel_bytes = room;
  request.memory = static_cast<std::uint64_t>(options.base_bytes) + bytes.size() + room +
                   pixels * static_cast<std::uint64_t>(options.bytes_per_pixel);
  if (options.max_memory > 0) {
    request.memory = std::min(request.memory,
                              static_cast<std::uint64_t>(options.base_bytes) + options.max_memory);
  }
  const auto reply = connection_->Ask(codec, bytes, request);
  if (!reply) return reply.error();
  if (reply->answer != Answer::kPixels) return connection_->Garbage("an answer to nothing");
  if (cv::Size(reply->width, reply->height) != size || !IsWantedType(reply->type, header, wanted)) {
    return connection_->Garbage("pixels of another size or type than the header's");
  }
  connection_->view() = Mapping(connection_->pixels().file(), room, /*writable=*/true);
  image = cv::Mat(size, reply->type, connection_->view().bytes().data());
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
