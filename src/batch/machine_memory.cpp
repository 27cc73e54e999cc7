#include "batch/machine_memory.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <string_view>

namespace fit299::batch {
namespace {

constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

std::uint64_t ReadAvailable(const std::string& root) {
  constexpr std::uint64_t kKilobyte = 1024;
  std::ifstream file(root + "/proc/meminfo");
  for (std::string name, rest; file >> name; std::getline(file, rest)) {
    std::uint64_t kilobytes = 0;
    if (name == "MemAvailable:" && file >> kilobytes) return kilobytes * kKilobyte;
  }
  return kNoLimit;
}

// The number in a file; "max", or no file, is no limit.
std::uint64_t ReadLimit(const std::string& path) {
  std::uint64_t bytes = 0;
  std::ifstream file(path);
  return file >> bytes ? bytes : kNoLimit;
}

// The smallest limit of a group and all those that it is in. In a container /proc/self/cgroup may
// name groups that are not to be seen there; their limit stands at the top then.
std::uint64_t SmallestLimit(const std::string& top, std::string group, const std::string& name) {
  std::uint64_t smallest = kNoLimit;
  while (true) {
    std::string path = top;
    path.append(group).append("/").append(name);
    smallest = std::min(smallest, ReadLimit(path));
    if (group.empty()) return smallest;
    group.resize(group.rfind('/') == group.npos ? 0 : group.rfind('/'));
  }
}

// True when `word` is among the comma-separated `words`.
bool HasWord(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(','), words.size());
    if (words.substr(0, end) == word) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

// A line of /proc/self/cgroup is "0::/group" in version 2, "4:memory:/group" in version 1.
std::uint64_t GroupLimit(const std::string& root) {
  const std::string v2 = root + "/sys/fs/cgroup";
  const std::string v1 = v2 + "/memory";
  std::uint64_t smallest = kNoLimit;
  std::ifstream file(root + "/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == line.npos || second == line.npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string group = line.substr(second + 1);
    if (controllers.empty()) {
      smallest = std::min(smallest, SmallestLimit(v2, group, "memory.max"));
    } else if (HasWord(controllers, "memory")) {
      smallest = std::min(smallest, SmallestLimit(v1, group, "memory.limit_in_bytes"));
    }
  }
  return smallest;
}

}  // namespace

std::uint64_t AvailableMemory(const std::string& root) {
  constexpr std::uint64_t kGuess = std::uint64_t{1} << 30;
  const std::uint64_t bytes = std::min(ReadAvailable(root), GroupLimit(root));
  return bytes == kNoLimit ? kGuess : bytes;
}

}  // namespace fit299::batch
