#include "decoder/connection.h"

#include <algorithm>
#include <chrono>
#include <system_error>

namespace fit299::decoder {
namespace {

// Loading the libraries takes milliseconds; a machine may be busy.
constexpr std::chrono::seconds kStartTime{30};

// What one file leaves in memory for the next one.
constexpr std::size_t kKeptBytes = 64U << 20;

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

}  // namespace

Expected<void, std::string> Connection::Start() {
  if (hopeless_) return *hopeless_;
  if (child_ && !child_->HasGone()) return {};
  auto started = StartAnew();
  if (!started) hopeless_ = started.error();
  return started;
}

Expected<void, std::string> Connection::StartAnew() {
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

bool Connection::Reads(std::string_view format) const {
  return std::ranges::any_of(hello_->rows,
                             [&](const HelloRow& row) { return row.format.view() == format; });
}

Rejection Connection::Died(std::uint64_t cpu_seconds) {
  const Death death = child_->End();
  child_.reset();
  if (death.cpu_limit) {
    return {Reason::kTooComplex, "takes more than " + std::to_string(cpu_seconds) +
                                     " s of the processor, too much for its size"};
  }
  return {Reason::kDecoderDied, "its decoder " + death.words};
}

Rejection Connection::TooSlow() {
  child_.reset();
  return {Reason::kTooComplex,
          "decoding takes more than " + Seconds(options_.timeout) + " (--timeout)"};
}

std::span<std::byte> Connection::MakeRoom(std::size_t bytes) {
  view_ = Mapping();
  pixels_->Release(std::max(bytes, 2 * kBandBytes));
  pixels_->Reserve(bytes);
  view_ = Mapping(pixels_->file(), bytes, /*writable=*/true);
  return view_.bytes();
}

Expected<Reply, Rejection> Connection::Ask(const codec::Codec& codec, codec::Bytes bytes,
                                           Request request, BandReader* bands) {
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
  if (!child_->Send(std::as_bytes(std::span(&request, 1)))) {
    return Died(request.cpu_seconds);
  }
  try {
    return Receive(request.cpu_seconds, bands);
  } catch (...) {
    child_.reset();  // who knows how many rows it is still going to speak of
    throw;
  }
}

Expected<Reply, Rejection> Connection::Receive(std::uint64_t cpu_seconds, BandReader* bands) {
  const Deadline deadline = std::chrono::steady_clock::now() + options_.timeout;
  while (true) {
    Reply reply;
    switch (child_->Receive(BytesOf(reply), deadline)) {
      case Received::kPacket: break;
      case Received::kClosed: return Died(cpu_seconds);
      case Received::kLate: return TooSlow();
      case Received::kGarbage: return Garbage("an answer of a wrong length");
    }
    if (reply.answer == Answer::kRejection) {
      if (reply.reason >= Reasons().size()) return Garbage("an unknown reason");
      return Rejection{static_cast<Reason>(reply.reason), std::string(reply.detail.view())};
    }
    if (reply.answer != (bands != nullptr ? Answer::kPixels : Answer::kHeader) &&
        !(bands != nullptr && reply.answer == Answer::kRows)) {
      return Garbage("an answer to nothing");
    }
    if (bands == nullptr) return reply;
    if (auto wrong = bands->Add(reply)) return Garbage(*wrong);
    if (reply.answer == Answer::kPixels) {
      return bands->HasAll() ? Expected<Reply, Rejection>(reply) : Garbage("too few rows");
    }
    const Taken taken{bands->bands()};
    if (!child_->Send(std::as_bytes(std::span(&taken, 1)))) return Died(cpu_seconds);
  }
}

}  // namespace fit299::decoder
