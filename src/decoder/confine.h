// What fit299-decode denies itself before it looks at any image.
#ifndef FIT299_DECODER_CONFINE_H_
#define FIT299_DECODER_CONFINE_H_

#include <sched.h>

#include <cstdint>

namespace fit299::decoder {

// No core files, no files of its own, few descriptors, no new privileges; a terminal's or a
// manager's signals are for the parent to decide on. Ends with `parent`, at once. When memory is
// short, the system is to end this process rather than the run.
void Confine(int parent);

// From now on so many bytes of address space on top of those that are taken already, and so many
// seconds of processor time, at the end of which SIGPROF ends the process. Sanitizers take address
// space as they like: with one of them the first limit is left out.
void Allow(std::uint64_t bytes, std::uint64_t cpu_seconds);

// While it lives, this thread stays on the CPU that it is on. A library that starts a thread for
// each CPU that it sees (dav1d) decodes in this one then: every worker has a decoder, so all CPUs
// are in use already.
class OneCpu {
 public:
  OneCpu();
  ~OneCpu();
  OneCpu(const OneCpu&) = delete;
  OneCpu& operator=(const OneCpu&) = delete;

 private:
  cpu_set_t before_ = {};
  bool is_set_ = false;
};

}  // namespace fit299::decoder

#endif  // FIT299_DECODER_CONFINE_H_
