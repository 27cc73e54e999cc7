// How many threads this process may really use.
#ifndef FIT299_BATCH_CPUS_H_
#define FIT299_BATCH_CPUS_H_

namespace fit299::batch {

// The cores of the affinity mask, less where the control group's CPU quota allows fewer (a
// container's --cpus). At least 1.
int UsableCpus();

}  // namespace fit299::batch

#endif  // FIT299_BATCH_CPUS_H_
