// A fit299-decode that answers with the file itself: its first bytes when asked for the header,
// what follows when asked for the pixels, and more of it each time that a band was taken; with
// zeros behind them. Files of some lengths give an answer of a wrong length.
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstring>

#include "decoder/protocol.h"

namespace fit299::decoder {
namespace {

void Send(const void* data, std::size_t size) {
  (void)!send(kSocketFile, data, size, MSG_NOSIGNAL);
}

void Introduce() {
  Hello hello;
  hello.version = ThisVersion();
  hello.rows[0].format = FormatText("gif");
  Send(&hello, sizeof(hello));
}

constexpr std::size_t kHeaderBytes = 64;
constexpr std::size_t kBandBytes = 32;

void Answer(std::uint64_t input_bytes, std::size_t begin, std::size_t size) {
  std::array<std::byte, sizeof(Reply)> answer{};
  (void)!pread(kInputFile, answer.data(), size, static_cast<off_t>(begin));
  const bool is_short = input_bytes % 64 == 63;
  Send(answer.data(), is_short ? input_bytes % answer.size() : answer.size());
}

void Serve() {
  Introduce();
  Request request;
  Request packet;
  while (true) {
    const ssize_t size = recv(kSocketFile, &packet, sizeof(packet), 0);
    if (size == static_cast<ssize_t>(sizeof(Request))) {
      request = packet;
      const bool is_probe = request.verb == Verb::kProbe;
      Answer(request.input_bytes, is_probe ? 0 : kHeaderBytes,
             is_probe ? kHeaderBytes : sizeof(Reply));
    } else if (size == static_cast<ssize_t>(sizeof(Taken))) {
      Taken taken;
      std::memcpy(&taken, &packet, sizeof(taken));
      Answer(request.input_bytes, kHeaderBytes + taken.bands * kBandBytes, sizeof(Reply));
    } else {
      return;
    }
  }
}

}  // namespace
}  // namespace fit299::decoder

int main() { fit299::decoder::Serve(); }
