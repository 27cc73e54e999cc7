#include "cli/options.h"

#include <algorithm>

#include "cli/option_groups.h"

namespace fit299::cli {
namespace {

std::vector<Option> JoinGroups() {
  std::vector<Option> options;
  for (const auto group :
       {InputOptions(), ShapeOptions(), PixelsOptions(), ValuesOptions(), ComparingOptions(),
        OutputOptions(), ErrorsOptions(), RunningOptions()}) {
    options.insert(options.end(), group.begin(), group.end());
  }
  return options;
}

}  // namespace

std::string_view Title(Group group) {
  switch (group) {
    case Group::kInput: return "Input";
    case Group::kShape: return "Shape";
    case Group::kPixels: return "Pixels";
    case Group::kValues: return "Values";
    case Group::kComparing: return "Comparing";
    case Group::kOutput: return "Output";
    case Group::kErrors: return "Errors";
    case Group::kRunning: return "Running";
  }
  return "";
}

std::span<const Option> Options() {
  static const std::vector<Option> options = JoinGroups();
  return options;
}

const Option* FindOption(std::string_view name) {
  std::string hyphened(name);
  std::ranges::replace(hyphened, '_', '-');
  const auto option = std::ranges::find_if(Options(), [&](const Option& candidate) {
    return candidate.name == hyphened ||
           std::ranges::find(candidate.aliases, hyphened) != candidate.aliases.end();
  });
  return option == Options().end() ? nullptr : &*option;
}

}  // namespace fit299::cli
