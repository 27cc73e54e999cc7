#include "cli/stop.h"

#include <array>
#include <csignal>

namespace fit299::cli {
namespace {

std::atomic<int> stop_signal{0};
static_assert(std::atomic<int>::is_always_lock_free);  // as a signal handler needs it

constexpr std::array<int, 3> kSignals = {SIGHUP, SIGINT, SIGTERM};
std::array<bool, kSignals.size()> caught{};

void OnSignal(int signal) {
  stop_signal = signal;
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    if (caught[i]) std::signal(kSignals[i], SIG_DFL);
  }
}

bool Install() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    struct sigaction old = {};
    if (sigaction(kSignals[i], nullptr, &old) == 0 && old.sa_handler == SIG_IGN) continue;
    caught[i] = true;
    struct sigaction action = {};
    action.sa_handler = OnSignal;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    sigaction(kSignals[i], &action, nullptr);
  }
  // A reader that has gone (2>&1 | head) must not end a long run; writing says so itself.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // likewise the limit of a file's size
  return true;
}

}  // namespace

const std::atomic<int>& StopSignal() {
  static const bool installed = Install();
  (void)installed;
  return stop_signal;
}

}  // namespace fit299::cli
