// Numbers for people.
#ifndef FIT299_CLI_FORMAT_H_
#define FIT299_CLI_FORMAT_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace fit299::cli {

// 214562400 -> "214.6 MB" (powers of 1000).
std::string HumanBytes(std::uint64_t bytes);

// 3725 -> "1 h 02 min", 75 -> "1 min 15 s", 0.52 -> "0.52 s".
std::string HumanSeconds(double seconds);

// (1, "image") -> "1 image", (2, "image") -> "2 images".
std::string Count(std::uint64_t count, std::string_view noun);

// "3 gray-replicated, 1 rotated".
std::string Listed(const std::map<std::string, std::uint64_t, std::less<>>& counts);

}  // namespace fit299::cli

#endif  // FIT299_CLI_FORMAT_H_
