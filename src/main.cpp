#include <cstdio>
#include <cstdlib>

#include "cli/cli.h"

extern char** environ;

int main(int argc, char** argv) {
  const int code = static_cast<int>(fit299::cli::Main(argc, argv, environ));
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return code;  // leaks are looked for on the way out
#else
  // All files are closed by now. Taking OpenCV and its libraries down in order would cost as much
  // as fitting a small image.
  std::fflush(nullptr);
  std::_Exit(code);
#endif
}
