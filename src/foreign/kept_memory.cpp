#include "foreign/kept_memory.h"

#include <malloc.h>

#include <limits>

namespace fit299::foreign {
namespace {

// glibc's own.
constexpr int kMappings = 65536;
constexpr int kTrimBytes = 128 << 10;

}  // namespace

KeptMemory::KeptMemory() {
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
}

KeptMemory::~KeptMemory() {
  mallopt(M_MMAP_MAX, kMappings);
  mallopt(M_TRIM_THRESHOLD, kTrimBytes);
  malloc_trim(0);
}

}  // namespace fit299::foreign
