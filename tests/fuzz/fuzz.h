// What the fuzz targets share.
//
// A target gives any bytes to a parser of this project. It fails by a crash, by a finding of the
// sanitizers, and by Require where what was accepted is not what it has to be.
#ifndef FIT299_TESTS_FUZZ_FUZZ_H_
#define FIT299_TESTS_FUZZ_FUZZ_H_

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace fit299::fuzz {

// Ends the target and names the line, unless it is so.
inline void Require(bool is_so, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  if (is_so) return;
  std::fprintf(stderr, "%s:%d: not as required\n", file, line);
  std::abort();
}

}  // namespace fit299::fuzz

// What libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

#endif  // FIT299_TESTS_FUZZ_FUZZ_H_
