#include "cli/help.h"

#include <algorithm>
#include <opencv2/core/version.hpp>

#include "cli/commands.h"
#include "cli/options.h"
#include "fit299/preprocess.h"

namespace fit299::cli {
namespace {

constexpr std::size_t kHelpColumn = 26;

constexpr std::string_view kIntroduction =
    "fit299 fits folders of images to the tensors that a network was trained on:\n"
    "299x299x3 by an explicit policy, scaled exactly as Inception-ResNet-v2's\n"
    "preprocess_input does.\n";

constexpr std::string_view kExamples =
    "Examples:\n"
    "  fit299 fit photos/ -o tensors/               one .npy per photo, the tree mirrored\n"
    "  fit299 fit photos/ -o x.npy                  one array [N,299,299,3]\n"
    "  fit299 fit photos/ -o x.npy --recipe keras-dataset-bilinear\n"
    "                                               the very pixels of a framework\n"
    "  fit299 fit cat.jpg -o cat.npy                one tensor, for a Makefile rule\n"
    "  fit299 fit photos/ -o small/ -f jpeg --policy pad\n"
    "  find . -name '*.jpg' -print0 | fit299 fit -0 -T - -o x.npy --json\n";

std::string Indented(const std::string& text, std::size_t column) {
  std::string indented;
  for (const char c : text) {
    indented += c;
    if (c == '\n') indented.append(column, ' ');
  }
  return indented;
}

std::string OptionHelp(const Option& option) {
  std::string names = option.letter != 0 ? std::string("  -") + option.letter + ", " : "      ";
  names += "--" + std::string(option.name);
  const std::string value(option.value);
  if (option.arity == Arity::kOptional) {
    names += "[=" + value + "]";
  } else if (!value.empty()) {
    names += " " + value;
  }
  names.append(names.size() < kHelpColumn ? kHelpColumn - names.size() : 1, ' ');
  return names + Indented(option.help(), kHelpColumn) + "\n";
}

std::string OptionsHelp(const Command& command) {
  std::string text;
  const Group* group = nullptr;
  for (const Option& option : Options()) {
    if (option.hidden || (option.commands & command.bit) == 0) continue;
    if (group == nullptr || *group != option.group) {
      text += "\n" + std::string(Title(option.group)) + ":\n";
    }
    group = &option.group;
    text += OptionHelp(option);
  }
  return text;
}

std::string CommandsHelp() {
  std::string text = "Commands:\n";
  for (const Command& command : Commands()) {
    text += "  " + std::string(command.name);
    text.append(10 - command.name.size(), ' ');
    text += std::string(command.help) + "\n";
  }
  return text;
}

}  // namespace

std::string Help(const Command* command) {
  if (command == nullptr) {
    return std::string(kIntroduction) + "\nUsage: fit299 COMMAND [options]\n\n" + CommandsHelp() +
           "\n" + std::string(kExamples) +
           "\n`fit299 COMMAND --help` lists all options, `fit299 --version` the libraries.\n";
  }
  return "Usage: fit299 " + std::string(command->name) + " " + std::string(command->usage) +
         "\n\n" + std::string(command->help) + ".\n\n" + std::string(command->words) +
         OptionsHelp(*command) + "\n" + std::string(command->end);
}

std::string Version() {
  std::string text = "fit299 " FIT299_VERSION "\n";
  for (const DecoderVersion& decoder : DecoderVersions()) {
    text += std::string(decoder.format) + ": " + decoder.library + "\n";
  }
  return text + "opencv: OpenCV " CV_VERSION "\n";
}

}  // namespace fit299::cli
