#include <cstdio>
#include <cstdlib>

#include "cli/cli.h"
#include "decoder/sanitized.h"

extern char** environ;

int main(int argc, char** argv) {
  const int code = static_cast<int>(fit299::cli::Main(argc, argv, environ));
#if FIT299_IS_SANITIZED
  return code;  // leaks are looked for on the way out
#else
  // All files are closed by now. Taking OpenCV and its libraries down in order would cost as much
  // as fitting a small image.
  std::fflush(nullptr);
  std::_Exit(code);
#endif
}
