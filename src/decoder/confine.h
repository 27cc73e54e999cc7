// What fit299-decode denies itself before it looks at any image.
#ifndef FIT299_DECODER_CONFINE_H_
#define FIT299_DECODER_CONFINE_H_

#include <cstdint>

namespace fit299::decoder {

// No core files, no files of its own, few descriptors, no new privileges; a terminal's or a
// manager's signals are for the parent to decide on. Ends with `parent`, at once. When memory is
// short, the system is to end this process rather than the run.
void Confine(int parent);

// From now on so many bytes of address space, and so many seconds of processor time, on top of
// those that are taken already. Sanitizers take address space as they like: with one of them the
// first limit is left out.
void Allow(std::uint64_t bytes, std::uint64_t cpu_seconds);

}  // namespace fit299::decoder

#endif  // FIT299_DECODER_CONFINE_H_
