#include "cli/environment.h"

#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <optional>
#include <sstream>
#include <string_view>
#include <system_error>

#include "cli/suggest.h"
#include "record/escape.h"

namespace fit299::cli {
namespace {

constexpr std::string_view kPrefix = "FIT299_";

Failure Usage(std::string message) { return {ExitStatus::kUsage, std::move(message)}; }

std::string ToOptionName(std::string_view variable) {
  std::string name(variable);
  std::ranges::transform(name, name.begin(), [](unsigned char c) {
    return c == '_' ? '-' : static_cast<char>(std::tolower(c));
  });
  return name;
}

// A scalar as it would stand on the command line; nullopt: it is none.
std::optional<std::string> ToText(const toml::node& node) {
  if (auto text = node.value_exact<std::string>()) return text;
  if (const auto flag = node.value_exact<bool>()) return *flag ? "true" : "false";
  if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
  if (const auto number = node.value_exact<double>()) {
    std::ostringstream text;
    text.precision(17);
    text << *number;
    return text.str();
  }
  return std::nullopt;
}

std::optional<std::vector<std::string>> ToTexts(const toml::array& array) {
  std::vector<std::string> texts;
  for (const toml::node& node : array) {
    auto text = ToText(node);
    if (!text) return std::nullopt;
    texts.push_back(*std::move(text));
  }
  return texts;
}

std::string Joined(const std::vector<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : ",") + text;
  return joined;
}

Expected<void, Failure> AddKey(const std::string& path, std::string_view key,
                               const toml::node& node, Settings& settings) {
  const std::string origin = record::EscapeForDisplay(path) + ": " + std::string(key);
  const Option* option = FindOption(key);
  if (option == nullptr) {
    std::vector<std::string_view> known;
    for (const Option& row : Options()) {
      if (!row.hidden) known.push_back(row.name);
    }
    const std::string_view nearest = Nearest(ToOptionName(key), known);
    return Usage(origin + ": no such option" +
                 (nearest.empty() ? "" : "; did you mean " + std::string(nearest) + "?"));
  }
  if (const auto text = ToText(node)) {
    settings.Add(*option, Level::kConfig, origin, *text);
    return {};
  }
  const toml::array* array = node.as_array();
  const auto texts = array == nullptr ? std::nullopt : ToTexts(*array);
  if (!texts) return Usage(origin + ": is neither a string, a number, true, false nor a list");
  if (option->arity == Arity::kList) {
    for (const std::string& text : *texts) settings.Add(*option, Level::kConfig, origin, text);
  } else {
    settings.Add(*option, Level::kConfig, origin, Joined(*texts));  // mean = [0.5, 0.5, 0.5]
  }
  return {};
}

}  // namespace

std::vector<std::string> AddEnvironment(const char* const* environment, Settings& settings) {
  std::vector<std::string> unknown;
  for (; *environment != nullptr; ++environment) {
    const std::string_view entry = *environment;
    if (!entry.starts_with(kPrefix)) continue;
    const std::size_t equals = entry.find('=');
    if (equals + 1 == entry.size()) continue;  // set to nothing is not set
    const std::string variable(entry.substr(0, equals));
    const Option* option =
        FindOption(ToOptionName(std::string_view(variable).substr(kPrefix.size())));
    if (option == nullptr || equals == std::string_view::npos) {
      unknown.push_back(variable);
      continue;
    }
    settings.Add(*option, Level::kEnvironment, variable, std::string(entry.substr(equals + 1)));
  }
  return unknown;
}

Expected<void, Failure> AddToml(const std::string& origin, const std::string& path,
                                Settings& settings) {
  if (access(path.c_str(), R_OK) != 0) {
    return Usage(origin + " " + record::EscapeForDisplay(path) + ": " +
                 std::generic_category().message(errno));
  }
  try {
    const toml::table table = toml::parse_file(path);
    for (const auto& [key, node] : table) {
      if (auto added = AddKey(path, key.str(), node, settings); !added) return added;
    }
    return {};
  } catch (const toml::parse_error& error) {
    const auto line = error.source().begin.line;
    return Usage(origin + " " + record::EscapeForDisplay(path) +
                 (line > 0 ? " line " + std::to_string(line) : std::string()) + ": " +
                 std::string(error.description()));
  }
}

}  // namespace fit299::cli
