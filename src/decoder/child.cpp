#include "decoder/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>
#include <utility>

#include "decoder/protocol.h"

extern char** environ;

namespace fit299::decoder {
namespace {

// Above all numbers that a child's files are to get, so that setting one cannot overwrite another.
constexpr int kFirstHighFile = 16;

// How long a process that has closed its socket may take to be gone.
constexpr int kDyingMilliseconds = 500;

Descriptor High(int file) {
  Descriptor high(fcntl(file, F_DUPFD_CLOEXEC, kFirstHighFile));
  if (!high.ok()) throw std::bad_alloc();
  return high;
}

// What a process is started with.
class Setup {
 public:
  Setup(int socket, int input, int pixels) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
      posix_spawn_file_actions_addopen(&actions_, standard, "/dev/null", O_RDWR, 0);
    }
    posix_spawn_file_actions_adddup2(&actions_, socket, kSocketFile);
    posix_spawn_file_actions_adddup2(&actions_, input, kInputFile);
    posix_spawn_file_actions_adddup2(&actions_, pixels, kPixelFile);
    posix_spawn_file_actions_addclosefrom_np(&actions_, kFirstFreeFile);

    sigset_t signals;
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&attributes_, &signals);
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes_, &signals);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  }
  Setup(const Setup&) = delete;
  Setup& operator=(const Setup&) = delete;
  ~Setup() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }

  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

bool IsShortage(int error) {
  return error == ENOMEM || error == EAGAIN || error == EMFILE || error == ENFILE;
}

int MillisecondsUntil(Deadline deadline) {
  using std::chrono::milliseconds;
  const auto left = std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1 << 30));
}

std::string SignalName(int signal) {
  const char* name = sigabbrev_np(signal);
  return name != nullptr ? std::string("SIG") + name : "signal " + std::to_string(signal);
}

Death Describe(int status) {
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    return {"was killed by " + SignalName(signal), signal == SIGPROF};
  }
  return {"ended with exit code " + std::to_string(WEXITSTATUS(status))};
}

}  // namespace

Expected<Child, int> Child::Start(const std::string& program, int input, int pixels) {
  std::array<int, 2> pair{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) != 0) {
    throw std::bad_alloc();
  }
  Descriptor ours(pair[0]);
  const Descriptor theirs(pair[1]);
  const Descriptor high_socket = High(theirs.get());
  const Descriptor high_input = High(input);
  const Descriptor high_pixels = High(pixels);
  const Setup setup(high_socket.get(), high_input.get(), high_pixels.get());

  std::string name = program;
  std::string parent = std::to_string(getpid());
  std::array<char*, 3> arguments = {name.data(), parent.data(), nullptr};
  pid_t id = -1;
  const int error = posix_spawn(&id, program.c_str(), setup.actions(), setup.attributes(),
                                arguments.data(), environ);
  if (IsShortage(error)) throw std::bad_alloc();
  if (error != 0) return error;
  return Child(id, std::move(ours));
}

Child::~Child() {
  if (id_ >= 0) Kill();
}

bool Child::Send(std::span<const std::byte> packet) {
  const ssize_t sent =
      send(socket_.get(), packet.data(), packet.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  return sent == static_cast<ssize_t>(packet.size());
}

Received Child::Receive(std::span<std::byte> packet, Deadline deadline) {
  while (true) {
    pollfd ready = {socket_.get(), POLLIN, 0};
    const int count = poll(&ready, 1, MillisecondsUntil(deadline));
    if (count == 0) return Received::kLate;
    if (count < 0) {
      if (errno == EINTR) continue;
      throw std::bad_alloc();
    }
    const ssize_t size =
        recv(socket_.get(), packet.data(), packet.size(), MSG_DONTWAIT | MSG_TRUNC);
    if (size == static_cast<ssize_t>(packet.size())) return Received::kPacket;
    if (size > 0) return Received::kGarbage;
    if (size < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    return Received::kClosed;
  }
}

bool Child::HasGone() {
  pollfd state = {socket_.get(), POLLIN, 0};
  return poll(&state, 1, 0) != 0;  // closed, or talks without being asked
}

// Its status; nullopt: it is still there. Somebody who ignores SIGCHLD has it reaped already.
std::optional<int> Child::Reap(bool wait) {
  int status = 0;
  pid_t done = -1;
  do {
    done = waitpid(id_, &status, wait ? 0 : WNOHANG);
  } while (done < 0 && errno == EINTR);
  if (done == 0) return std::nullopt;
  id_ = -1;
  return done > 0 ? status : 0;
}

Death Child::End() {
  for (int i = 0; i < kDyingMilliseconds; ++i) {
    if (const auto status = Reap(/*wait=*/false)) return Describe(*status);
    poll(nullptr, 0, 1);
  }
  Kill();
  return {"fell silent, though still running"};
}

void Child::Kill() {
  kill(id_, SIGKILL);
  Reap(/*wait=*/true);
}

}  // namespace fit299::decoder
