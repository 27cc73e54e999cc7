// A fit299-decode that answers with the file itself: its first bytes when asked for the header,
// what follows when asked for the pixels, with zeros behind them. Files of some lengths give an
// answer of a wrong length.
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstddef>

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

void Answer(const Request& request) {
  constexpr std::size_t kHeaderBytes = 64;
  const std::size_t begin = request.verb == Verb::kProbe ? 0 : kHeaderBytes;
  std::array<std::byte, sizeof(Reply)> answer{};
  (void)!pread(kInputFile, answer.data(), begin == 0 ? kHeaderBytes : answer.size(),
               static_cast<off_t>(begin));
  const bool is_short = request.input_bytes % 64 == 63;
  Send(answer.data(), is_short ? request.input_bytes % answer.size() : answer.size());
}

void Serve() {
  Introduce();
  Request request;
  while (recv(kSocketFile, &request, sizeof(request), 0) == static_cast<ssize_t>(sizeof(request))) {
    Answer(request);
  }
}

}  // namespace
}  // namespace fit299::decoder

int main() { fit299::decoder::Serve(); }
