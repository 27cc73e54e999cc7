#include "decoder/confine.h"

#include <fcntl.h>
#include <malloc.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <charconv>

#include "decoder/descriptor.h"
#include "decoder/sanitized.h"

namespace fit299::decoder {
namespace {

constexpr int kFiles = 64;  // libheif opens its plug-ins

void Limit(int resource, rlim_t soft, rlim_t hard) {
  const rlimit limit = {soft, hard};
  (void)setrlimit(static_cast<__rlimit_resource_t>(resource), &limit);
}

// The most that may be asked for: what was inherited.
rlim_t Hard(int resource) {
  rlimit limit = {};
  (void)getrlimit(static_cast<__rlimit_resource_t>(resource), &limit);
  return limit.rlim_max;
}

void LimitSoftly(int resource, rlim_t soft) {
  const rlim_t hard = Hard(resource);
  Limit(resource, soft < hard ? soft : hard, hard);
}

#if !FIT299_IS_SANITIZED
// The address space that is taken now, in bytes; 0: the system does not say.
std::uint64_t TakenBytes() {
  const Descriptor file(open("/proc/self/statm", O_RDONLY | O_CLOEXEC));
  std::array<char, 64> text{};
  const ssize_t size = file.ok() ? read(file.get(), text.data(), text.size()) : -1;
  std::uint64_t pages = 0;
  if (size > 0) (void)std::from_chars(text.data(), text.data() + size, pages);
  return pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}
#endif

void EndWithParent(int parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(EXIT_FAILURE);  // it was faster
}

void OfferToOutOfMemoryKiller() {
  const Descriptor file(open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC));
  if (file.ok()) (void)!write(file.get(), "500", 3);
}

}  // namespace

void Confine(int parent) {
  EndWithParent(parent);
  for (const int signal_number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) signal(signal_number, SIG_IGN);
  OfferToOutOfMemoryKiller();
  // Each arena of a library's threads would take 64 MB of the address space.
  mallopt(M_ARENA_MAX, 1);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  Limit(RLIMIT_CORE, 0, 0);
  Limit(RLIMIT_FSIZE, 0, 0);
  LimitSoftly(RLIMIT_NOFILE, kFiles);
}

void Allow([[maybe_unused]] std::uint64_t bytes, std::uint64_t cpu_seconds) {
#if !FIT299_IS_SANITIZED
  LimitSoftly(RLIMIT_AS, Hard(RLIMIT_AS));
  LimitSoftly(RLIMIT_AS, TakenBytes() + bytes);
#endif
  // Unlike RLIMIT_CPU it does not count in whole seconds since the process began.
  const itimerval end = {{0, 0}, {static_cast<time_t>(cpu_seconds), 0}};
  (void)setitimer(ITIMER_PROF, &end, nullptr);
}

OneCpu::OneCpu() {
  cpu_set_t one;
  CPU_ZERO(&one);
  const int here = sched_getcpu();
  if (here < 0 || here >= CPU_SETSIZE) return;
  CPU_SET(here, &one);
  is_set_ = sched_getaffinity(0, sizeof(before_), &before_) == 0 &&
            sched_setaffinity(0, sizeof(one), &one) == 0;
}

OneCpu::~OneCpu() {
  if (is_set_) (void)sched_setaffinity(0, sizeof(before_), &before_);
}

}  // namespace fit299::decoder
