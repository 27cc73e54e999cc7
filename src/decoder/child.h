// A process of ours: started, asked, ended.
#ifndef FIT299_DECODER_CHILD_H_
#define FIT299_DECODER_CHILD_H_

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "decoder/descriptor.h"
#include "fit299/expected.h"

namespace fit299::decoder {

using Deadline = std::chrono::steady_clock::time_point;

// How a child ended. `cpu_limit`: it has used up its processor time.
struct Death {
  std::string words;  // "was killed by SIGSEGV", "ended with exit code 3"
  bool cpu_limit = false;
};

enum class Received : std::uint8_t { kPacket, kClosed, kLate, kGarbage };

// Not thread-safe. Whoever destroys it ends the process, and leaves no zombie.
class Child {
 public:
  // Starts `program` in a process group of its own, so that the terminal's signals do not reach it,
  // with a socket to the parent and these two files as protocol.h has them. Errors: errno's value;
  // throws std::bad_alloc when the system has no memory, process or descriptor left.
  static Expected<Child, int> Start(const std::string& program, int input, int pixels);

  Child(Child&& other) noexcept
      : id_(std::exchange(other.id_, -1)), socket_(std::move(other.socket_)) {}
  Child& operator=(Child&&) = delete;
  ~Child();

  // False: it has gone, or does not listen.
  bool Send(std::span<const std::byte> packet);

  // kPacket: `packet` was filled, as a whole. kGarbage: what came has another length.
  Received Receive(std::span<std::byte> packet, Deadline deadline);

  // True when it has gone, though nothing was asked of it.
  bool HasGone();

  pid_t id() const { return id_; }

  // Waits a moment for it to end by itself, then kills it.
  Death End();

  void Kill();

 private:
  Child(pid_t id, Descriptor socket) : id_(id), socket_(std::move(socket)) {}
  std::optional<int> Reap(bool wait);

  pid_t id_ = -1;
  Descriptor socket_;
};

}  // namespace fit299::decoder

#endif  // FIT299_DECODER_CHILD_H_
