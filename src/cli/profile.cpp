#include "cli/profile.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "cli/console.h"
#include "cli/format.h"

namespace fit299::cli {
namespace {

std::string Line(std::string_view name, double seconds, const batch::Profile& profile) {
  const double images = static_cast<double>(std::max<std::uint64_t>(1, profile.images));
  std::array<char, 96> line{};
  std::snprintf(line.data(), line.size(), "  %-9s %10.3f s %10.3f ms/image %5.1f %%",
                std::string(name).c_str(), seconds, seconds * 1000 / images,
                seconds * 100 / profile.total());
  return line.data();
}

}  // namespace

std::vector<std::string> ProfileLines(const batch::Profile& profile) {
  if (profile.total() <= 0) return {"profile: there was nothing to do"};
  std::vector<std::string> lines = {"profile: " + Count(profile.images, "image") + ", " +
                                    Count(static_cast<std::uint64_t>(profile.threads), "thread")};
  for (std::size_t i = 0; i < kStages; ++i) {
    if (profile.seconds[i] <= 0) continue;
    lines.push_back(Line(batch::Name(static_cast<Stage>(i)), profile.seconds[i], profile));
  }
  lines.push_back(Line("all", profile.total(), profile));
  if (profile.floor() > 0) {
    std::array<char, 96> text{};
    std::snprintf(text.data(), text.size(),
                  "  %.2f times the floor: reading, decoding, encoding and writing alone",
                  profile.total() / profile.floor());
    lines.emplace_back(text.data());
  }
  return lines;
}

void PrintProfile(const batch::Profile& profile, Console& console) {
  for (const std::string& line : ProfileLines(profile)) console.Answer(line);
}

}  // namespace fit299::cli
