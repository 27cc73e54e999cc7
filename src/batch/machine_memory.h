// How much memory this process may use: the machine's, or a container's share of it.
#ifndef FIT299_BATCH_MACHINE_MEMORY_H_
#define FIT299_BATCH_MACHINE_MEMORY_H_

#include <cstdint>
#include <string>

namespace fit299::batch {

// In bytes: what the kernel holds available (MemAvailable), or less where a control group, v1 or
// v2, of this process or above it sets a limit. A gigabyte where the system does not say. `root`
// stands before /proc and /sys, for tests.
std::uint64_t AvailableMemory(const std::string& root = "");

}  // namespace fit299::batch

#endif  // FIT299_BATCH_MACHINE_MEMORY_H_
