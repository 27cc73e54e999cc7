#include "cli/commands.h"

#include <algorithm>
#include <array>

#include "cli/check.h"
#include "cli/compare.h"
#include "cli/fit.h"
#include "cli/formats.h"
#include "cli/inspect.h"
#include "cli/plan.h"
#include "cli/recipes.h"

namespace fit299::cli {
namespace {

constexpr std::string_view kFitWords =
    "INPUT is a file, a folder (walked recursively), a .tar or .zip archive, or - for one image "
    "on\n"
    "standard input.\n"
    "OUTPUT is a folder, x.npy, or - for standard output.\n";

constexpr std::string_view kFitEnd =
    "Exit codes:\n"
    "  0  every input was written, or the finished output was there already\n"
    "  2  usage error, nothing was touched\n"
    "  3  complete, but some inputs were skipped (0 with --skips-ok)\n"
    "  4  more errors than allowed     5  no usable input\n"
    "  6  another output is in the way, or names collide\n"
    "  7  out of disk or memory        1  any other failure\n"
    "  129, 130, 143  ended early by a signal\n"
    "\n"
    "Examples:\n"
    "  fit299 fit photos/ -o tensors/               one .npy per photo, the tree mirrored\n"
    "  fit299 fit photos/ -o x.npy                  one array [N,299,299,3]\n"
    "  fit299 fit cat.jpg -o cat.npy                one tensor, for a Makefile rule\n"
    "  fit299 fit photos/ -o small/ -f jpeg --policy pad\n"
    "  find . -name '*.jpg' -print0 | fit299 fit -0 -T - -o x.npy --json\n";

constexpr std::string_view kCheckWords =
    "INPUT is a file, a folder (walked recursively), a .tar or .zip archive, or - for one image "
    "on\nstandard input. The options say how it would be fitted: what `fit` rejects with them, "
    "this\ncommand finds. It writes nothing but what --manifest and --quarantine ask for.\n";

constexpr std::string_view kCheckEnd =
    "Exit codes:\n"
    "  0  fit would take every input    8  it would reject some; with --strict\n"
    "                                      also: warnings, duplicates, odd shapes\n"
    "  2  usage error                   5  no input was found\n"
    "  6  a file or another run is in the way of --manifest or --quarantine\n"
    "  7  out of disk or memory         1  any other failure\n"
    "  129, 130, 143  ended early by a signal\n"
    "\n"
    "Examples:\n"
    "  fit299 check photos/\n"
    "  fit299 check photos/ --json --strict > report.json\n"
    "  fit299 check photos/ --min-side 100 --quarantine rejected/\n";

constexpr std::string_view kRecipesWords =
    "NAME is a built-in recipe, FILE a recipe file: TOML with the recipe's options, which may "
    "begin\n"
    "with recipe = \"NAME\" and change what differs. What this command prints is such a file.\n";

constexpr std::string_view kRecipesEnd =
    "Examples:\n"
    "  fit299 recipes\n"
    "  fit299 recipes timm --size 224\n"
    "  fit299 recipes keras-dataset-bilinear > mine.toml\n"
    "  fit299 fit photos/ -o x.npy --recipe keras-dataset-bilinear\n";

constexpr std::string_view kCompareWords =
    "A and B are tensors: a .npy file of one, a stack of them, or a folder of .npy files. One of "
    "them may\nbe an image, or a folder of images, which is then fitted by the options below.\n";

constexpr std::string_view kCompareEnd =
    "Exit codes:\n"
    "  0  shapes, types, images and values are the same, within --atol\n"
    "  8  a difference was found        2  usage error\n"
    "  5  a folder with neither         1  any other failure\n"
    "\n"
    "Examples:\n"
    "  fit299 compare mine.npy theirs.npy\n"
    "  fit299 compare theirs.npy cat.jpg --resample pillow:bicubic --atol 1e-6\n";

constexpr std::string_view kInspectWords =
    "FILE is an image, or tensors: a .npy file, or a folder of them. The options say how an image\n"
    "would be fitted.\n";

constexpr std::string_view kInspectEnd =
    "Exit codes:\n"
    "  0  whatever was found            2  usage error\n"
    "  1  a file cannot be read\n"
    "\n"
    "Examples:\n"
    "  fit299 inspect theirs.npy\n"
    "  fit299 inspect cat.jpg --policy pad\n";

constexpr std::string_view kFormatsWords =
    "A format, the suffixes that a walk takes for it, and the library that decodes it. What a file "
    "is, its\nbytes decide.\n";

constexpr std::string_view kFormatsEnd =
    "Examples:\n"
    "  fit299 formats\n"
    "  fit299 formats --json\n";

constexpr std::array<Command, 7> kCommands = {{
    {kFit, "fit", "INPUT... -o OUTPUT [options]", "decode, fit, normalize, write: the main job",
     kFitWords, kFitEnd, CheckFit, RunFit},
    {kPlan, "plan", "INPUT... -o OUTPUT [options]",
     "the same without writing: counts, exact bytes, free space, warnings", kFitWords, kFitEnd,
     CheckFit, RunPlan},
    {kCheck, "check", "INPUT... [options]",
     "decode everything: what fit would reject, duplicates, what is odd", kCheckWords, kCheckEnd,
     CheckReading, RunCheck},
    {kCompare, "compare", "A B [options]", "how far two sets of tensors are apart, and why",
     kCompareWords, kCompareEnd, CheckCompare, RunCompare},
    {kInspect, "inspect", "FILE... [options]",
     "what an image or a tensor is, and how its values seem to be scaled", kInspectWords,
     kInspectEnd, CheckInspect, RunInspect},
    {kRecipes, "recipes", "[NAME|FILE] [options]",
     "list what is built in, or show a recipe as the options that it stands for", kRecipesWords,
     kRecipesEnd, CheckRecipes, RunRecipes},
    {kListFormats, "formats", "[options]",
     "list the image formats that are read, and by which library", kFormatsWords, kFormatsEnd,
     CheckFormats, RunFormats},
}};

}  // namespace

std::span<const Command> Commands() { return kCommands; }

const Command* FindCommand(std::string_view name) {
  const auto row = std::ranges::find(kCommands, name, &Command::name);
  return row == kCommands.end() ? nullptr : &*row;
}

std::string NamesOf(CommandSet commands) {
  std::string names;
  for (const Command& command : kCommands) {
    if ((commands & command.bit) == 0) continue;
    commands &= ~command.bit;
    const bool last = std::ranges::none_of(
        kCommands, [&](const Command& other) { return (commands & other.bit) != 0; });
    if (!names.empty()) names += last ? " and " : ", ";
    names += command.name;
  }
  return names;
}

}  // namespace fit299::cli
