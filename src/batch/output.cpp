#include "batch/output.h"

#include <filesystem>
#include <string_view>

#include "batch/disk.h"
#include "record/escape.h"
#include "sink/private_file.h"

namespace fit299::batch {
namespace {

Failure Usage(std::string message) { return {ExitStatus::kUsage, std::move(message)}; }

std::string WithoutTrailingSlashes(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

std::string BaseName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string SuffixOf(const std::string& path) {
  return std::filesystem::path(BaseName(path)).extension().string();
}

std::string ListSuffixes() {
  std::string list;
  for (const sink::FormatRow& format : sink::Formats()) {
    if (!list.empty()) list += ", ";
    list += format.suffixes.front();
  }
  return list;
}

// What stands beside a container, named after it: "a/.x.npy.fit299".
std::string StateBeside(const std::string& path) {
  const std::string folder = sink::ParentFolder(path);
  const std::string prefix = folder.empty() ? "" : folder == "/" ? "/" : folder + "/";
  return prefix + "." + BaseName(path) + ".fit299";
}

Output FolderOutput(const Job& job, std::string path) {
  const std::string prefix = path == "/" ? "/" : path + "/";
  return {Shape::kFolder, job.format.value_or(sink::Format::kNpy), std::move(path),
          job.manifest.value_or(prefix + "manifest.jsonl"), prefix + ".fit299"};
}

Output StackOutput(const Job& job, sink::Format format) {
  return {Shape::kStack, format, job.output, job.manifest.value_or(job.output + ".manifest.jsonl"),
          StateBeside(job.output)};
}

Failure UnknownSuffix(const std::string& output, const std::string& suffix) {
  return Usage("OUTPUT " + output + ": no format has the suffix " + suffix +
               " (known: " + ListSuffixes() + "). For a folder of files write -o " + output +
               "/ ; for a file of that name add --format npy");
}

Failure OneImageAFile(const std::string& output, const sink::FormatRow& format) {
  return Usage("OUTPUT " + output + ": one " + std::string(format.name) +
               " file holds one image, and there may be several inputs. Write them into a folder: "
               "-o " +
               output.substr(0, output.size() - SuffixOf(output).size()) + "/ --format " +
               std::string(format.name) + ", or into one array: -o images.npy");
}

}  // namespace

Expected<Output, Failure> DecideOutput(const Job& job, bool one_file) {
  const std::string& output = job.output;
  if (job.manifest == "-") return Usage("--manifest - : the manifest goes to a file");
  if (output.empty()) return Usage("OUTPUT is missing: where shall the result go? -o OUTPUT");
  if (output == "-") {
    if (!one_file) return Usage("-o - takes the tensor of one image: name a single INPUT file");
    return Output{Shape::kStdout, job.format.value_or(sink::Format::kNpy), "-",
                  job.manifest.value_or(""), ""};
  }
  if (Exists(output) && !IsFolder(output) && !IsRegularFile(output)) {
    return Usage("OUTPUT " + record::EscapeForDisplay(output) +
                 " is neither a file nor a folder; -o - writes to standard output");
  }
  if (output.back() == '/' || IsFolder(output)) {
    return FolderOutput(job, WithoutTrailingSlashes(output));
  }
  const std::string suffix = SuffixOf(output);
  if (suffix.empty() && Exists(output)) {
    return Failure{ExitStatus::kConflict, "OUTPUT " + record::EscapeForDisplay(output) +
                                              " is a file, and would have to be a folder"};
  }
  if (suffix.empty()) return FolderOutput(job, output);

  const sink::FormatRow* by_suffix = sink::FindFormatBySuffix(suffix);
  if (by_suffix == nullptr && !job.format) return UnknownSuffix(output, suffix);
  const sink::FormatRow& format = job.format ? sink::Row(*job.format) : *by_suffix;
  if (one_file) {
    return Output{Shape::kSingle, format.format, output, job.manifest.value_or(""), ""};
  }
  if (format.is_image) return OneImageAFile(output, format);
  return StackOutput(job, format.format);
}

Expected<Recipe, Failure> AdaptRecipe(const Job& job, const Output& output) {
  Recipe recipe = job.recipe;
  if (job.quality_given && !sink::Row(output.format).is_lossy) {
    return Usage("--quality goes with --format jpeg or webp");
  }
  if (job.name_given && output.shape != Shape::kFolder) {
    return Usage("--name goes with an output folder; here OUTPUT is the file's name");
  }
  if (!sink::Row(output.format).is_image) return recipe;
  const std::string format(sink::Row(output.format).name);
  if (job.dtype_given && recipe.dtype != Dtype::kUint8) {
    return Usage("--dtype " + std::string(Name(recipe.dtype)) + ": a " + format +
                 " image holds 8-bit pixels. Leave --dtype out, or write --format npy");
  }
  if (job.layout_given && recipe.layout != Layout::kNhwc) {
    return Usage("--layout nchw: a " + format +
                 " image has no such layout. Leave --layout out, or write --format npy");
  }
  recipe.dtype = Dtype::kUint8;
  recipe.layout = Layout::kNhwc;
  return recipe;
}

}  // namespace fit299::batch
