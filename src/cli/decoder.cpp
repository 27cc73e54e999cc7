#include "cli/decoder.h"

#include <sys/auxv.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

namespace fit299::cli {

namespace {

// This program's own file.
std::filesystem::path OwnPath() {
  std::error_code error;
  auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) return program;
  // No /proc here, as in some chroots: the name that it was started by, which the kernel hands over
  // as a number.
  const unsigned long name = getauxval(AT_EXECFN);
  if (name == 0) return {};
  // NOLINTNEXTLINE(performance-no-int-to-ptr)
  return std::filesystem::absolute(reinterpret_cast<const char*>(name), error);
}

}  // namespace

std::string FindDecoder() {
  const std::string folder = OwnPath().parent_path().string();
  const std::string beside = folder + "/fit299-decode";
  const std::string apart = folder + "/../libexec/fit299/fit299-decode";
  const bool only_apart = access(beside.c_str(), X_OK) != 0 && access(apart.c_str(), X_OK) == 0;
  return only_apart ? apart : beside;
}

}  // namespace fit299::cli
