// What the user has set, and where: flags beat the environment, which beats the config file.
#ifndef FIT299_CLI_SETTINGS_H_
#define FIT299_CLI_SETTINGS_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options.h"

namespace fit299::cli {

// In ascending order of precedence.
enum class Level : std::uint8_t { kDefault, kConfig, kEnvironment, kFlag };

// One option's values, all from the same level.
struct Setting {
  Level level = Level::kDefault;
  std::string origin;  // as the user wrote it: "--size", "FIT299_SIZE", "fit.toml: size"
  std::vector<std::string> values;
};

class Settings {
 public:
  // Adds a value, unless a higher level has set the option; drops what lower ones have.
  void Add(const Option& option, Level level, const std::string& origin, std::string value);

  // nullptr: it is not set.
  const Setting* Find(std::string_view name) const;

  // kDefault when it is not set.
  Level LevelOf(std::string_view name) const;

  void Drop(std::string_view name) { settings_.erase(name); }

 private:
  std::map<std::string_view, Setting> settings_;
};

}  // namespace fit299::cli

#endif  // FIT299_CLI_SETTINGS_H_
