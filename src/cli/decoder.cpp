#include "cli/decoder.h"

#include <unistd.h>

#include <filesystem>
#include <system_error>

namespace fit299::cli {

std::string FindDecoder() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::string folder = error ? "/usr/bin" : program.parent_path().string();
  const std::string beside = folder + "/fit299-decode";
  const std::string apart = folder + "/../libexec/fit299/fit299-decode";
  const bool only_apart = access(beside.c_str(), X_OK) != 0 && access(apart.c_str(), X_OK) == 0;
  return only_apart ? apart : beside;
}

}  // namespace fit299::cli
