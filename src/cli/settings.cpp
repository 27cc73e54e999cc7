#include "cli/settings.h"

#include <utility>

namespace fit299::cli {

void Settings::Add(const Option& option, Level level, const std::string& origin,
                   std::string value) {
  Setting& setting = settings_[option.name];
  if (setting.level > level) return;
  if (setting.level < level) setting.values.clear();
  setting.level = level;
  setting.origin = origin;
  setting.values.push_back(std::move(value));
}

const Setting* Settings::Find(std::string_view name) const {
  const auto it = settings_.find(name);
  return it == settings_.end() ? nullptr : &it->second;
}

Level Settings::LevelOf(std::string_view name) const {
  const Setting* setting = Find(name);
  return setting == nullptr ? Level::kDefault : setting->level;
}

}  // namespace fit299::cli
