#include "cli/stop.h"

#include <csignal>
#include <initializer_list>

namespace fit299::cli {
namespace {

std::atomic<int> stop_signal{0};
static_assert(std::atomic<int>::is_always_lock_free);  // as a signal handler needs it

constexpr std::initializer_list<int> kSignals = {SIGHUP, SIGINT, SIGTERM};

void OnSignal(int signal) {
  stop_signal = signal;
  for (const int each : kSignals) std::signal(each, SIG_DFL);
}

bool Install() {
  for (const int signal : kSignals) {
    struct sigaction old = {};
    if (sigaction(signal, nullptr, &old) == 0 && old.sa_handler == SIG_IGN) continue;
    struct sigaction action = {};
    action.sa_handler = OnSignal;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    sigaction(signal, &action, nullptr);
  }
  return true;
}

}  // namespace

const std::atomic<int>& StopSignal() {
  static const bool installed = Install();
  (void)installed;
  return stop_signal;
}

}  // namespace fit299::cli
